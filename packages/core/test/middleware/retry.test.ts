import {
  type Call,
  type ErrorCode,
  type ErrorDetails,
  errorCodes,
  type Middleware,
  MisError,
  type Next,
  on,
  retry,
  type Trail,
  wrap,
} from '@mis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appointmentOf, patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const slot = slotAt('2031-03-05T09:00')
const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }
const down = (retryAfterMs: number | null = null) =>
  new MisError('unavailable', { details: { by: 'mis', retryAfterMs } })

/** `retry` over calls that fail as told, on a clock whose pauses are over at once and written down. */
function repeating(
  options: Parameters<typeof retry>[0],
  fail: (attempt: number) => unknown,
  random: () => number = () => 0.5,
) {
  const pauses: number[] = []
  const trails: Trail[] = []
  const seen = { calls: 0 }
  const runtime = {
    ...virtualRuntime().runtime,
    random,
    sleep: async (ms: number) => {
      pauses.push(ms)
    },
  }
  const answering: Middleware = () =>
    (async (call: Call) => {
      seen.calls += 1
      trails.push(call.trail)
      const failure = fail(call.attempt)
      if (failure !== undefined) throw failure
      return call.operation === 'listSlots' ? { slots: [] } : appointmentOf({ slot })
    }) as Next
  const adapter = wrap(toyAdapter({}, runtime), [retry(options), answering])
  return { adapter, pauses, seen, trails }
}
const ended = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: unknown) => error,
  )

describe('what is repeated', () => {
  const details: { readonly [C in ErrorCode]: ErrorDetails[C] } = {
    'invalid-request': { fields: ['slot'] },
    unauthorized: {},
    forbidden: {},
    'not-found': {},
    'slot-taken': {},
    rejected: { reason: 'age-limit' },
    unsupported: { operation: 'hold' },
    'rate-limited': { retryAfterMs: null },
    unavailable: { by: 'mis', retryAfterMs: null },
    timeout: {},
    'bad-response': { why: 'empty' },
    'outcome-unknown': { sentAt: null },
  }
  /** Which of a read (`listSlots`), a repeatable write (`cancel`) and a write (`book`) is sent again. */
  const repeated: { readonly [C in ErrorCode]: string } = {
    'invalid-request': '',
    unauthorized: '',
    forbidden: '',
    'not-found': '',
    'slot-taken': '',
    rejected: '',
    unsupported: '',
    'rate-limited': 'listSlots cancel book',
    unavailable: 'listSlots cancel book',
    timeout: 'listSlots cancel book',
    'bad-response': 'listSlots',
    'outcome-unknown': 'cancel',
  }
  const table = (Object.keys(errorCodes) as ErrorCode[]).flatMap((code) =>
    (['listSlots', 'cancel', 'book'] as const).map((operation) => ({
      code,
      operation,
      attempts: repeated[code].split(' ').includes(operation) ? 2 : 1,
    })),
  )

  it.each(table)('$operation that ended $code takes $attempts attempt(s)', async ({ code, operation, attempts }) => {
    const { adapter, seen } = repeating({}, (attempt) =>
      attempt === 1 ? new MisError(code, { details: details[code] as never }) : undefined,
    )
    const outcome = await ended(
      operation === 'listSlots'
        ? adapter.listSlots(query)
        : operation === 'cancel'
          ? adapter.cancel({ appointment: appointmentOf({ slot }) })
          : adapter.book({ slot, patient }),
    )
    expect(seen.calls).toBe(attempts)
    if (attempts === 2) expect(outcome).toBe('ok')
    else expect(outcome).toMatchObject({ code, attempts: 1 })
  })

  it.each(['breaker', 'queue'] as const)('nothing that a %s of ours refused: that fails at once', async (by) => {
    const refused = new MisError('unavailable', { details: { by, retryAfterMs: 1 } })
    const { adapter, seen } = repeating({}, () => refused)
    expect(await ended(adapter.listSlots(query))).toMatchObject({ code: 'unavailable', details: { by } })
    expect(seen.calls).toBe(1)
  })

  it('nothing that is no MisError: it goes through as it is', async () => {
    const reason = { left: true }
    const { adapter, seen } = repeating({}, () => reason)
    expect(await ended(adapter.listSlots(query))).toBe(reason)
    expect(seen.calls).toBe(1)
  })

  it('exactly as many attempts as were allowed', async () => {
    for (const attempts of [1, 2, 5]) {
      const { adapter, seen } = repeating({ attempts }, () => down())
      expect(await ended(adapter.listSlots(query))).toMatchObject({ attempts })
      expect(seen.calls).toBe(attempts)
    }
  })
})

