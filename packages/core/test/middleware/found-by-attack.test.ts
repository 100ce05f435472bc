import {
  breaker,
  cache,
  dedupe,
  limit,
  log,
  MisError,
  recommended,
  retry,
  settle,
  split,
  timeout,
  trace,
  wrap,
} from '@mis/core'
import { describe, expect, it } from 'vitest'
import { appointmentOf, never, patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const slot = slotAt('2031-03-05T09:00')
const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }
const week = { ...query, to: '2031-03-11' }
const down = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved' as never,
    (error: MisError) => error,
  )

describe('retry', () => {
  it.each([
    ['was not sent', (): MisError => down()],
    ['found nothing', () => new MisError('not-found', { details: {} })],
  ])('keeps a cancel unknown when a later attempt %s', async (_, second) => {
    const clock = virtualRuntime()
    let calls = 0
    const toy = toyAdapter(
      {
        cancel: async (context) => {
          calls += 1
          context.sent = calls === 1
          throw calls === 1 ? down() : second()
        },
      },
      clock.runtime,
    )
    const failed = caught(wrap(toy, [retry({ attempts: 2 })]).cancel({ appointment: appointmentOf({ slot }) }))
    await clock.advance(5_000)
    expect(await failed).toMatchObject({ code: 'outcome-unknown', attempts: 2 })
  })
})

describe('split', () => {
  it("keeps a slow query of one caller from holding up another's", async () => {
    const clock = virtualRuntime()
    const adapter = wrap(toyAdapter({ listSlots: never }, clock.runtime), [split()])
    const slow = caught(adapter.listSlots(week, { deadlineMs: 10_000 }))
    const quick = caught(adapter.listSlots(week, { deadlineMs: 100 }))
    await clock.advance(100)
    expect(await quick).toMatchObject({ code: 'timeout' })
    await clock.advance(10_000)
    expect(await slow).toMatchObject({ code: 'timeout' })
    expect(clock.sleepers()).toBe(0)
  })

  it('asks for no further part after one was refused for good', async () => {
    let calls = 0
    const refuse = async () => {
      calls += 1
      throw new MisError('unauthorized', { details: {} })
    }
    const adapter = toyAdapter({ listSlots: refuse })
    expect(await caught(adapter.listSlots({ ...query, to: '2031-12-31' }))).toMatchObject({ code: 'unauthorized' })
    for (let turn = 0; turn < 500; turn += 1) await Promise.resolve()
    expect(calls).toBeLessThanOrEqual(2)
  })

  it('bounds the whole call of a bare adapter, not each window', async () => {
    const clock = virtualRuntime()
    const failed = caught(toyAdapter({ listSlots: never }, clock.runtime).listSlots({ ...query, to: '2031-03-31' }))
    await clock.advance(30_000)
    expect(await failed).toMatchObject({ code: 'timeout' })
  })

  it('reaches the last day of the calendar', async () => {
    const adapter = toyAdapter({ listSlots: async () => [] })
    await expect(adapter.listSlots({ ...query, from: '9999-12-29', to: '9999-12-31' })).resolves.toMatchObject({
      slots: [],
    })
  })
})

describe('settle', () => {
  it('makes the day be read again when the visit came late', async () => {
    const clock = virtualRuntime()
    let committed = false
    const toy = toyAdapter(
      {
        listSlots: async () => (committed ? [] : [slot]),
        book: async () => {
          throw new MisError('outcome-unknown', { details: { sentAt: null } })
        },
        findBooking: async () => (committed ? appointmentOf({ slot }) : null),
      },
      clock.runtime,
    )
    const adapter = wrap(toy, [cache(), settle()])
    const booking = adapter.book({ slot, patient })
    await clock.settle()
    expect((await adapter.listSlots(query)).slots).toHaveLength(1)
    committed = true
    await clock.advance(5_000)
    await booking
    expect((await adapter.listSlots(query)).slots).toEqual([])
  })

  it('ends some time after the quiet period where the MIS cannot be asked and nobody gave a deadline', async () => {
    const clock = virtualRuntime()
    const unknown = new MisError('outcome-unknown', { details: { sentAt: null } })
    const toy = toyAdapter(
      { book: () => Promise.reject(unknown), findBooking: () => Promise.reject(down()) },
      clock.runtime,
    )
    const failed = caught(wrap(toy, [settle()]).book({ slot, patient }))
    await clock.advance(60_000)
    expect(await failed).toMatchObject({ code: 'outcome-unknown' })
    expect(clock.sleepers()).toBe(0)
  })
})

