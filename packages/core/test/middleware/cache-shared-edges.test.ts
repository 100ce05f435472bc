import {
  cache,
  MisError,
  type SharedAnswer,
  type SharedCache,
  type SharedEntry,
  type SharedKey,
  type SharedOutcome,
  type SharedPlace,
  type Touched,
  wrap,
} from '@mis/core'
import { describe, expect, it } from 'vitest'
import { appointmentOf, patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const day = '2031-03-05'
const query = { doctorId: '7', from: day, to: day }
const slot = slotAt(`${day}T09:00`)
const theirs = slotAt(`${day}T15:00`)
const minute = 60_000

/** A reader of one day over a shared cache that answers as the test says, and what reached either. */
function instance(options: { readonly localMs?: number } = {}) {
  const clock = virtualRuntime()
  const seen = {
    reads: [] as (readonly SharedKey[])[],
    stored: [] as SharedEntry[],
    invalidated: [] as (readonly Touched[])[],
    slots: 0,
    directory: 0,
  }
  const script = {
    answer: (): SharedAnswer | undefined => ({ lease: 'a' }),
    outcome: 'stored' as SharedOutcome,
    heardSince: 0,
    gate: Promise.resolve(),
    book: async () => {},
  }
  const places: SharedPlace[] = []
  const shared: SharedCache = {
    open(place) {
      places.push(place)
      return {
        async read(keys) {
          seen.reads.push(keys)
          const answers = keys.map(() => script.answer())
          await script.gate
          return answers
        },
        async store(entries) {
          seen.stored.push(...entries)
          return entries.map(() => script.outcome)
        },
        async invalidate(touched) {
          seen.invalidated.push(touched)
          await script.gate
        },
        heardSince: () => script.heardSince,
      }
    },
  }
  const toy = toyAdapter(
    {
      listSlots: async () => {
        seen.slots += 1
        return [slot]
      },
      listDoctors: async () => {
        seen.directory += 1
        return []
      },
      book: async (request) => {
        await script.book()
        return appointmentOf(request)
      },
    },
    clock.runtime,
  )
  const adapter = wrap(toy, [cache({ shared, ...options })])
  const read = () => adapter.listSlots(query).then(({ slots }) => slots.map(({ start }) => start))
  const known = (lease: string, loadedAt = clock.runtime.now(), value: unknown = dayOf(theirs)): SharedAnswer => ({
    lease,
    cell: { value, loadedAt },
  })
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    script.gate = promise
    return resolve
  }
  return { adapter, clock, seen, script, places, read, known, hold }
}
const dayOf = (one: typeof slot) => ({ slots: [one], asOf: '2031-03-03T04:59:00.000Z' })

describe('a day that another instance has read', () => {
  it('is served without asking the MIS, with its own asOf', async () => {
    const { adapter, script, seen, known } = instance()
    script.answer = () => known('a')
    expect(await adapter.listSlots(query)).toMatchObject({ slots: [theirs], asOf: dayOf(theirs).asOf, stale: false })
    expect(seen.slots).toBe(0)
    expect(seen.reads).toEqual([[expect.objectContaining({ touched: { doctorId: '7', day } })]])
  })

  it.each([
    [3 * minute, 0],
    [3 * minute + 1, 1],
    [-minute, 0],
  ])('%i ms ago by the wall clock is as old as that: %i calls to the MIS', async (age, calls) => {
    const { read, script, seen, known, clock } = instance()
    await clock.advance(10 * minute)
    script.answer = () => known('a', clock.runtime.now() - age)
    await read()
    expect(seen.slots).toBe(calls)
  })

  it.each([
    ['no object', 'a text'],
    ['null', null],
    ['without asOf', { slots: [] }],
    ['without slots', { asOf: '2031-03-03T04:59:00.000Z' }],
    ['with slots that are none', { slots: [7], asOf: '2031-03-03T04:59:00.000Z' }],
    ['with a start that is no time', { slots: [{ start: 'soon' }], asOf: '2031-03-03T04:59:00.000Z' }],
  ])('and that came damaged (%s) is read from the MIS', async (_, value) => {
    const { read, script, seen, known, clock } = instance()
    script.answer = () => known('a', clock.runtime.now(), value)
    expect(await read()).toEqual([slot.start])
    expect(seen.slots).toBe(1)
  })

  it('is not served where this instance has written to the day since it asked', async () => {
    const { adapter, read, script, seen, known, hold } = instance()
    script.answer = () => known('a')
    const open = hold()
    const reading = read()
    script.gate = Promise.resolve()
    await adapter.book({ slot, patient })
    open()
    expect(await reading).toEqual([slot.start])
    expect(seen.slots).toBe(1)
  })
})

describe('what the MIS says', () => {
  it('is offered to the others under the lease, with its time and how long it may be of use', async () => {
    const { read, seen, clock } = instance()
    await clock.advance(minute)
    await read()
    await clock.settle()
    expect(seen.stored).toEqual([
      {
        key: seen.reads[0]?.[0]?.key,
        touched: { doctorId: '7', day },
        lease: 'a',
        value: expect.objectContaining({ slots: [slot] }),
        loadedAt: clock.runtime.now(),
        keepMs: 24 * 60 * minute,
      },
    ])
  })

  it('is kept here and not offered where the shared cache cannot be asked', async () => {
    const { read, seen, script, clock } = instance({ localMs: minute })
    script.answer = () => undefined
    await read()
    await clock.settle()
    expect(seen.stored).toEqual([])
    await read()
    expect([seen.slots, seen.reads.length]).toEqual([1, 1])
  })

  it.each([
    ['overtaken', 2],
    ['stored', 1],
    ['unknown', 1],
  ] as const)('and was %s there is asked for %i times in all', async (outcome, calls) => {
    const { read, seen, script, clock } = instance({ localMs: minute })
    script.outcome = outcome
    await read()
    await clock.settle()
    await read()
    expect(seen.slots).toBe(calls)
  })
})

