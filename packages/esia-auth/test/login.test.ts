import { describe, expect, it } from 'vitest'
import { certificateHash, readCertificate, verify } from '../src/gost/index.ts'
import { failureOf, place } from './login-support.ts'
import { clinic, now, redirectUri, scope, unconfirmed, woman } from './mock-support.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const timestamp = '2031.03.03 05:00:00 +0000'

describe('the address of the sign-in page', () => {
  it('holds every parameter of v2/ac in order, and nothing else', async () => {
    const { auth } = place()
    const { url } = await auth.beginLogin()
    const { pathname, searchParams } = new URL(url)
    expect(pathname).toBe('/aas/oauth2/v2/ac')
    expect([...searchParams.keys()]).toEqual([
      ...['client_id', 'client_secret', 'client_certificate_hash', 'redirect_uri', 'scope', 'response_type', 'state'],
      ...['access_type', 'timestamp', 'person_filter'],
    ])
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: 'CLINIC01',
      client_certificate_hash: certificateHash(clinic.certificate),
      redirect_uri: redirectUri,
      scope,
      response_type: 'code',
      state: expect.stringMatching(uuid),
      access_type: 'online',
      timestamp,
      person_filter: 'conf_acc',
    })
  })

  it('writes the plus of the time as %2B, or it would arrive as a space', async () => {
    const { auth } = place()
    expect((await auth.beginLogin()).url).toContain('timestamp=2031.03.03+05%3A00%3A00+%2B0000')
  })

  it('is signed over client_id, scope, scope_org, timestamp, state, redirect_uri, without separators', async () => {
    const { auth, signer } = place({ scopeOrg: 'org_emps' })
    const { searchParams } = new URL((await auth.beginLogin()).url)
    expect(signer.texts).toEqual([`CLINIC01${scope}org_emps${timestamp}${searchParams.get('state')}${redirectUri}`])
    expect(searchParams.get('scope_org')).toBe('org_emps')
  })

  it('carries the bare signature, 64 bytes in base64url without padding', async () => {
    const { auth, signer } = place()
    const secret = new URL((await auth.beginLogin()).url).searchParams.get('client_secret') ?? ''
    expect(secret).toMatch(/^[A-Za-z0-9_-]{86}$/)
    const { publicKey } = readCertificate(clinic.certificate)
    const signed = new TextEncoder().encode(signer.texts[0])
    expect(publicKey && verify(signed, Buffer.from(secret, 'base64url'), publicKey)).toBe(true)
  })

  it('has another state each time', async () => {
    const { auth } = place()
    const urls = await Promise.all([auth.beginLogin(), auth.beginLogin()])
    const [one, other] = urls.map(({ url }) => new URL(url).searchParams.get('state'))
    expect(one).not.toBe(other)
  })

  it('passes on what was asked for: offline access, consents, another filter, a code challenge', async () => {
    const permissions = [{ sysname: 'CLINIC', expire: 60, actions: [{ sysname: 'ALL_ACTIONS_TO_DATA' }] }]
    const { auth } = place({ accessType: 'offline', permissions, personFilter: 'acc_not_kid' })
    const { url } = await auth.beginLogin({ codeChallenge: { challenge: 'C', method: 'S256' } })
    const { permissions: sent = '', ...rest } = Object.fromEntries(new URL(url).searchParams)
    expect(JSON.parse(Buffer.from(sent, 'base64url').toString())).toEqual(permissions)
    expect(rest).toMatchObject({
      access_type: 'offline',
      person_filter: 'acc_not_kid',
      code_challenge: 'C',
      code_challenge_method: 'S256',
    })
  })

  it('asks for any account where unverified ones are allowed, or the filter is switched off', async () => {
    for (const changes of [{ allowUnverified: true }, { personFilter: false as const }]) {
      expect((await place(changes).auth.beginLogin()).url).not.toContain('person_filter')
    }
  })

  it('goes to the host of the environment', async () => {
    const { auth } = place({ baseUrl: undefined, environment: 'production' } as object)
    expect((await auth.beginLogin()).url).toMatch(/^https:\/\/esia\.gosuslugi\.ru\/aas\/oauth2\/v2\/ac\?/)
  })
})

