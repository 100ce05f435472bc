import { esiaProGateway, toPatient } from '@mis/esia-auth'
import { inProcess, testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { loadLibrary } from '../src/gateway/library.ts'
import { gatewayPlace } from './gateway-support.ts'
import { failureOf } from './login-support.ts'
import { now } from './mock-support.ts'

const { lastName, firstName, middleName, birthDate, sex, snils, oms, phone, email } = testPatient(1)

describe('a sign-in through a gateway', () => {
  it('ends with the same outcome as one at ESIA itself', async () => {
    const { patient, tokens } = await gatewayPlace().login()
    expect(patient).toEqual({
      ...{ esiaOid: '1000000001', trusted: true, lastName, firstName, middleName, birthDate, sex, snils },
      oms: { number: oms, verified: true },
      contacts: { phone: { value: phone, verified: true }, email: { value: email, verified: false } },
      ...{ children: [], unreadable: [] },
    })
    expect(tokens).toMatchObject({
      ...{ accessToken: 'access-1', refreshToken: 'refresh-1', idToken: expect.any(String), esiaOid: '1000000001' },
      ...{ scope: ['openid', 'profile'], expiresAt: new Date(now + 600_000).toISOString() },
    })
    expect(toPatient(patient, { requires: ['snils', 'oms', 'phone'] })).toMatchObject({ snils, oms, phone })
  })

  it('asks with state, nonce and a code challenge, none of which has to be kept', async () => {
    const { gateway } = gatewayPlace({ parameters: { provider: 'esia' } })
    const { url, transaction } = await gateway.beginLogin()
    const { code_challenge, nonce, state, ...rest } = Object.fromEntries(new URL(url).searchParams)
    expect(rest).toEqual({
      ...{ client_id: 'clinic', redirect_uri: 'https://app.example/callback', response_type: 'code' },
      ...{ scope: 'openid profile', code_challenge_method: 'S256', provider: 'esia' },
    })
    expect(new Set([code_challenge, nonce, state]).size).toBe(3)
    expect(transaction).not.toContain(nonce)
  })

  it('sends the secret as the gateway wants it', async () => {
    for (const clientAuthentication of ['post', 'basic'] as const) {
      await expect(gatewayPlace({ clientAuthentication }).login()).resolves.toHaveProperty('patient')
    }
  })

  it('reads the description of the gateway once, and its keys once', async () => {
    const here = gatewayPlace()
    await here.login()
    await here.login()
    const paths = here.server.requests().map(({ path }) => path)
    expect(paths.filter((path) => path.includes('well-known'))).toHaveLength(1)
    expect(paths.filter((path) => path === '/jwks')).toHaveLength(1)
  })

  it('reads the description again where that failed', async () => {
    const here = gatewayPlace()
    here.server.arm({ times: 1, fault: { status: 503 } })
    expect((await failureOf(here.login())).kind).toBe('retryable')
    await expect(here.login()).resolves.toHaveProperty('patient')
  })

  it('goes by the clock of the gateway', async () => {
    const here = gatewayPlace()
    here.machine.nowMs = now + 7_200_000
    await expect(here.login()).resolves.toHaveProperty('patient')
  })

  it('completes once, within ten minutes, for its own state', async () => {
    const here = gatewayPlace()
    const { url, transaction } = await here.gateway.beginLogin()
    const callback = here.browser(url)
    const fails = async (parameters: object) =>
      (await failureOf(here.gateway.completeLogin({ ...callback, ...parameters }, transaction))).reason
    expect(await fails({ state: 'x' })).toBe('state-mismatch')
    await here.gateway.completeLogin(callback, transaction)
    expect(await fails({})).toBe('transaction-used')
    here.machine.nowMs += 600_000
    expect(await fails({})).toBe('transaction-expired')
  })

  it('refreshes, and reads the person again', async () => {
    const here = gatewayPlace()
    const { tokens } = await here.login()
    const next = await here.gateway.refresh(tokens)
    expect(next).toMatchObject({ accessToken: 'access-1', refreshToken: 'refresh-2', esiaOid: '1000000001' })
    await expect(here.gateway.readPatient(next)).resolves.toMatchObject({ lastName, trusted: true })
    expect((await failureOf(here.gateway.readPatient({ ...next, esiaOid: '2' }))).reason).toBe('person-mismatch')
  })

  it('knows the address of logout', async () => {
    const here = gatewayPlace()
    expect(() => here.gateway.logoutUrl()).toThrow('logoutEndpoint')
    await here.gateway.beginLogin()
    expect(here.gateway.logoutUrl('https://app.example/bye')).toBe(
      `${here.server.url}/logout?client_id=clinic&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye`,
    )
  })
})

describe('a gateway of the esia.pro kind', () => {
  const info = {
    ...{ oid: '1000000001', lastName, firstName, birthDate: '02.01.1990', gender: 'F', snils, trusted: true },
    mobilePhone: phone,
  }

  it('is asked in its own way: a provider, userinfo by POST, no id token', async () => {
    const base = inProcess(async () => new Response())
    const here = gatewayPlace({ ...esiaProGateway(base.url), scope: ['fullname'] }, { userinfo: { sub: 's', info } })
    await base.close()
    const { patient } = await here.login()
    expect(patient).toMatchObject({ esiaOid: '1000000001', birthDate, snils, sex: 'female' })
    expect(patient.contacts).toEqual({ phone: { value: phone, verified: false } })
    const paths = here.server.requests().map(({ method, path }) => `${method} ${path}`)
    expect(paths).toEqual(['POST /auth/token', 'POST /auth/userinfo'])
    const { pathname, searchParams } = new URL((await here.gateway.beginLogin()).url)
    expect(pathname).toBe('/auth/authorize')
    expect(searchParams.get('provider')).toBe('esia_oauth')
    expect(here.gateway.logoutUrl('https://app.example/')).toContain('/auth/logout?client_id=clinic&redirect_uri=')
  })
})

describe('a gateway that cannot be believed', () => {
  it.each([
    ['another issuer', { idToken: { iss: 'https://other.example' } }, 'token-malformed'],
    ['another audience', { idToken: { aud: 'other' } }, 'token-malformed'],
    ['another nonce', { idToken: { nonce: 'other' } }, 'token-malformed'],
    ['an old token', { idToken: { exp: Math.floor(now / 1000) - 3600 } }, 'token-expired'],
    ['a bad signature', { signature: 'bad' as const }, 'token-signature'],
    ['userinfo of somebody else', { userinfo: { sub: 'other', trusted: true } }, 'person-mismatch'],
    [
      'an account that is not confirmed',
      { userinfo: { sub: 'subject-1', family_name: 'Т', given_name: 'П' } },
      'scope',
    ],
  ])('%s', async (_, traits, reason) => {
    const failure = await failureOf(gatewayPlace({}, traits).login())
    expect(failure.reason).toMatch(new RegExp(reason))
    expect(failure.code).toBeNull()
  })

  it.each([undefined, false, 'true', 1])('whose trusted is %j confirms nobody', async (trusted) => {
    const person = () => ({ oid: '1', trusted: trusted as boolean, lastName, firstName, birthDate })
    const userinfo = { sub: 'subject-1', lastName, firstName, birthDate, trusted }
    for (const options of [{}, { person }]) {
      const { reason, kind } = await failureOf(gatewayPlace(options, { userinfo }).login())
      expect({ reason, kind }).toEqual({ reason: 'account-not-trusted', kind: 'user' })
    }
  })

  it('passes an unconfirmed account marked where the app allows it', async () => {
    const userinfo = { sub: 'subject-1', lastName, firstName, birthDate, snils }
    const { patient } = await gatewayPlace({ allowUnverified: true }, { userinfo }).login()
    expect(patient).toMatchObject({ trusted: false, esiaOid: 'subject-1' })
    expect(toPatient(patient)).not.toHaveProperty('snils')
  })
})

describe('a gateway in trouble', () => {
  const trouble = async (token: () => Response) => {
    const failure = await failureOf(gatewayPlace({}, { token }).login())
    expect(`${failure} ${JSON.stringify(failure)}`).not.toContain('Тестова')
    return failure
  }
  const page = '<html>Тестова</html>'

  it('passes on what ESIA said', async () => {
    const body = { error: 'access_denied', error_description: 'ESIA-007055: Тестова' }
    expect(await trouble(() => Response.json(body, { status: 400 }))).toMatchObject({
      ...{ reason: 'account-not-confirmed', code: 'ESIA-007055', kind: 'user', status: 400 },
    })
  })

  it('refuses a used code in words of OAuth', async () => {
    const here = gatewayPlace()
    const { url, transaction } = await here.gateway.beginLogin()
    const { state } = here.browser(url)
    const failure = await failureOf(here.gateway.completeLogin({ code: 'used', state }, transaction))
    expect(failure).toMatchObject({ reason: 'grant-invalid', code: null, kind: 'retryable' })
    expect(JSON.stringify(failure)).not.toContain('Тестова')
  })

  it('refuses a wrong secret', async () => {
    const failure = await failureOf(gatewayPlace({ clientSecret: 'wrong' }).login())
    expect(failure).toMatchObject({ reason: 'client-authentication', kind: 'configuration' })
  })

  it.each([
    ['a page', () => new Response(page, { status: 502, headers: { 'content-type': 'text/html' } })],
    ['a page that says it is well', () => new Response(page, { headers: { 'content-type': 'text/html' } })],
    ['half of it', () => new Response('{"access', { headers: { 'content-type': 'application/json' } })],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://evil.example/' } })],
    ['too much', () => Response.json({ access_token: 'x'.repeat(2_000_000) })],
  ])('answers with %s', async (_, token) => {
    expect(await trouble(token)).toMatchObject({ kind: 'retryable', code: null })
  })

  it('is not waited for beyond the time, nor beyond the signal', async () => {
    const late = gatewayPlace({ timeoutMs: 30 })
    late.server.arm({ fault: 'stall' })
    expect((await failureOf(late.gateway.beginLogin())).reason).toBe('timeout')
    const here = gatewayPlace()
    here.server.arm({ fault: 'stall' })
    const giveUp = new AbortController()
    const call = here.gateway.beginLogin({ signal: giveUp.signal })
    await here.server.waitFor(1)
    giveUp.abort(new Error('the patient left'))
    await expect(call).rejects.toThrow('the patient left')
    await here.server.idle()
  })

  it('cannot be reached', async () => {
    const here = gatewayPlace()
    here.server.arm({ fault: 'reset' })
    expect(await failureOf(here.gateway.beginLogin())).toMatchObject({ reason: 'unavailable', kind: 'retryable' })
  })
})

describe('openid-client', () => {
  it('that is not installed is asked for by name', async () => {
    const failure = await failureOf(loadLibrary(() => Promise.reject(new Error('not found'))))
    expect(failure).toMatchObject({ reason: 'gateway-library-missing', kind: 'configuration' })
    expect(failure.hint).toContain('openid-client')
  })
})
