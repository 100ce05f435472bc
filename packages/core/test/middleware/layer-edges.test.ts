import {
  breaker,
  type Call,
  dedupe,
  type Licence,
  limit,
  type Middleware,
  MisError,
  type Next,
  retry,
  type SharedLicences,
  wrap,
} from '@mis/core'
import { describe, expect, it } from 'vitest'
import { appointmentOf, never, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }
const down = (by: 'mis' | 'breaker' = 'mis') => new MisError('unavailable', { details: { by, retryAfterMs: null } })
const ended = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: unknown) => error,
  )

describe('an option that is wrong', () => {
  it.each([
    [() => breaker({ failureShare: 2 }), 'breaker.failureShare: must be above 0 and up to 1'],
    [() => limit({ shared: {} as never }), 'limit.shared: must have take() and state()'],
  ])('is named with what it must be, and as an option of ours', async (make, words) => {
    const error = await ended((async () => make())())
    expect(error).toMatchObject({ code: 'invalid-request', vendor: 'core', operation: 'options' })
    expect(String(error)).toContain(words)
  })
})

describe('limit', () => {
  it('says that its line is full', async () => {
    const { runtime } = virtualRuntime()
    const adapter = wrap(toyAdapter({ listSlots: never }, runtime), [limit({ concurrency: 1, queue: 0 })])
    const leaving = new AbortController()
    const first = ended(adapter.listSlots(query, { signal: leaving.signal }))
    expect(String(await ended(adapter.listSlots(query)))).toContain('the waiting line is full')
    leaving.abort('gone')
    expect(await first).toBe('gone')
  })

  it.each([
    ['breaker', 3],
    ['mis', 1],
  ] as const)('counts a call that the %s failed as what it is: in one second %i may be tried', async (by, tried) => {
    const clock = virtualRuntime()
    let calls = 0
    const refusing: Middleware = () =>
      (async () => {
        calls += 1
        throw down(by)
      }) as Next
    const layers = [limit({ rate: { requests: 1, perMs: 1_000 } }), refusing]
    const adapter = wrap(toyAdapter({}, clock.runtime), layers)
    const tries = Array.from({ length: 3 }, () => ended(adapter.listSlots(query)))
    await clock.advance(999)
    expect(calls).toBe(tried)
    await clock.advance(5_000)
    await Promise.all(tries)
    expect(clock.sleepers()).toBe(0)
  })

  it('notes how long a call waited for a shared licence', async () => {
    const clock = virtualRuntime()
    const waits: number[] = []
    const licence: Licence = { isHeld: () => true, giveBack: () => {} }
    const shared: SharedLicences = {
      state: () => 'shared',
      take: (signal) => clock.runtime.sleep(300, signal).then(() => licence),
    }
    const noting: Middleware = (next) =>
      (async (call: Call) => {
        const answer: unknown = await next(call)
        waits.push(call.trail.waitedMs)
        return answer
      }) as Next
    const adapter = wrap(toyAdapter({}, clock.runtime), [noting, limit({ shared })])
    await clock.advance(1_000)
    const read = adapter.listSlots(query)
    await clock.advance(300)
    await read
    expect(waits).toEqual([300])
  })
})

describe('retry', () => {
  it('asks nobody again once the caller has left in the pause', async () => {
    const clock = virtualRuntime()
    let calls = 0
    const failing: Middleware = () =>
      (async () => {
        calls += 1
        throw down()
      }) as Next
    const adapter = wrap(toyAdapter({}, clock.runtime), [retry(), failing])
    const leaving = new AbortController()
    const read = ended(adapter.listSlots(query, { signal: leaving.signal }))
    await clock.settle()
    leaving.abort('gone')
    expect(await read).toBe('gone')
    await clock.advance(10_000)
    expect(calls).toBe(1)
  })

  it('leaves a cancel unknown, with its attempts, where the caller left in the pause after it', async () => {
    const clock = virtualRuntime()
    let calls = 0
    const losing: Middleware = () =>
      (async () => {
        calls += 1
        throw new MisError('outcome-unknown', { details: { sentAt: null } })
      }) as Next
    const adapter = wrap(toyAdapter({}, clock.runtime), [retry({ baseMs: 100 }), losing])
    const leaving = new AbortController()
    const appointment = appointmentOf({ slot: slotAt('2031-03-05T09:00') })
    const cancel = ended(adapter.cancel({ appointment }, { signal: leaving.signal }))
    await clock.advance(50)
    leaving.abort('gone')
    expect(await cancel).toMatchObject({ code: 'outcome-unknown', attempts: 2 })
    await clock.advance(10_000)
    expect(calls).toBe(2)
  })

  it('shows its attempts on the timeout of a call that waited for a flight', async () => {
    const clock = virtualRuntime()
    let calls = 0
    const toy = toyAdapter(
      {
        listSlots: () => {
          calls += 1
          return calls < 3 ? Promise.reject(down()) : never()
        },
      },
      clock.runtime,
    )
    const adapter = wrap(toy, [dedupe(), retry({ baseMs: 0 })])
    const read = ended(adapter.listSlots(query, { deadlineMs: 500 }))
    await clock.advance(500)
    expect(await read).toMatchObject({ code: 'timeout', attempts: 3 })
  })
})
