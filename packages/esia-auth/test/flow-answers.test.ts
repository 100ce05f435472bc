import { describe, expect, it } from 'vitest'
import { checks } from '../mock/checks.ts'
import { failing, signInPlace, unconfirmed, woman } from './flow-support.ts'
import { now } from './mock-support.ts'

const te = '/aas/oauth2/v3/te'
const hour = 3_600_000

describe('the clock', () => {
  it('is learnt from ESIA, so that the next sign-in goes through', async () => {
    const place = await signInPlace({ now: () => now - hour })
    expect(await failing(place.signIn())).toMatchObject({ code: 'ESIA-007015' })
    expect(await place.signIn()).toMatchObject({ patient: { trusted: true } })
  })

  it('that goes off between login and callback costs one more token call', async () => {
    let skew = 0
    const place = await signInPlace({ now: () => now + skew })
    const { callback, transaction } = await place.callback()
    skew = 400_000
    expect(await place.auth.completeLogin(callback, transaction)).toMatchObject({ patient: { trusted: true } })
    expect(place.server.requests().filter(({ path }) => path === te)).toHaveLength(2)
  })

  it('is tried once more and not again where it stays wrong', async () => {
    let skew = 0
    // Date tells nothing of the clock that the check goes by.
    const place = await signInPlace({ now: () => now + skew, mock: { dateSkewSeconds: 400 } })
    const { callback, transaction } = await place.callback()
    skew = 400_000
    const error = await failing(place.auth.completeLogin(callback, transaction))
    expect(error).toMatchObject({ code: 'ESIA-007015', kind: 'clock' })
    expect(place.server.requests().filter(({ path }) => path === te)).toHaveLength(2)
  })
})

const codes = [...new Set(checks.map(({ code }) => code)), 'ESIA-007004', 'ESIA-007055', 'ESIA-007007', 'ESIA-007008']
const bodies: Readonly<Record<string, (code: string) => { type: string; body: string }>> = {
  JSON: (code) => ({
    type: 'application/json',
    body: JSON.stringify({ error: 'invalid_request', error_description: `${code}: Тестова`, state: 's' }),
  }),
  'plain text': (code) => ({ type: 'text/plain', body: `${code}: Тестова` }),
  'a page': (code) => ({ type: 'text/html', body: `<html><body><h1>${code}</h1>Тестова</body></html>` }),
}

describe('every code of the check list is told by the token address', () => {
  for (const [form, write] of Object.entries(bodies)) {
    it(`in ${form}, and comes out typed, without a word of the answer`, async () => {
      const place = await signInPlace()
      const reasons = []
      for (const code of codes) {
        const { callback, transaction } = await place.callback()
        place.server.disarm()
        const { type, body } = write(code)
        place.server.arm({ when: { path: te }, fault: { status: 400, headers: { 'content-type': type }, body } })
        const error = await failing(place.auth.completeLogin(callback, transaction))
        expect(error).toMatchObject({ code, status: 400 })
        expect(error.reason).not.toBe('unknown')
        expect(JSON.stringify(error) + String(error.stack)).not.toContain('Тестова')
        reasons.push(error.reason)
      }
      expect(new Set(reasons).size).toBe(codes.length)
    })
  }
})

describe('person data that do not come', () => {
  it.each(['object', 'array'] as const)('say why, in an %s', async (restErrors) => {
    let time = now
    const place = await signInPlace({ mock: { restErrors, now: () => time }, now: () => now })
    const { tokens } = await place.signIn()
    const wrong = { ...tokens, accessToken: 'nonsense' }
    expect(await failing(place.auth.readPatient(wrong))).toMatchObject({ code: 'ESIA-005011', reason: 'token-refused' })
    time += hour
    expect(await failing(place.auth.readPatient(tokens))).toMatchObject({
      code: 'ESIA-005013',
      reason: 'token-expired',
    })
  })

  it('are of nobody else', async () => {
    const place = await signInPlace()
    const { tokens } = await place.signIn()
    const other = { ...tokens, esiaOid: String(unconfirmed.oid) }
    expect(await failing(place.auth.readPatient(other))).toMatchObject({ status: 403 })
  })
})

describe('no error', () => {
  it('holds anything of a patient, of a code or of a token', async () => {
    const place = await signInPlace({ mock: { tokenFault: 'tampered' } })
    const { callback, transaction } = await place.callback()
    const error = await failing(place.auth.completeLogin(callback, transaction))
    const secrets = [transaction, callback.searchParams.get('code') ?? '', woman.lastName, String(woman.oid)]
    for (const secret of secrets) expect(`${JSON.stringify(error)}${error.stack}`).not.toContain(secret)
  })
})
