import type { Memory } from '../memory.ts'
import type { EsiaMockOptions } from '../options.ts'
import { namesOf, openedBy, opensChildren } from '../scopes.ts'
import { RestRefusal, refusedAnswer } from './answer.ts'
import { collectionOf, elementOf, embedded, eTagOf, type Subject } from './collections.ts'
import { personFields } from './person-fields.ts'

/** Data of persons: `/rs/prns/{oid}` and below. */
export function personData(request: Request, now: number, memory: Memory, options: EsiaMockOptions): Response {
  try {
    return Response.json(answerTo(request, now, memory))
  } catch (error) {
    if (!(error instanceof RestRefusal)) throw error
    return refusedAnswer(error, options)
  }
}

function answerTo(request: Request, now: number, memory: Memory): object {
  const owner = ownerOf(request, now, memory)
  const { pathname, searchParams } = new URL(request.url)
  const [oid = '', ...rest] = pathname.split('/').slice(3)
  if (oid !== String(owner.person.oid)) throw new RestRefusal('ESIA-007019')
  const embed = searchParams.get('embed')
  const [name, id] = rest
  // A child has papers of its own; other elements have nothing below them.
  if (name === 'kids' && id !== undefined) return below(childOf(owner, id), rest.slice(2), embed)
  return below(owner, rest, embed)
}

function below(subject: Subject, [name, id, ...more]: readonly string[], embed: string | null): object {
  if (more.length > 0) throw new RestRefusal('ESIA-004004')
  if (name === undefined) return { ...personOf(subject), ...embedded(subject, embed) }
  return id === undefined ? collectionOf(subject, name, embed === '(elements)') : elementOf(subject, name, id)
}

/** Who the token is of. */
function ownerOf(request: Request, now: number, memory: Memory): Subject {
  const [, token = ''] = /^Bearer ([\w.-]+)$/i.exec(request.headers.get('authorization') ?? '') ?? []
  const access = memory.accessTokens.get(token)
  if (access === undefined) throw new RestRefusal('ESIA-005011')
  if (access.expires <= now) throw new RestRefusal('ESIA-005013')
  const { person, scope } = access.grant
  const scopes = namesOf(scope) ?? []
  const address = `${new URL(request.url).origin}/rs/prns/${person.oid}`
  return { person, scopes, opened: openedBy(scopes, 'owner'), address }
}

function childOf({ person, scopes, address }: Subject, id: string): Subject {
  if (!opensChildren(scopes)) throw new RestRefusal('ESIA-007019')
  const child = person.children?.find(({ oid }) => String(oid) === id)
  if (child === undefined) throw new RestRefusal('ESIA-004004')
  return { person: child, scopes: [], opened: openedBy(scopes, 'child'), address: `${address}/kids/${id}` }
}

function personOf({ person, opened }: Subject): object {
  const { trusted, status = 'REGISTERED' } = person
  const passport = opened.fields.has('rIdDoc') ? person.documents?.findIndex(({ type }) => type === 'RF_PASSPORT') : -1
  const fields = {
    ...personFields(person, opened),
    ...(passport !== undefined && passport >= 0 && { rIdDoc: (person.oid % 1_000_000) * 100 + passport + 1 }),
    trusted,
    status,
    verifying: false,
    containsUpCfmCode: false,
    selfEmployed: {},
    updatedOn: 1_900_000_000,
    stateFacts: ['EntityRoot'],
  }
  return { ...fields, eTag: eTagOf(fields) }
}