describe('breaker', () => {
  it('is not opened by callers without patience', async () => {
    const clock = virtualRuntime()
    let answer: () => Promise<never[]> = never
    const adapter = wrap(toyAdapter({ listSlots: () => answer() }, clock.runtime), [breaker({ failures: 2 })])
    for (let call = 0; call < 5; call += 1) {
      const hasty = caught(adapter.listSlots(query, { deadlineMs: 1 }))
      await clock.advance(1)
      expect(await hasty).toMatchObject({ code: 'timeout' })
    }
    answer = async () => []
    await expect(adapter.listSlots(query)).resolves.toMatchObject({ slots: [] })
  })
})

describe('log and trace', () => {
  it('lose no booking when telemetry throws, now or later', async () => {
    const broken = () => {
      throw new Error('telemetry is down')
    }
    const failLater = (): unknown => Promise.reject(new Error('the log is down'))
    const span = { setAttributes: broken, setStatus: broken, end: broken }
    const tracer = { startActiveSpan: <T>(_: string, __: unknown, run: (given: typeof span) => T) => run(span) }
    const meter = { createHistogram: () => ({ record: broken }), createCounter: () => ({ add: broken }) }
    const layers = [log(failLater), trace({ tracer, meter })]
    await expect(wrap(toyAdapter({}), layers).book({ slot, patient })).resolves.toMatchObject({ id: '501' })
  })
})

describe('trace', () => {
  it('loses no booking to a tracer or a meter that cannot even begin', async () => {
    const broken = () => {
      throw new Error('telemetry is down')
    }
    const layer = trace({
      tracer: { startActiveSpan: broken },
      meter: { createHistogram: broken, createCounter: broken },
    })
    await expect(wrap(toyAdapter({}), [layer]).book({ slot, patient })).resolves.toMatchObject({ id: '501' })
  })
})

describe('an adapter', () => {
  it('gives an answer that is no list as bad-response', async () => {
    const adapter = toyAdapter({ listSlots: async () => 7 as never })
    expect(await caught(adapter.listSlots(query))).toMatchObject({ code: 'bad-response' })
  })

  it('sends nothing more once it is closed, not even a retry under way', async () => {
    const clock = virtualRuntime()
    let calls = 0
    const failing = async () => {
      calls += 1
      throw down()
    }
    const adapter = wrap(toyAdapter({ listSlots: failing }, clock.runtime), recommended())
    const failed = caught(adapter.listSlots(query))
    await clock.settle()
    await adapter.close()
    await clock.advance(30_000)
    expect(await failed).toMatchObject({ code: 'unavailable' })
    expect(calls).toBe(1)
  })

  it('leaves a failed look-up after the write as unknown', async () => {
    const adapter = toyAdapter({
      book: async (_, context) => {
        context.sent = true
        context.readAfterWrite = true
        throw new MisError('rate-limited', { details: { retryAfterMs: 0 } })
      },
    })
    expect(await caught(adapter.book({ slot, patient }))).toMatchObject({ code: 'outcome-unknown' })
  })

  it('sorts slots by time, whatever their offsets', async () => {
    const later = { ...slot, start: '2031-03-05T09:00:00+03:00' }
    const earlier = { ...slot, start: '2031-03-05T10:00:00+05:00' }
    const { slots } = await toyAdapter({ listSlots: async () => [later, earlier] }).listSlots(query)
    expect(slots).toEqual([earlier, later])
  })
})

describe('options', () => {
  it.each([
    ['limit.concurrency', () => limit({ concurrency: 1.5 })],
    ['limit.rate.perMs', () => limit({ rate: { requests: 1 } as never })],
    ['limit.rate.requests', () => limit({ rate: { perMs: 60_000 } as never })],
    ['cache.maxEntries', () => cache({ maxEntries: Infinity })],
    ['retry.attempts', () => retry({ attempts: 1.5 })],
  ])('are refused by name: %s', (name, make) => {
    expect(make).toThrow(name)
  })

  it('of a call are refused by name, even where types were bypassed', async () => {
    const wrong = { deadlineMs: '5000' as never }
    expect(await caught(toyAdapter({}).listSlots(query, wrong))).toMatchObject({
      details: { fields: ['options.deadlineMs'] },
    })
    await expect(toyAdapter({}).listSlots(query, null as never)).resolves.toMatchObject({ slots: [] })
  })
})

