import { createHash } from 'node:crypto'
import type { EsiaReason, EsiaSigner } from '@mis/esia-auth'
import { gostPemSigner } from '@mis/esia-auth'
import type { EsiaTokenFault } from '@mis/esia-auth/mock'
import { describe, expect, it } from 'vitest'
import { generateKeyPair, privateKeyPem } from '../src/gost/index.ts'
import {
  type Changes,
  client,
  clinic,
  deleted,
  failing,
  scope,
  signer,
  signInPlace,
  unconfirmed,
  woman,
} from './flow-support.ts'
import { certified, expired, now } from './mock-support.ts'

const hour = 3_600_000

/** Signs other bytes than it is given. */
function signing(text: (text: string) => string): EsiaSigner {
  const sign: EsiaSigner['sign'] = (data) => signer.sign(new TextEncoder().encode(text(new TextDecoder().decode(data))))
  return { ...signer, sign }
}

interface Negative {
  readonly title: string
  readonly changes?: Changes
  /** What happens to the address on its way to the browser. */
  readonly address?: (url: string) => string
  readonly oid?: number
  readonly decision?: 'deny'
  readonly code: string | null
  readonly reason: EsiaReason
  readonly kind: string
}

const foreign = generateKeyPair('CryptoPro-A').privateKey
const unloaded = certified(foreign)
const unloadedSigner = gostPemSigner({ key: privateKeyPem(foreign), certificate: unloaded.certificate })
const expiredSigner = gostPemSigner({ key: privateKeyPem(expired.key), certificate: expired.certificate })