describe('the token call', () => {
  it('signs the same six fields and the code, with a state of its own', async () => {
    const here = place()
    const { url, transaction } = await here.auth.beginLogin()
    const callback = await here.browser(url)
    await here.auth.completeLogin(callback, transaction)
    const [form] = here.tokenCalls()
    const code = callback.searchParams.get('code')
    expect([...(form?.keys() ?? [])]).toEqual([
      ...['client_id', 'client_secret', 'client_certificate_hash', 'code', 'grant_type', 'redirect_uri', 'scope'],
      ...['state', 'timestamp', 'token_type'],
    ])
    expect(here.signer.texts[1]).toBe(`CLINIC01${scope}${timestamp}${form?.get('state')}${redirectUri}${code}`)
    expect(form?.get('state')).toMatch(uuid)
    expect(form?.get('state')).not.toBe(new URL(url).searchParams.get('state'))
    expect(form?.get('scope')).toBe(new URL(url).searchParams.get('scope'))
  })

  it.each(['other', 'none'] as const)('refuses an answer with %s state', async (echoedState) => {
    const here = place({}, { echoedState })
    expect(await failureOf(here.login())).toMatchObject({ reason: 'token-state-mismatch', code: null })
  })

  it('gives tokens without the account in the names of scopes, and with the account apart', async () => {
    const { tokens } = await place({ accessType: 'offline' }).login()
    expect(tokens).toMatchObject({
      scope: scope.split(' '),
      esiaOid: String(woman.oid),
      expiresAt: new Date(now + 3_600_000).toISOString(),
      refreshToken: expect.any(String),
      idToken: expect.any(String),
    })
  })

  it('brings no refresh token for online access', async () => {
    expect((await place().login()).tokens).not.toHaveProperty('refreshToken')
  })

  it.each([
    ['expired', 'token-expired'],
    ['not-yet-valid', 'token-not-yet-valid'],
    ['wrong-issuer', 'token-issuer'],
    ['wrong-audience', 'token-audience'],
    ['alg-none', 'token-algorithm'],
    ['tampered', 'token-signature'],
    ['unknown-certificate', 'token-certificate-unknown'],
    ['other-subject', 'person-mismatch'],
  ] as const)('refuses tokens that are %s: %s', async (tokenFault, reason) => {
    const here = place({}, { tokenFault })
    expect((await failureOf(here.login())).reason).toBe(reason)
    expect(here.server.requests().filter(({ path }) => path.startsWith('/rs/'))).toEqual([])
  })

  it('takes the new certificates of ESIA without a restart', async () => {
    const here = place()
    here.mock.rotate()
    expect((await failureOf(here.login())).reason).toBe('token-certificate-unknown')
    expect(() => here.auth.updateCertificates([])).toThrow('certificates')
    here.auth.updateCertificates(here.mock.certificates())
    await expect(here.login()).resolves.toHaveProperty('patient')
  })

  it('judges tokens by the clock of ESIA and not by ours', async () => {
    const here = place()
    const { url, transaction } = await here.auth.beginLogin()
    const callback = await here.browser(url)
    here.machine.nowMs += 9 * 60_000
    here.options.windowSeconds = 3600
    const { tokens } = await here.auth.completeLogin(callback, transaction)
    expect(tokens.expiresAt).toBe(new Date(now + 3_600_000).toISOString())
  })
})

describe('whom a sign-in lets through', () => {
  it('is refused by ESIA itself where the account is not confirmed', async () => {
    expect(await failureOf(place().login(unconfirmed.oid))).toMatchObject({
      reason: 'account-not-confirmed',
      code: 'ESIA-007055',
      kind: 'user',
      forPatient: expect.stringContaining('Подтвердите личность'),
    })
  })

  it('is refused here where ESIA let it pass', async () => {
    const failure = await failureOf(place({ personFilter: false }).login(unconfirmed.oid))
    expect(failure).toMatchObject({ reason: 'account-not-trusted', code: null, kind: 'user' })
  })

  it('is no confirmed one where the id token says so, whatever person data say', async () => {
    const { lastName, firstName } = unconfirmed
    const person = { lastName, firstName, birthDate: '31.12.1985', status: 'REGISTERED', trusted: true }
    const fault = { status: 200, body: JSON.stringify(person) }
    const strict = place({ personFilter: false })
    strict.server.arm({ when: { path: '/rs/prns' }, fault })
    expect((await failureOf(strict.login(unconfirmed.oid))).reason).toBe('account-not-trusted')
    // Nobody got as far as asking for them.
    expect(strict.server.unusedFaults()).toHaveLength(1)
    strict.server.disarm()
    const lenient = place({ allowUnverified: true })
    lenient.server.arm({ when: { path: '/rs/prns' }, fault })
    expect((await lenient.login(unconfirmed.oid)).patient.trusted).toBe(false)
  })

  it('passes marked where the app allows it', async () => {
    const { patient } = await place({ allowUnverified: true }).login(unconfirmed.oid)
    expect(patient).toMatchObject({ trusted: false, esiaOid: String(unconfirmed.oid) })
  })

  it('is told apart from a patient who did not agree', async () => {
    const here = place()
    const { url, transaction } = await here.auth.beginLogin()
    const callback = await here.browser(url, woman.oid, 'deny')
    expect(await failureOf(here.auth.completeLogin(callback, transaction))).toMatchObject({
      reason: 'declined',
      code: 'ESIA-007004',
      kind: 'user',
      forPatient: expect.stringContaining('не дали согласие'),
    })
    expect(here.tokenCalls()).toEqual([])
  })
})

describe('a code challenge', () => {
  it('is answered by the verifier the caller kept', async () => {
    const here = place()
    const verifier = 'v'.repeat(43)
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
    const challenge = Buffer.from(hash).toString('base64url')
    const { url, transaction } = await here.auth.beginLogin({ codeChallenge: { challenge, method: 'S256' } })
    const callback = await here.browser(url)
    await here.auth.completeLogin(callback, transaction, { codeVerifier: verifier })
    expect(here.tokenCalls()[0]?.get('code_verifier')).toBe(verifier)
  })
})

describe('the address of logout', () => {
  it('brings the browser back by redirect_url', () => {
    const { auth, server } = place()
    expect(auth.logoutUrl('https://app.example/bye')).toBe(
      `${server.url}/idp/ext/Logout?client_id=CLINIC01&redirect_url=https%3A%2F%2Fapp.example%2Fbye`,
    )
    expect(auth.logoutUrl()).toBe(`${server.url}/idp/ext/Logout?client_id=CLINIC01`)
  })
})
