import { getEventListeners } from 'node:events'
import type { EsiaAuthOptions, EsiaSigner } from '@mis/esia-auth'
import { gostPemSigner } from '@mis/esia-auth'
import type { Fault } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { privateKeyPem } from '../src/gost/index.ts'
import { failureOf, gostSigner, place } from './login-support.ts'
import { certified, clinic, stranger } from './mock-support.ts'

const tokenPath = '/aas/oauth2/v3/te'
const personal = 'Тестова 000-000-600 18'

/** Signs in while one thing goes wrong. */
async function troubled(path: string, fault: Fault, changes: Partial<EsiaAuthOptions> = {}) {
  const here = place(changes)
  here.server.arm({ when: { path }, fault })
  return { failure: await failureOf(here.login()), here }
}

describe('an answer of ESIA that is none', () => {
  const page = `<html><body><h1>Ошибка</h1><p>${personal}</p></body></html>`
  it.each([
    [
      'a page with a code in it',
      { status: 400, headers: { 'content-type': 'text/html; charset=utf-8' }, body: `<b>ESIA-007008</b>${page}` },
      { reason: 'esia-overloaded', code: 'ESIA-007008', kind: 'retryable' },
    ],
    [
      'a page without a code',
      { status: 500, headers: { 'content-type': 'text/html' }, body: page },
      { reason: 'esia-failed', code: null, kind: 'retryable', status: 500 },
    ],
    [
      'plain text',
      { status: 400, headers: { 'content-type': 'text/plain' }, body: `ESIA-007053: ${personal}` },
      { reason: 'client-secret', code: 'ESIA-007053', kind: 'configuration' },
    ],
    [
      'an array of one',
      { status: 401, body: `[{"code":"ESIA-005011","message":"${personal}"}]` },
      { reason: 'token-refused', code: 'ESIA-005011' },
    ],
    [
      'a code nobody knows',
      { status: 400, body: `{"error":"invalid_request","error_description":"ESIA-009999: ${personal}"}` },
      { reason: 'parameter-wrong', code: 'ESIA-009999', kind: 'bug' },
    ],
    [
      'a refusal that says it is well',
      { status: 200, body: `{"error":"invalid_scope","error_description":"ESIA-007019: ${personal}"}` },
      { reason: 'scope-not-granted', code: 'ESIA-007019', kind: 'configuration' },
    ],
    ['JSON that is none', { status: 400, body: '{"error' }, { reason: 'unknown', code: null, kind: 'bug' }],
    ['too many requests', { status: 429, body: '{}' }, { reason: 'esia-overloaded', kind: 'retryable' }],
    ['a page with status 200', 'html', { reason: 'bad-response', kind: 'retryable', status: 200 }],
    ['nothing', 'empty', { reason: 'bad-response', status: 200 }],
    ['half of it', 'garbage', { reason: 'bad-response', status: 200 }],
    ['without a token', { status: 200, body: '{"state":"x"}' }, { reason: 'bad-response' }],
    ['a redirect', 'redirect', { reason: 'bad-response', kind: 'retryable' }],
    ['a lost connection', 'reset', { reason: 'unavailable', kind: 'retryable' }],
    ['more than anybody asked for', 'huge', { reason: 'bad-response' }],
  ] as const satisfies readonly (readonly [string, Fault, object])[])('%s', async (_, fault, expected) => {
    const { failure, here } = await troubled(tokenPath, fault)
    expect(failure).toMatchObject(expected)
    expect(here.tokenCalls()).toHaveLength(1)
    expect(`${failure.message} ${JSON.stringify(failure)}`).not.toMatch(/Тестова|000-000-600/)
  })

  it('is as well told apart where person data are asked for', async () => {
    const { failure } = await troubled('/rs/prns', {
      status: 503,
      headers: { 'content-type': 'text/html' },
      body: page,
    })
    expect(failure).toMatchObject({ reason: 'esia-overloaded', status: 503 })
  })
})