describe('dedupe', () => {
  it("is no second retry: a timeout before the deadline of the flight is everybody's", async () => {
    const clock = virtualRuntime()
    let calls = 0
    const hang = () => {
      calls += 1
      return never()
    }
    const layers = [dedupe(), retry({ attempts: 2, baseMs: 0 }), timeout({ ms: 50 })]
    const adapter = wrap(toyAdapter({ listSlots: hang }, clock.runtime), layers)
    const first = caught(adapter.listSlots(query, { deadlineMs: 1_000 }))
    await clock.advance(5)
    const second = caught(adapter.listSlots(query, { deadlineMs: 1_000 }))
    await clock.advance(2_000)
    expect([(await first).code, (await second).code, calls]).toEqual(['timeout', 'timeout', 2])
  })

  it('does not tie a caller with time to the flight of one without', async () => {
    const clock = virtualRuntime()
    let calls = 0
    const flaky = async () => {
      calls += 1
      if (calls <= 2) throw new MisError('unavailable', { details: { by: 'mis', retryAfterMs: 200 } })
      return []
    }
    const adapter = wrap(toyAdapter({ listSlots: flaky }, clock.runtime), [dedupe(), retry()])
    const hasty = caught(adapter.listSlots(query, { deadlineMs: 100 }))
    const calm = adapter.listSlots(query, { deadlineMs: 20_000 })
    await clock.advance(2_000)
    expect(await hasty).toMatchObject({ code: 'unavailable' })
    await expect(calm).resolves.toMatchObject({ slots: [] })
  })

  it('gives joined callers an answer none can change for the others', async () => {
    const adapter = wrap(toyAdapter({}), [dedupe()])
    const [one] = await Promise.all([adapter.listDoctors({}), adapter.listDoctors({})])
    expect(() => (one.items as unknown[]).pop()).toThrow(TypeError)
  })
})

describe('cache', () => {
  it('serves a remembered day of a gap as stale, also where no split stands before it', async () => {
    const clock = virtualRuntime()
    const state = { down: false }
    const listSlots = async ({ from }: { from: string }) => {
      if (state.down && from === '2031-03-05') throw down()
      return [slotAt(`${from}T09:00`)]
    }
    const adapter = wrap(toyAdapter({ listSlots }, clock.runtime), [cache()])
    await adapter.listSlots(query)
    await clock.advance(600_000)
    state.down = true
    const answer = await adapter.listSlots({ ...query, to: '2031-03-07' })
    expect(answer).toMatchObject({
      stale: true,
      slots: [{ start: slot.start }, { start: '2031-03-07T09:00:00+03:00' }],
    })
  })

  it('offers no time that has begun, however old an answer the caller accepts', async () => {
    const clock = virtualRuntime()
    const adapter = wrap(toyAdapter({ listSlots: async () => [slotAt('2031-03-03T09:00')] }, clock.runtime), [cache()])
    const today = { ...query, from: '2031-03-03', to: '2031-03-03' }
    await adapter.listSlots(today)
    await clock.advance(5 * 3_600_000)
    expect(await adapter.listSlots(today, { maxAgeMs: 86_400_000 })).toMatchObject({ slots: [] })
  })

  it('reads a day again after a cancel whose start was written with +00:00', async () => {
    let calls = 0
    const listSlots = async () => {
      calls += 1
      return []
    }
    const adapter = wrap(toyAdapter({ listSlots }), [cache()])
    await adapter.listSlots({ ...query, from: '2031-03-06', to: '2031-03-06' })
    const start = '2031-03-05T22:00:00+00:00'
    await adapter.cancel({ appointment: { id: '501', clinicId: '1', doctorId: '7', start } })
    await adapter.listSlots({ ...query, from: '2031-03-06', to: '2031-03-06' })
    expect(calls).toBe(2)
  })
})