const negatives: readonly Negative[] = [
  { title: 'consent is denied', decision: 'deny', code: 'ESIA-007004', reason: 'declined', kind: 'user' },
  {
    title: 'the account is not confirmed',
    oid: unconfirmed.oid,
    code: 'ESIA-007055',
    reason: 'account-not-confirmed',
    kind: 'user',
  },
  {
    title: 'the account is not confirmed, though ESIA let it pass',
    oid: unconfirmed.oid,
    changes: { options: { personFilter: false } },
    code: null,
    reason: 'account-not-trusted',
    kind: 'user',
  },
  { title: 'the account is closed', oid: deleted.oid, code: null, reason: 'account-not-active', kind: 'user' },
  {
    title: 'the clock is an hour off',
    changes: { now: () => now + hour },
    code: 'ESIA-007015',
    reason: 'clock',
    kind: 'clock',
  },
  {
    title: 'the + of the zone goes out as it is',
    address: (url) => url.replace('%2B0000', '+0000'),
    code: 'ESIA-007015',
    reason: 'clock',
    kind: 'clock',
  },
  {
    title: 'the fields are signed in the order of v1',
    changes: {
      options: {
        checkSigner: false,
        signer: signing((text) => text.replace(/^CLINIC01(.*)/, '$1CLINIC01')),
      },
    },
    code: 'ESIA-007053',
    reason: 'client-secret',
    kind: 'configuration',
  },
  {
    title: 'nothing is signed',
    changes: { options: { checkSigner: false, signer: signing(() => '') } },
    code: 'ESIA-007053',
    reason: 'client-secret',
    kind: 'configuration',
  },
  {
    title: 'the code is left out of what is signed',
    // The token call is the one that has a code behind its redirect_uri.
    changes: {
      options: { checkSigner: false, signer: signing((text) => text.replace(/callback.*$/, 'callback')) },
    },
    code: 'ESIA-007053',
    reason: 'client-secret',
    kind: 'configuration',
  },
  {
    title: 'the certificate is not loaded',
    changes: { options: { signer: unloadedSigner } },
    code: 'ESIA-007053',
    reason: 'client-secret',
    kind: 'configuration',
  },
  {
    title: 'the certificate has expired, which is found here',
    changes: { options: { signer: expiredSigner } },
    code: null,
    reason: 'signer-certificate-expired',
    kind: 'configuration',
  },
  {
    title: 'the certificate has expired, which is found by ESIA',
    changes: {
      mock: { clients: [{ ...client, certificates: [expired.certificate] }] },
      options: { signer: expiredSigner, checkSigner: false },
    },
    code: 'ESIA-007053',
    reason: 'client-secret',
    kind: 'configuration',
  },
  {
    title: 'the certificate is switched off',
    changes: { mock: { clients: [{ ...client, certificates: [{ pem: clinic.certificate, active: false }] }] } },
    code: 'ESIA-007053',
    reason: 'client-secret',
    kind: 'configuration',
  },
  {
    title: 'a scope is not known',
    changes: { options: { scope: [...scope, 'medical'] } },
    code: 'ESIA-007006',
    reason: 'scope-wrong',
    kind: 'configuration',
  },
  {
    title: 'a scope is not granted',
    changes: { options: { scope: [...scope, 'inn'] } },
    code: 'ESIA-007019',
    reason: 'scope-not-granted',
    kind: 'configuration',
  },
  {
    title: 'a state comes a second time',
    changes: { options: { runtime: { id: () => '00000000-0000-4000-8000-000000000000' } } },
    code: 'ESIA-007003',
    reason: 'parameter-wrong',
    kind: 'bug',
  },
  {
    title: 'the hash is missing',
    address: (url) => url.replace(/client_certificate_hash=\w+&?/, ''),
    code: 'ESIA-007014',
    reason: 'parameter-missing',
    kind: 'bug',
  },
  {
    title: 'a parameter is repeated',
    address: (url) => `${url}&response_type=code`,
    code: 'ESIA-007003',
    reason: 'parameter-wrong',
    kind: 'bug',
  },
  {
    title: 'a parameter cannot be read',
    address: (url) => `${url}&extra=%zz`,
    code: 'ESIA-007038',
    reason: 'request-unreadable',
    kind: 'bug',
  },
  {
    title: 'the scope is cut out',
    address: (url) => url.replace(/([?&])scope=[^&]*/, '$1scope='),
    code: 'ESIA-007013',
    reason: 'scope-missing',
    kind: 'configuration',
  },
  {
    title: 'another way to a token is asked for',
    address: (url) => url.replace('response_type=code', 'response_type=token'),
    code: 'ESIA-007009',
    reason: 'method-unsupported',
    kind: 'configuration',
  },
  {
    title: 'the filter is not known',
    changes: { options: { personFilter: 'everybody' } },
    code: 'ESIA-007003',
    reason: 'parameter-wrong',
    kind: 'bug',
  },
  {
    title: 'a state other than its own comes back with the tokens',
    changes: { mock: { echoedState: 'other' } },
    code: null,
    reason: 'token-state-mismatch',
    kind: 'bug',
  },
]

const tokenFaults: Readonly<Record<Exclude<EsiaTokenFault, 'without-x5t'>, EsiaReason>> = {
  expired: 'token-expired',
  'not-yet-valid': 'token-not-yet-valid',
  'wrong-issuer': 'token-issuer',
  'wrong-audience': 'token-audience',
  'alg-none': 'token-algorithm',
  tampered: 'token-signature',
  'unknown-certificate': 'token-certificate-unknown',
  'other-subject': 'person-mismatch',
}

