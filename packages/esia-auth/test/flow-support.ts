import {
  type BeginLoginOptions,
  createEsiaAuth,
  type EsiaAuthOptions,
  type EsiaError,
  gostPemSigner,
  isEsiaError,
} from '@mis/esia-auth'
import {
  type EsiaClient,
  type EsiaMockOptions,
  esiaChild,
  esiaMock,
  esiaPerson,
  type SignInChoice,
  signIn,
} from '@mis/esia-auth/mock'
import { type ListenOptions, listen } from '@mis/mock'
import { expect, onTestFinished } from 'vitest'
import { generateKeyPair, privateKeyPem } from '../src/gost/index.ts'
import { certified, now } from './mock-support.ts'

const { privateKey } = generateKeyPair('TC26-256-B')
export const clinic = certified(privateKey)
export const signer = gostPemSigner({ key: privateKeyPem(privateKey), certificate: clinic.certificate })
const redirectUri = 'http://127.0.0.1:1/esia/callback'
export const scope: readonly string[] = (
  'openid fullname birthdate gender snils medical_doc mobile email ' +
  'kid_fullname kid_birthdate kid_gender kid_snils kid_medical_doc'
).split(' ')

export const woman = esiaPerson(1, { children: [esiaChild(79), esiaChild(78, { policy: 'absent' })] })
export const unconfirmed = esiaPerson(2, { trusted: false, policy: 'not-verified', contacts: 'not-verified' })
export const withOldPolicy = esiaPerson(3, { policy: 'old' })
export const unchecked = esiaPerson(4, { policy: 'not-verified' })
export const withoutPolicy = esiaPerson(5, { policy: 'absent' })
export const deleted = esiaPerson(6, { status: 'DELETED' })
const persons = [woman, unconfirmed, withOldPolicy, unchecked, withoutPolicy, deleted]

export const client: EsiaClient = {
  clientId: 'CLINIC01',
  certificates: [clinic.certificate],
  redirectUris: [redirectUri],
  scopes: scope,
}

/** What may be changed of a sign-in: the options of the mock, of its server, and of the client. */
export interface Changes {
  readonly mock?: Partial<EsiaMockOptions>
  readonly server?: ListenOptions
  readonly options?: Partial<EsiaAuthOptions>
  /** The clock of the client. */
  readonly now?: () => number
}

/** How a person goes through it. */
type Journey = Partial<SignInChoice> & { readonly begin?: BeginLoginOptions }

/** ESIA over HTTP and the client before it; both go with the test. */
export async function signInPlace(changes: Changes = {}) {
  const mockOptions = { clients: [client], persons, now: () => now, ...changes.mock }
  const mock = esiaMock(mockOptions)
  const server = await listen(mock, changes.server)
  onTestFinished(() => server.close())
  const auth = createEsiaAuth({
    clientId: client.clientId,
    redirectUri,
    scope,
    environment: 'test',
    signer,
    certificates: mock.certificates(),
    baseUrl: server.url,
    ...changes.options,
    runtime: { now: changes.now ?? (() => now), ...changes.options?.runtime },
  })
  onTestFinished(() => auth.close())

  /** The beginning, and where the browser ends up; `changed` is what happens to the address on the way. */
  async function callback({ begin, ...choice }: Journey = {}, changed = (url: string) => url) {
    const { url, transaction } = await auth.beginLogin(begin)
    return { transaction, callback: new URL(await signIn(changed(url), { oid: woman.oid, ...choice })) }
  }

  return {
    mock,
    server,
    auth,
    callback,
    async signIn(journey: Journey = {}, changed?: (url: string) => string) {
      const { callback: back, transaction } = await callback(journey, changed)
      return await auth.completeLogin(back, transaction)
    },
  }
}

/** The error a call ends with; fails where it does not end with one of ours. */
export async function failing(call: Promise<unknown>): Promise<EsiaError> {
  const error = await call.then(
    () => expect.fail('the call did not fail'),
    (reason: unknown) => reason,
  )
  if (!isEsiaError(error)) throw error
  return error
}