describe('what this instance remembers', () => {
  it('is trusted for localMs and then compared: under the same lease it is served on', async () => {
    const { read, seen, clock } = instance({ localMs: 10_000 })
    await read()
    await clock.advance(10_000)
    await read()
    expect(seen.reads).toHaveLength(1)
    await clock.advance(1)
    await read()
    expect([seen.reads.length, seen.slots]).toEqual([2, 1])
    await clock.advance(10_000)
    await read()
    expect([seen.reads.length, seen.slots]).toEqual([2, 1])
  })

  it('is dropped under another lease', async () => {
    const { read, seen, clock, script } = instance({ localMs: 10_000 })
    await read()
    await clock.advance(10_001)
    script.answer = () => ({ lease: 'b' })
    await read()
    expect(seen.slots).toBe(2)
  })

  it('is compared each time while it is not told of the writes of others', async () => {
    const { read, seen, script, clock } = instance({ localMs: minute })
    script.heardSince = Infinity
    await read()
    await read()
    expect([seen.reads.length, seen.slots]).toEqual([2, 1])
    script.heardSince = 5_000
    await clock.advance(5_000)
    await read()
    expect(seen.reads).toHaveLength(3)
    await read()
    expect([seen.reads.length, seen.slots]).toEqual([3, 1])
  })

  it('is old once another instance has written to the day', async () => {
    const { read, seen, places } = instance({ localMs: minute })
    await read()
    for (const place of places) place.written([{ doctorId: '7', day }])
    await read()
    expect(seen.slots).toBe(2)
    expect(places).toMatchObject([{ vendor: 'toy', instance: 'test' }])
  })

  it('gives way to what another instance read later', async () => {
    const { read, seen, script, clock, known } = instance({ localMs: 10_000 })
    expect(await read()).toEqual([slot.start])
    await clock.advance(10_001)
    script.answer = () => known('a')
    expect(await read()).toEqual([theirs.start])
    expect(seen.slots).toBe(1)
  })

  it('does not give way to what another instance read before', async () => {
    const { read, script, clock, known } = instance({ localMs: 10_000 })
    await clock.advance(minute)
    expect(await read()).toEqual([slot.start])
    await clock.advance(10_001)
    script.answer = () => known('a', clock.runtime.now() - minute)
    expect(await read()).toEqual([slot.start])
  })
})

describe('a write', () => {
  it('ends when the others have been told of its day, once', async () => {
    const { adapter, seen, hold, clock } = instance()
    const open = hold()
    let done = false
    const booking = adapter.book({ slot, patient }).then(() => {
      done = true
    })
    await clock.settle()
    expect([seen.invalidated, done]).toEqual([[[{ doctorId: '7', day }]], false])
    open()
    await booking
    expect(seen.invalidated).toHaveLength(1)
  })

  it.each([
    ['outcome-unknown', { sentAt: null }, 1],
    ['slot-taken', {}, 1],
    ['rejected', { reason: 'already-booked' }, 0],
    ['unauthorized', {}, 0],
  ] as const)('that ended %s tells the others or not', async (code, details, told) => {
    const { adapter, seen, script } = instance()
    script.book = async () => {
      throw new MisError(code, { details: details as never })
    }
    await expect(adapter.book({ slot, patient })).rejects.toMatchObject({ code })
    expect(seen.invalidated).toHaveLength(told)
  })

  it('makes old what was fetched while the others were told', async () => {
    const { adapter, seen, script, hold, clock, known, read } = instance({ localMs: minute })
    const open = hold()
    const booking = adapter.book({ slot, patient })
    await clock.settle()
    script.gate = Promise.resolve()
    script.answer = () => known('before')
    expect(await read()).toEqual([theirs.start])
    open()
    await booking
    script.answer = () => ({ lease: 'after' })
    expect(await read()).toEqual([slot.start])
    expect(seen.slots).toBe(1)
  })
})

describe('a directory', () => {
  it('is shared as well: no write makes it old', async () => {
    const { adapter, seen, script, known, clock } = instance()
    script.answer = () => known('', clock.runtime.now(), { items: [] })
    expect(await adapter.listDoctors({})).toEqual({ items: [] })
    expect([seen.directory, seen.reads.map((keys) => keys.map(({ touched }) => touched))]).toEqual([0, [[undefined]]])
    await adapter.book({ slot, patient })
    await adapter.listDoctors({})
    expect([seen.directory, seen.reads.length]).toEqual([0, 1])
  })

  it('is offered to the others, and read from the MIS where what came is no page', async () => {
    const { adapter, seen, script, known, clock } = instance()
    for (const value of ['a text', null, {}, { items: 7 }]) {
      script.answer = () => known('', clock.runtime.now(), value)
      await adapter.listDoctors({}, { maxAgeMs: 0 })
    }
    await clock.settle()
    expect(seen.directory).toBe(4)
    expect(seen.stored).toHaveLength(4)
    expect(seen.stored[0]).toMatchObject({ lease: '', value: { items: [] }, keepMs: 24 * 60 * minute })
  })
})