describe('a sign-in ends with an error of its own when', () => {
  for (const { title, changes, address, oid = woman.oid, decision = 'allow', code, reason, kind } of negatives) {
    it(`${title}: ${code ?? reason}`, async () => {
      const place = await signInPlace(changes)
      const error = await failing(place.signIn({ oid, decision }, address))
      expect(error).toMatchObject({ code, reason, kind })
      expect(error.forPatient).toMatch(/[а-я]/)
    })
  }

  for (const tokenAlgorithm of ['RS256', 'GOST3410_2012_256'] as const) {
    for (const [tokenFault, reason] of Object.entries(tokenFaults) as [EsiaTokenFault, EsiaReason][]) {
      it(`the ${tokenAlgorithm} tokens have the fault ${tokenFault}: ${reason}`, async () => {
        const place = await signInPlace({ mock: { tokenFault, clients: [{ ...client, tokenAlgorithm }] } })
        expect(await failing(place.signIn())).toMatchObject({ reason })
      })
    }
  }

  it('the keys of ESIA have changed: token-certificate-unknown, until the app is given the new ones', async () => {
    const place = await signInPlace()
    place.mock.rotate()
    expect(await failing(place.signIn())).toMatchObject({ reason: 'token-certificate-unknown', kind: 'configuration' })
    const certificates = [...place.mock.certificates()]
    const { mock } = place
    const renewed = await signInPlace({ options: { certificates, baseUrl: place.server.url } })
    expect(mock.certificates()).toEqual(certificates)
    expect(await renewed.signIn()).toMatchObject({ patient: { trusted: true } })
  })

  it('redirect_uri is not registered: ESIA-007023, shown by ESIA itself and sent to nobody', async () => {
    const place = await signInPlace({ options: { redirectUri: 'http://127.0.0.1:1/another' } })
    await expect(place.signIn()).rejects.toThrow('ESIA answered 400: ESIA-007023')
  })

  it('the mnemonic is not known: ESIA-007005, shown by ESIA itself', async () => {
    const place = await signInPlace({ options: { clientId: 'NOBODY' } })
    await expect(place.signIn()).rejects.toThrow('ESIA answered 400: ESIA-007005')
  })
})

describe('a code', () => {
  it('is good once: ESIA-007011, and what came of it is void', async () => {
    const place = await signInPlace({ options: { accessType: 'offline' } })
    const first = await place.callback()
    const { tokens } = await place.auth.completeLogin(first.callback, first.transaction)
    const second = await place.callback()
    second.callback.searchParams.set('code', first.callback.searchParams.get('code') ?? '')
    const error = await failing(place.auth.completeLogin(second.callback, second.transaction))
    expect(error).toMatchObject({ code: 'ESIA-007011', reason: 'grant-invalid', kind: 'retryable' })
    expect(await failing(place.auth.readPatient(tokens))).toMatchObject({ code: 'ESIA-005011' })
    expect(await failing(place.auth.refresh(tokens))).toMatchObject({ code: 'ESIA-007011' })
  })

  it('whose callback is opened again is not even sent: the transaction is used', async () => {
    const place = await signInPlace()
    const { callback, transaction } = await place.callback()
    await place.auth.completeLogin(callback, transaction)
    const sent = place.server.requests().length
    expect(await failing(place.auth.completeLogin(callback, transaction))).toMatchObject({ reason: 'transaction-used' })
    expect(place.server.requests()).toHaveLength(sent)
  })

  it('is good for 240 seconds: ESIA-007011', async () => {
    let time = now
    const place = await signInPlace({ mock: { now: () => time }, now: () => time })
    const { callback, transaction } = await place.callback()
    time += 240_000
    expect(await failing(place.auth.completeLogin(callback, transaction))).toMatchObject({ code: 'ESIA-007011' })
  })

  it('with a challenge needs its verifier: ESIA-007040; a verifier needs a challenge: ESIA-007039', async () => {
    const { auth, callback } = await signInPlace()
    const codeChallenge = { challenge: createHash('sha256').update('verifier').digest('base64url'), method: 'S256' }
    const [first, second] = [await callback({ begin: { codeChallenge } }), await callback({ begin: { codeChallenge } })]
    const wrong = auth.completeLogin(first.callback, first.transaction, { codeVerifier: 'another' })
    expect(await failing(wrong)).toMatchObject({ code: 'ESIA-007040', reason: 'pkce-mismatch', kind: 'bug' })
    const right = auth.completeLogin(second.callback, second.transaction, { codeVerifier: 'verifier' })
    expect(await right).toMatchObject({ patient: { trusted: true } })
    const plain = await callback()
    const needless = auth.completeLogin(plain.callback, plain.transaction, { codeVerifier: 'verifier' })
    expect(await failing(needless)).toMatchObject({ code: 'ESIA-007039', reason: 'pkce-missing', kind: 'bug' })
  })
})
