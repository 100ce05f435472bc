import { describe, expect, it } from 'vitest'
import { esiaClock, watchedFetch } from '../src/clock.ts'
import { timestampOf } from '../src/timestamp.ts'
import { failureOf, place } from './login-support.ts'
import { now, woman } from './mock-support.ts'

const http = (epochMs: number) => new Date(epochMs).toUTCString()
const minute = 60_000

describe('the clock', () => {
  const at = (nowMs: number) => esiaClock({ now: () => nowMs })

  it('is our own until an answer says otherwise', () => {
    expect(at(now).now()).toBe(now)
  })

  it.each([
    ['the same second', now, now + 40],
    ['the end of that second', now + 999, now + 1_030],
    ['a slow way there', now - 8_000, now + 20],
    ['a slow way back', now - 100, now + 9_000],
  ])('stays our own where the answer may well be of its time: %s', (_, sentAt, receivedAt) => {
    const clock = at(now)
    clock.learn(http(now), sentAt, receivedAt)
    expect(clock.now()).toBe(now)
  })

  it.each([-3_600_000, -5_000, 5_000, 86_400_000])('follows ESIA where ours is %d ms ahead', (ahead) => {
    const clock = at(now + ahead)
    clock.learn(http(now), now + ahead, now + ahead + 200)
    expect(Math.abs(clock.now() - now)).toBeLessThanOrEqual(600)
  })

  it('keeps what it has learnt as long as answers bear it out', () => {
    const clock = at(now + minute)
    clock.learn(http(now), now + minute, now + minute + 200)
    const learnt = clock.now()
    clock.learn(http(now), now + minute + 300, now + minute + 400)
    expect(clock.now()).toBe(learnt)
  })

  it('comes back where ours has been set right', () => {
    let ours = now + minute
    const clock = esiaClock({ now: () => ours })
    clock.learn(http(now), ours, ours + 10)
    ours = now
    clock.learn(http(now), ours, ours + 10)
    expect(clock.now()).toBe(now)
  })

  it.each([null, '', 'yesterday', '2031'.repeat(9)])('takes nothing from the date %j', (date) => {
    const clock = at(now + minute)
    clock.learn(date, now + minute, now + minute)
    expect(clock.now()).toBe(now + minute)
  })

  it('takes nothing from a wait in which our clock went back', () => {
    const clock = at(now)
    clock.learn(http(now - minute), now + 1, now)
    expect(clock.now()).toBe(now)
  })

  it('learns from each answer, also from a redirect that is refused later', async () => {
    const runtime = {
      now: () => now + minute,
      fetch: async () => new Response(null, { status: 302, headers: { date: http(now), location: '/x' } }),
    }
    const clock = esiaClock(runtime)
    await watchedFetch(runtime, clock)('https://esia.example/')
    expect(Math.abs(clock.now() - now)).toBeLessThanOrEqual(600)
  })
})

describe('a timestamp', () => {
  it('is in UTC, with midnight as hour 00', () => {
    expect(timestampOf(Date.parse('2026-03-05T00:05:09.999Z'))).toBe('2026.03.05 00:05:09 +0000')
    expect(timestampOf(Date.parse('2026-03-05T23:59:59+14:00'))).toBe('2026.03.05 09:59:59 +0000')
  })
})

describe('a machine whose clock is wrong', () => {
  it('signs in at the second try of the token call: a new time, a new state, the same code', async () => {
    const here = place()
    const { url, transaction } = await here.auth.beginLogin()
    const callback = await here.browser(url)
    here.machine.nowMs = now + 6 * minute
    const { patient } = await here.auth.completeLogin(callback, transaction)
    expect(patient.esiaOid).toBe(String(woman.oid))
    const [first, second, ...more] = here.tokenCalls()
    expect(more).toEqual([])
    expect(first?.get('timestamp')).toBe('2031.03.03 05:06:00 +0000')
    expect(second?.get('timestamp')).toMatch(/^2031\.03\.03 0(5:00:00|4:59:59) \+0000$/)
    expect(second?.get('state')).not.toBe(first?.get('state'))
    expect(second?.get('client_secret')).not.toBe(first?.get('client_secret'))
    expect(second?.get('code')).toBe(first?.get('code'))
  })

  it('tries the token call twice at the most', async () => {
    const here = place({}, { dateSkewSeconds: 3_600 })
    const { url, transaction } = await here.auth.beginLogin()
    const callback = await here.browser(url)
    here.machine.nowMs = now + 6 * minute
    const failure = await failureOf(here.auth.completeLogin(callback, transaction))
    expect(failure).toMatchObject({ reason: 'clock', code: 'ESIA-007015', kind: 'clock' })
    expect(here.tokenCalls()).toHaveLength(2)
  })

  it('is refused at the first sign-in, learns the time, and signs in at the next', async () => {
    const here = place()
    here.machine.nowMs = now - 20 * minute
    expect(await failureOf(here.login())).toMatchObject({ reason: 'clock', code: 'ESIA-007015' })
    await expect(here.login()).resolves.toHaveProperty('patient')
  })
})