describe('waiting', () => {
  it('ends when the time is up', async () => {
    const here = place({ timeoutMs: 50 })
    const { url, transaction } = await here.auth.beginLogin()
    const callback = await here.browser(url)
    here.server.arm({ when: { path: tokenPath }, fault: 'stall' })
    const failure = await failureOf(here.auth.completeLogin(callback, transaction))
    expect(failure).toMatchObject({ reason: 'timeout', kind: 'retryable' })
  })

  it('ends with the reason of the signal', async () => {
    const here = place()
    const { url, transaction } = await here.auth.beginLogin()
    const callback = await here.browser(url)
    here.server.arm({ when: { path: tokenPath }, fault: 'stall' })
    const giveUp = new AbortController()
    const call = here.auth.completeLogin(callback, transaction, { signal: giveUp.signal })
    const before = here.server.requests().length
    await here.server.waitFor(before + 1)
    giveUp.abort(new Error('the patient left'))
    await expect(call).rejects.toThrow('the patient left')
    await here.server.idle()
  })

  it('does not begin where the signal has aborted', async () => {
    const here = place()
    await expect(here.auth.beginLogin({ signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone')
    expect(here.signer.texts).toEqual([])
  })

  it('leaves no timer and no listener behind', async () => {
    const timers: AbortSignal[] = []
    const sleep = (_: number, signal: AbortSignal) => {
      timers.push(signal)
      return new Promise<void>(() => {})
    }
    const here = place({ runtime: { sleep } })
    const { signal } = new AbortController()
    const { url, transaction } = await here.auth.beginLogin({ signal })
    await here.auth.completeLogin(await here.browser(url), transaction, { signal })
    await failureOf(here.auth.completeLogin({}, transaction, { signal }))
    expect(timers.map(({ aborted }) => aborted)).toEqual([true, true, true])
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('ends also for a signer that never answers and does not listen', async () => {
    const deaf = { ...gostSigner, sign: () => new Promise<Uint8Array>(() => {}) }
    expect((await failureOf(place({ signer: deaf, timeoutMs: 20 }).auth.beginLogin())).reason).toBe('timeout')
  })
})

describe('the check of the signer', () => {
  const wrong = gostPemSigner({ key: privateKeyPem(clinic.key), certificate: clinic.certificate })
  const mismatched = { ...wrong, certificate: stranger.certificate, certificateHash: gostSigner.certificateHash }

  it('comes before the first address, and once', async () => {
    const here = place({ checkSigner: true })
    await here.auth.beginLogin()
    await here.auth.beginLogin()
    expect(here.signer.texts).toHaveLength(3)
  })

  it('keeps a wrong signer from every patient', async () => {
    const here = place({ checkSigner: true, signer: mismatched })
    for (const _ of [1, 2]) {
      expect(await failureOf(here.auth.beginLogin())).toMatchObject({ kind: 'configuration', code: null })
    }
    expect(here.server.requests()).toEqual([])
  })

  it('that hangs once hangs no later sign-in', async () => {
    let calls = 0
    const sign: EsiaSigner['sign'] = (data) => {
      calls += 1
      return calls === 1 ? new Promise(() => {}) : gostSigner.sign(data)
    }
    const here = place({ checkSigner: true, signer: { ...gostSigner, sign }, timeoutMs: 200 })
    expect((await failureOf(here.auth.beginLogin({ deadlineMs: 300 }))).reason).toBe('timeout')
    await expect(here.auth.beginLogin()).resolves.toHaveProperty('url')
  })

  it('can be asked for when the app starts', async () => {
    await expect(place().auth.checkSigner()).resolves.toBeUndefined()
    expect((await failureOf(place({ signer: mismatched }).auth.checkSigner())).kind).toBe('configuration')
  })

  it('goes by the time of ESIA', async () => {
    const short = certified(clinic.key, Date.parse('2031-03-03T04:00:00Z'), Date.parse('2031-03-03T06:00:00Z'))
    const signer = gostPemSigner({ key: privateKeyPem(clinic.key), certificate: short.certificate })
    const here = place({ signer })
    await expect(here.auth.checkSigner()).resolves.toBeUndefined()
    here.machine.nowMs += 7_200_000
    expect((await failureOf(here.auth.checkSigner())).reason).toBe('signer-certificate-expired')
  })
})
