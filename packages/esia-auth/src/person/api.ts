import type { ZodType } from 'zod'
import type { Channel } from '../channel.ts'
import { EsiaError, isEsiaError } from '../errors.ts'
import type { EsiaTokens } from '../types.ts'
import { type PersonParts, patientOf } from './map.ts'
import type { VerifiedPatient } from './types.ts'
import { accountSchema, childCollection, childSchema, type Stored, storedCollection, storedSchema } from './wire.ts'

export interface PersonSettings {
  readonly channel: Channel
  readonly allowUnverified: boolean
  readonly now: () => number
}

type Access = Pick<EsiaTokens, 'accessToken' | 'esiaOid' | 'scope'>

export interface PersonApi {
  /**
   * The account with what the granted scopes open, and nothing beyond: ESIA refuses the rest.
   *
   * @throws EsiaError `account-not-active`, `account-not-trusted`, `bad-response`, or what ESIA refuses with
   */
  read(access: Access, signal: AbortSignal): Promise<VerifiedPatient>
}

/** Scopes that open a collection; one is enough. */
const contactScopes = ['mobile', 'email']
const policyScopes = ['medical_doc']

export function personApi({ channel, allowUnverified, now }: PersonSettings): PersonApi {
  return {
    async read({ accessToken, esiaOid, scope }, signal) {
      if (!/^\d{1,20}$/.test(esiaOid)) throw new EsiaError('token-malformed')
      const root = `/rs/prns/${esiaOid}`
      const get = <T>(path: string, schema: ZodType<T>, query?: Readonly<Record<string, string>>): Promise<T> =>
        channel.get({ path, accessToken, ...(query && { query }) }, schema, signal)
      const grants = (names: readonly string[]) => names.some((name) => scope.includes(name))

      /** What is not granted or not kept is nothing; any other trouble is trouble. */
      const orNothing = <T>(asked: Promise<T>): Promise<T | undefined> =>
        asked.catch((error: unknown) => {
          if (isAbsent(error)) return undefined
          throw error
        })

      /** The entries of a collection: those that came with its owner, else asked for, each by itself if need be. */
      const entries = async <E extends object>(
        { path, collection, entry }: Collection<E>,
        embedded?: Page<E> | null,
      ): Promise<readonly E[]> => {
        const page = embedded?.elements ? embedded : await orNothing(get(path, collection, { embed: '(elements)' }))
        const found = await inOrder(page?.elements ?? [], (element) =>
          typeof element === 'string' ? orNothing(get(`${path}/${idOf(element, path)}`, entry)) : element,
        )
        return found.filter((each) => each !== undefined)
      }
      const stored = (path: string, embedded?: Page<Stored> | null) =>
        entries({ path, collection: storedCollection, entry: storedSchema }, embedded)

      const withContacts = grants(contactScopes)
      const withPolicy = grants(policyScopes)
      const embeds = [withContacts && 'contacts.elements', withPolicy && 'documents.elements'].filter(Boolean)
      const account = await get(root, accountSchema, embeds.length > 0 ? { embed: `(${embeds.join(',')})` } : undefined)
      if (account.status !== 'REGISTERED') throw new EsiaError('account-not-active')
      if (account.trusted !== true && !allowUnverified) throw new EsiaError('account-not-trusted')

      const parts: PersonParts = {
        esiaOid,
        account,
        contacts: withContacts ? await stored(`${root}/ctts`, account.contacts) : [],
        documents: withPolicy ? await stored(`${root}/docs`, account.documents) : [],
        children: await inOrder(
          scope.includes('kid_fullname') && scope.includes('kid_birthdate')
            ? await entries({ path: `${root}/kids`, collection: childCollection, entry: childSchema })
            : [],
          async (child) => {
            const id = child.id ?? child.oid ?? ''
            const hasPolicy = scope.includes('kid_medical_doc') && /^\d{1,20}$/.test(id)
            return { id, child, documents: hasPolicy ? await stored(`${root}/kids/${id}/docs`) : [] }
          },
        ),
      }
      return patientOf(parts, now())
    },
  }
}

interface Page<E> {
  readonly elements?: readonly (string | E)[] | null | undefined
}

interface Collection<E> {
  readonly path: string
  readonly collection: ZodType<Page<E>>
  readonly entry: ZodType<E>
}

/** One after another: a sign-in must not look like a flood to ESIA. */
async function inOrder<A, B>(all: readonly A[], work: (one: A) => Promise<B> | B): Promise<readonly B[]> {
  const done: B[] = []
  for (const one of all) done.push(await work(one))
  return done
}

/** Of an address only the id is taken: a token must not follow an address that an answer names. */
function idOf(address: string, path: string): string {
  const id = /\/(\w+\/[\w-]{1,64})$/.exec(address)?.[1]
  const [collection, number] = id?.split('/') ?? []
  if (number !== undefined && path.endsWith(`/${collection}`)) return number
  throw new EsiaError('bad-response', { hint: 'elements: expected addresses of entries of this collection' })
}

/** ESIA says of what was not granted or is not kept: 403 or 404. [2+] */
function isAbsent(error: unknown): boolean {
  return isEsiaError(error) && (error.status === 403 || error.status === 404)
}