describe('the pause', () => {
  it('is drawn anew each time between 0 and a bound that doubles up to the cap, in ten thousand draws', () => {
    return fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 10, maxLength: 10 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        async (draws, baseMs, capMs) => {
          let drawn = 0
          const next = () => draws[drawn++] ?? 0
          const { adapter, pauses } = repeating({ attempts: 11, baseMs, capMs }, () => down(), next)
          await ended(adapter.listSlots(query))
          expect(pauses).toEqual(draws.map((draw, index) => draw * Math.min(capMs, baseMs * 2 ** index)))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('has its mean in the middle of the range', async () => {
    let state = 1
    const random = () => {
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    }
    const { adapter, pauses } = repeating(
      { attempts: 10_001, baseMs: 100, capMs: 100, budget: 10_000 },
      () => down(),
      random,
    )
    await ended(adapter.listSlots(query))
    expect(pauses).toHaveLength(10_000)
    const mean = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length
    expect(Math.abs(mean - 50)).toBeLessThan(2)
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...pauses)).toBeLessThan(100)
  })

  it('overflows nothing at the millionth attempt', async () => {
    const { adapter: inner, pauses } = repeating({ attempts: 1_000_001, baseMs: 200, capMs: 5_000 }, () => down())
    const late = on('listSlots', (next) => (call) => next({ ...call, attempt: 1_000_000 }))
    expect(await ended(wrap(inner, [late]).listSlots(query))).toMatchObject({ attempts: 1_000_001 })
    expect(pauses).toEqual([2_500])
  })

  it.each([
    [0, 50],
    [49, 50],
    [51, 51],
    [5_000, 5_000],
  ])('with Retry-After of %d ms is %d ms: never below what the MIS asked for', async (asked, expected) => {
    for (const failure of [down(asked), new MisError('rate-limited', { details: { retryAfterMs: asked } })]) {
      const { adapter, pauses } = repeating({ attempts: 2, baseMs: 100, capMs: 5_000 }, () => failure)
      await ended(adapter.listSlots(query))
      expect(pauses).toEqual([expected])
    }
  })

  it('is not begun where the MIS asks for more than the cap; the error says how long', async () => {
    const { adapter, seen } = repeating({ capMs: 5_000 }, () => down(5_001))
    expect(await ended(adapter.listSlots(query))).toMatchObject({ attempts: 1, details: { retryAfterMs: 5_001 } })
    expect(seen.calls).toBe(1)
  })

  it.each([
    [2_000, 1],
    [2_001, 2],
  ])(
    'is not begun where it would end at the deadline or later: %d ms of time, %d attempt(s)',
    async (deadlineMs, calls) => {
      const { adapter, seen } = repeating({ attempts: 2 }, () => down(2_000))
      await ended(adapter.listSlots(query, { deadlineMs }))
      expect(seen.calls).toBe(calls)
    },
  )

  it('ends with the reason of a caller who leaves, and with the unknown where a cancel may have been sent', async () => {
    const clock = virtualRuntime()
    const lost = new MisError('outcome-unknown', { details: { sentAt: null } })
    const toy = toyAdapter(
      { listSlots: () => Promise.reject(down(4_000)), cancel: () => Promise.reject(lost) },
      clock.runtime,
    )
    const adapter = wrap(toy, [retry({ baseMs: 10_000, capMs: 10_000 })])
    const leaving = new AbortController()
    const read = ended(adapter.listSlots(query, { signal: leaving.signal }))
    const cancel = ended(adapter.cancel({ appointment: appointmentOf({ slot }) }, { signal: leaving.signal }))
    await clock.advance(1_000)
    leaving.abort(new Error('gone'))
    expect(await read).toMatchObject({ message: 'gone' })
    expect(await cancel).toMatchObject({ code: 'outcome-unknown', attempts: 1 })
    expect(clock.sleepers()).toBe(0)
  })

  it('is not begun for a caller who has gone already', async () => {
    const leaving = new AbortController()
    const { adapter, pauses } = repeating({}, () => {
      leaving.abort(new Error('gone'))
      return down()
    })
    expect(await ended(adapter.listSlots(query, { signal: leaving.signal }))).toMatchObject({ code: 'unavailable' })
    expect(pauses).toEqual([])
  })
})

describe('the budget', () => {
  it('adds less than a tenth to an outage: six thousand calls that all fail', async () => {
    const { adapter, seen } = repeating({}, () => down())
    for (let call = 0; call < 6_000; call += 1) await ended(adapter.listSlots(query))
    expect(seen.calls).toBe(6_020)
  })

  it('adds a tenth at most where half of the calls fail, once what was saved is used up', async () => {
    let count = 0
    const { adapter, seen } = repeating({ budget: 0.5 }, () => (++count % 2 ? down() : undefined))
    for (let call = 0; call < 2_000; call += 1) await ended(adapter.listSlots(query))
    expect(seen.calls).toBeLessThanOrEqual(2_200)
  })

  it('gives one retry back for ten successes, not for nine', async () => {
    let failing = true
    const { adapter, seen } = repeating({ attempts: 2, budget: 1 }, () => (failing ? down() : undefined))
    await ended(adapter.listSlots(query))
    expect(seen.calls).toBe(2)
    for (const [successes, more] of [
      [9, 1],
      [1, 2],
      [9, 1],
    ] as const) {
      failing = false
      for (let call = 0; call < successes; call += 1) await adapter.listSlots(query)
      failing = true
      const before = seen.calls
      await ended(adapter.listSlots(query))
      expect(seen.calls - before).toBe(more)
    }
  })

  it('saves no more than it may, however long the MIS is well', async () => {
    let failing = false
    const { adapter, seen } = repeating({ attempts: 9, budget: 2 }, () => (failing ? down() : undefined))
    for (let call = 0; call < 100; call += 1) await adapter.listSlots(query)
    failing = true
    await ended(adapter.listSlots(query))
    expect(seen.calls).toBe(103)
  })

  it('is one for all calls of an adapter, and not another adapter’s', async () => {
    const one = repeating({ attempts: 9, budget: 3 }, () => down())
    await Promise.all(Array.from({ length: 10 }, () => ended(one.adapter.listSlots(query))))
    expect(one.seen.calls).toBe(13)
    const layer = retry({ attempts: 9, budget: 3 })
    const counts = await Promise.all(
      [1, 2].map(async () => {
        let calls = 0
        const toy = toyAdapter({ listSlots: async () => Promise.reject(++calls && down(0)) })
        await ended(wrap(toy, [layer]).listSlots(query))
        return calls
      }),
    )
    expect(counts).toEqual([4, 4])
  })
})

describe('the trail', () => {
  it('tells what was retried, also of a call that ended well', async () => {
    const timeout = new MisError('timeout', { details: {} })
    const { adapter, trails } = repeating({}, (attempt) => [timeout, down()][attempt - 1])
    await adapter.listSlots(query)
    expect(trails[0]?.retriedAfter).toEqual(['timeout', 'unavailable'])
    expect(trails[2]).toBe(trails[0])
  })

  it('does not name the failure that ended it', async () => {
    const { adapter, trails } = repeating({ attempts: 2 }, () => down())
    await ended(adapter.listSlots(query))
    expect(trails[0]?.retriedAfter).toEqual(['unavailable'])
  })
})

describe('options', () => {
  it.each([
    ['retry.attempts', { attempts: 0 }],
    ['retry.baseMs', { baseMs: -1 }],
    ['retry.capMs', { capMs: Number.NaN }],
    ['retry.budget', { budget: -1 }],
  ])('are refused by name: %s', (name, options) => {
    expect(() => retry(options)).toThrow(name)
  })

  it('have the defaults that are promised', async () => {
    const { adapter, pauses, seen } = repeating(
      undefined,
      () => down(),
      () => 0.999,
    )
    await ended(adapter.listSlots(query))
    expect(seen.calls).toBe(3)
    expect(pauses).toEqual([0.999 * 200, 0.999 * 400])
    const capped = repeating(
      { attempts: 9 },
      () => down(),
      () => 0.999,
    )
    await ended(capped.adapter.listSlots(query))
    expect(Math.max(...capped.pauses)).toBe(0.999 * 5_000)
  })
})
