import { getEventListeners } from 'node:events'
import { type CallOptions, dedupe, MisError, type Slot, wrap } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const query = { doctorId: '7', from: '2031-03-05', to: '2031-03-05' }
const down = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })

interface Flown {
  readonly signal: AbortSignal
  land(slots: readonly Slot[]): void
  crash(error: unknown): void
}

/** Reads through `dedupe` whose flights the test lands. */
function airport() {
  const clock = virtualRuntime()
  const flights: Flown[] = []
  const toy = toyAdapter(
    {
      listSlots: (_, { signal }) =>
        new Promise((land, crash) => {
          flights.push({ signal, land, crash })
        }),
    },
    clock.runtime,
  )
  const adapter = wrap(toy, [dedupe()])
  const read = (options: CallOptions = {}) => {
    const call = adapter.listSlots(query, options).then(
      ({ slots }) => slots.map(({ start }) => start),
      (error: unknown) => error,
    )
    return clock.settle().then(() => ({ call }))
  }
  return { clock, flights, read }
}
const free = [slotAt('2031-03-05T09:00')]
const seen = free.map(({ start }) => start)

describe('a flight is joined', () => {
  it.each([
    ['one second later than its own', 2_000, 1],
    ['more than a second later', 2_001, 2],
    ['earlier', 500, 1],
  ])('by a caller whose deadline is %s: %i ms', async (_, deadlineMs, count) => {
    const { flights, read, clock } = airport()
    const first = await read({ deadlineMs: 1_000 })
    const second = await read({ deadlineMs })
    expect(flights).toHaveLength(count)
    for (const flight of flights) flight.land(free)
    expect([await first.call, await second.call]).toEqual([seen, seen])
    expect(clock.sleepers()).toBe(0)
  })

  it.each([
    [100, 1],
    [99, 2],
  ])('100 ms after it began by a caller with maxAgeMs %i or not', async (maxAgeMs, count) => {
    const { flights, read, clock } = airport()
    const first = await read()
    await clock.advance(100)
    const second = await read({ maxAgeMs })
    expect(flights).toHaveLength(count)
    for (const flight of flights) flight.land(free)
    await Promise.all([first.call, second.call])
  })

  it('by nobody once it has landed, well or not, and its signal stays as it was', async () => {
    const { flights, read } = airport()
    const first = await read()
    flights[0]?.land(free)
    expect(await first.call).toEqual(seen)
    const second = await read()
    flights[1]?.crash(down())
    expect(await second.call).toMatchObject({ code: 'unavailable' })
    const third = await read()
    expect(flights).toHaveLength(3)
    flights[2]?.land(free)
    await third.call
  })

  it('while it is the latest: an older one that lands does not take its place', async () => {
    const { flights, read } = airport()
    const hasty = await read({ deadlineMs: 100 })
    const patient = await read({ deadlineMs: 10_000 })
    flights[0]?.land([])
    expect(await hasty.call).toEqual([])
    const joining = await read({ deadlineMs: 10_000 })
    expect(flights).toHaveLength(2)
    flights[1]?.land(free)
    expect([await patient.call, await joining.call]).toEqual([seen, seen])
  })

  it('by nobody who gave up before', async () => {
    const { flights, read } = airport()
    const { call } = await read({ signal: AbortSignal.abort('gone') })
    expect(await call).toBe('gone')
    expect(flights).toEqual([])
  })
})

describe('a flight that all have left', () => {
  it('is aborted with the reason of the last, and not joined any more', async () => {
    const { flights, read, clock } = airport()
    const [first, second] = [new AbortController(), new AbortController()]
    const one = await read({ signal: first.signal })
    const two = await read({ signal: second.signal })
    first.abort('first')
    expect(await one.call).toBe('first')
    expect(flights[0]?.signal.aborted).toBe(false)
    second.abort('second')
    expect(await two.call).toBe('second')
    await clock.settle()
    expect(flights[0]?.signal.aborted).toBe(true)
    expect([first, second].map(({ signal }) => getEventListeners(signal, 'abort').length)).toEqual([0, 0])
    const third = await read()
    expect(flights).toHaveLength(2)
    flights[1]?.land(free)
    expect(await third.call).toEqual(seen)
    expect(clock.sleepers()).toBe(0)
  })
})

describe('a caller with more time than the flight it joined', () => {
  it('flies again when that one is out of time, and only then', async () => {
    const { flights, read, clock } = airport()
    const hasty = await read({ deadlineMs: 1_000 })
    const patient = await read({ deadlineMs: 2_000 })
    await clock.advance(1_000)
    expect(await hasty.call).toMatchObject({ code: 'timeout', vendor: 'toy', operation: 'listSlots', attempts: 1 })
    expect(flights).toHaveLength(2)
    flights[1]?.land(free)
    expect(await patient.call).toEqual(seen)
    expect(clock.sleepers()).toBe(0)
  })

  it.each([
    ['unavailable, just before its deadline', 999, down],
    ['a timeout of the MIS, well before its deadline', 997, () => new MisError('timeout', { details: {} })],
  ])('shares its failure: %s', async (_, ms, error) => {
    const { flights, read, clock } = airport()
    const hasty = await read({ deadlineMs: 1_000 })
    const patient = await read({ deadlineMs: 2_000 })
    await clock.advance(ms)
    flights[0]?.crash(error())
    expect(await patient.call).toMatchObject({ code: error().code })
    await hasty.call
    expect(flights).toHaveLength(1)
  })

  it('flies again where timers went off two milliseconds early', async () => {
    const { flights, read, clock } = airport()
    const hasty = await read({ deadlineMs: 1_000 })
    const patient = await read({ deadlineMs: 2_000 })
    await clock.advance(998)
    flights[0]?.crash(new MisError('timeout', { details: {} }))
    await hasty.call
    await clock.settle()
    expect(flights).toHaveLength(2)
    flights[1]?.land(free)
    expect(await patient.call).toEqual(seen)
  })

  it('of the same deadline hears the timeout itself', async () => {
    const { flights, read, clock } = airport()
    const both = [await read({ deadlineMs: 1_000 }), await read({ deadlineMs: 1_000 })]
    await clock.advance(1_000)
    for (const { call } of both) expect(await call).toMatchObject({ code: 'timeout' })
    expect(flights).toHaveLength(1)
  })
})
