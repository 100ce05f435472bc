// What the tests of the client share: an ESIA in process, a signer that remembers what it signed.
import { createEsiaAuth, type EsiaAuthOptions, EsiaError, type EsiaSigner, gostPemSigner } from '@mis/esia-auth'
import { type EsiaMockOptions, signIn } from '@mis/esia-auth/mock'
import { expect, onTestFinished } from 'vitest'
import { privateKeyPem } from '../src/gost/index.ts'
import { client, clinic, esia, now, redirectUri, scope, woman } from './mock-support.ts'

export const gostSigner = gostPemSigner({ key: privateKeyPem(clinic.key), certificate: clinic.certificate })

/** The same signer, and every text it has signed. */
function remembering(signer: EsiaSigner): EsiaSigner & { readonly texts: string[] } {
  const texts: string[] = []
  const sign: EsiaSigner['sign'] = (data, options) => {
    texts.push(new TextDecoder().decode(data))
    return signer.sign(data, options)
  }
  return { ...signer, sign, texts }
}

/** Our machine: its clock is the test's, its network is the server in process. */
export interface Machine {
  nowMs: number
}

/** A client at an ESIA in process. Both clocks stand still at the same moment until somebody moves one. */
export function place(changes: Partial<EsiaAuthOptions> = {}, ofEsia: Partial<EsiaMockOptions> = {}) {
  const machine: Machine = { nowMs: now }
  const here = esia(ofEsia)
  const signer = remembering(changes.signer ?? gostSigner)
  const { runtime, ...rest } = changes
  const auth = createEsiaAuth({
    clientId: client.clientId,
    redirectUri,
    scope: scope.split(' '),
    environment: 'test',
    certificates: here.mock.certificates(),
    baseUrl: here.server.url,
    checkSigner: false,
    ...rest,
    signer,
    runtime: { now: () => machine.nowMs, fetch: here.server.fetch, ...runtime },
  })
  onTestFinished(() => auth.close())
  const browser = async (url: string, oid = woman.oid, decision: 'allow' | 'deny' = 'allow') =>
    new URL(await signIn(url, { oid, decision, fetch: here.server.fetch }))
  return {
    ...here,
    auth,
    signer,
    machine,
    browser,
    async login(oid = woman.oid) {
      const { url, transaction } = await auth.beginLogin()
      return await auth.completeLogin(await browser(url, oid), transaction)
    },
    /** Bodies of the token calls so far. */
    tokenCalls: () =>
      here.server
        .requests()
        .filter(({ method, path }) => method === 'POST' && path.endsWith('te'))
        .map(({ body }) => new URLSearchParams(body)),
  }
}
export type Place = ReturnType<typeof place>

/** The error of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<EsiaError> {
  const outcome: unknown = await call.then(
    () => new Error('it went well'),
    (error: unknown) => error,
  )
  expect(outcome).toBeInstanceOf(EsiaError)
  return outcome as EsiaError
}
