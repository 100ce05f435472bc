import { describe, expect, it } from 'vitest'
import { failureOf, place } from './login-support.ts'
import { now, redirectUri, scope } from './mock-support.ts'

const timestamp = '2031.03.03 05:00:00 +0000'

describe('a refresh', () => {
  it('signs what every request of v2 signs, and sends hash and redirect_uri', async () => {
    const here = place({ accessType: 'offline' })
    const { tokens } = await here.login()
    await here.auth.refresh(tokens)
    const form = here.tokenCalls()[1]
    expect([...(form?.keys() ?? [])]).toEqual([
      ...['client_id', 'client_secret', 'client_certificate_hash', 'refresh_token', 'grant_type', 'redirect_uri'],
      ...['scope', 'state', 'timestamp', 'token_type'],
    ])
    expect(form?.get('refresh_token')).toBe(tokens.refreshToken)
    expect(here.signer.texts.at(-1)).toBe(`CLINIC01${scope}${timestamp}${form?.get('state')}${redirectUri}`)
  })

  it('gives tokens of the same account and the next refresh token', async () => {
    const here = place({ accessType: 'offline' })
    const { tokens } = await here.login()
    const next = await here.auth.refresh(tokens)
    expect(next).toMatchObject({ esiaOid: tokens.esiaOid, scope: tokens.scope })
    expect(next.refreshToken).not.toBe(tokens.refreshToken)
    await expect(here.auth.readPatient(next)).resolves.toMatchObject({ esiaOid: tokens.esiaOid, trusted: true })
    await expect(here.auth.refresh(next)).resolves.toMatchObject({ esiaOid: tokens.esiaOid })
  })

  it('is good once', async () => {
    const here = place({ accessType: 'offline' })
    const { tokens } = await here.login()
    await here.auth.refresh(tokens)
    const failure = await failureOf(here.auth.refresh(tokens))
    expect(failure).toMatchObject({ reason: 'grant-invalid', code: 'ESIA-007011', kind: 'retryable' })
  })

  it('can be written another way, as the other public client does', async () => {
    const here = place(
      {
        accessType: 'offline',
        refreshRequest: ({ clientId, scope: names, timestamp: time, state, refreshToken }) => ({
          signed: clientId + names + time + state + refreshToken,
          sendsCertificateHash: false,
          fields: {
            ...{ refresh_token: refreshToken, grant_type: 'refresh_token', scope: names },
            ...{ state, timestamp: time, token_type: 'Bearer' },
          },
        }),
      },
      { refreshSignature: 'token' },
    )
    const { tokens } = await here.login()
    await here.auth.refresh(tokens)
    const form = here.tokenCalls()[1]
    expect([...(form?.keys() ?? [])]).not.toContain('client_certificate_hash')
    expect([...(form?.keys() ?? [])]).not.toContain('redirect_uri')
  })

  it('is not tried without a refresh token', async () => {
    const here = place()
    const { tokens } = await here.login()
    expect(await failureOf(here.auth.refresh(tokens))).toMatchObject({
      reason: 'refresh-missing',
      kind: 'configuration',
    })
    expect(here.tokenCalls()).toHaveLength(1)
  })

  it('is refused where tokens of another account come', async () => {
    const here = place({ accessType: 'offline' })
    const { tokens } = await here.login()
    const failure = await failureOf(here.auth.refresh({ ...tokens, esiaOid: '999' }))
    expect(failure.reason).toBe('person-mismatch')
  })

  it('is sent once more where ESIA refuses its time', async () => {
    const here = place({ accessType: 'offline' })
    const { tokens } = await here.login()
    here.machine.nowMs = now + 3_600_000
    await here.auth.refresh(tokens)
    expect(here.tokenCalls().map((form) => form.get('timestamp'))).toEqual([
      timestamp,
      '2031.03.03 06:00:00 +0000',
      timestamp,
    ])
  })
})

describe('person data', () => {
  it('cannot be read by a token that has ended', async () => {
    const here = place()
    const { tokens } = await here.login()
    here.options.now = () => now + 2 * 3_600_000
    expect(await failureOf(here.auth.readPatient(tokens))).toMatchObject({
      reason: 'token-expired',
      code: 'ESIA-005013',
      status: 401,
      kind: 'retryable',
    })
  })

  it('cannot be read by a token that is none, also where ESIA writes the refusal as an array', async () => {
    for (const restErrors of ['object', 'array'] as const) {
      const here = place({}, { restErrors })
      const { tokens } = await here.login()
      const failure = await failureOf(here.auth.readPatient({ ...tokens, accessToken: 'none' }))
      expect(failure).toMatchObject({ reason: 'token-refused', code: 'ESIA-005011' })
    }
  })
})
