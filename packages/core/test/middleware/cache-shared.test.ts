import { type CacheOptions, cache, MisError, type SharedTier, wrap } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { clinic, day } from '../support/clinic.ts'
import { sharedMemory } from '../support/shared-memory.ts'
import { patient, slotAt, toyAdapter } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

/** Two instances on one clock, each before a MIS of its own, so that it shows which of them asked. */
function instances(options: CacheOptions = {}, memory = sharedMemory()) {
  const clock = virtualRuntime()
  const [a, b] = [
    clinic({ ...options, shared: memory.cache }, clock),
    clinic({ ...options, shared: memory.cache }, clock),
  ]
  return { a, b, clock, memory }
}

const tierThat = (behaves: Partial<SharedTier>): SharedTier => ({
  read: async (keys) => keys.map(() => ({ lease: 'lease' })),
  store: async (entries) => entries.map(() => 'stored' as const),
  invalidate: async () => {},
  heardSince: () => 0,
  ...behaves,
})

describe('an answer that another instance has asked for', () => {
  it('is served as fresh and as old as it is, then from the own memory', async () => {
    const { a, b, clock, memory } = instances()
    const first = await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    await clock.advance(60_000)
    expect(await b.adapter.listSlots(day('2031-03-05', '2031-03-06'))).toEqual(first)
    memory.log.length = 0
    await b.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    expect([b.asked, memory.log]).toEqual([[], []])
    // Its time ends when it would have ended there.
    await clock.advance(120_001)
    await b.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    expect(b.asked).toHaveLength(1)
  })

  it('is frozen like any other', async () => {
    const { a, b } = instances()
    await a.adapter.listSlots(day('2031-03-05'))
    const { slots } = await b.adapter.listSlots(day('2031-03-05'))
    expect(Object.isFrozen(slots[0])).toBe(true)
  })

  it('of a directory is served the same way', async () => {
    const { a, b, clock, memory } = instances()
    await a.adapter.listDoctors({})
    await clock.advance(15 * 60_000)
    await b.adapter.listDoctors({})
    expect(b.state.directory).toBe(0)
    memory.log.length = 0
    await b.adapter.listDoctors({})
    expect(memory.log).toEqual([])
    await clock.advance(1)
    await b.adapter.listDoctors({})
    expect(b.state.directory).toBe(1)
  })

  it('serves while the MIS cannot be asked, marked stale', async () => {
    const { a, b, clock } = instances()
    await a.adapter.listSlots(day('2031-03-05'))
    await a.adapter.listDoctors({})
    await clock.advance(3_600_000)
    b.state.down = true
    const answer = await b.adapter.listSlots(day('2031-03-05'))
    expect(answer).toMatchObject({ stale: true, asOf: '2031-03-03T05:00:00.000Z' })
    await expect(b.adapter.listDoctors({})).resolves.toMatchObject({ items: [] })
  })

  it('from a clock that is ahead counts as new, not as newer than now', async () => {
    const { a, b, clock, memory } = instances()
    await a.adapter.listSlots(day('2031-03-05'))
    for (const [key, entry] of memory.answers)
      memory.answers.set(key, { ...entry, loadedAt: entry.loadedAt + 3_600_000 })
    await b.adapter.listSlots(day('2031-03-05'))
    expect(b.asked).toEqual([])
    await clock.advance(180_001)
    await b.adapter.listSlots(day('2031-03-05'), { maxAgeMs: 180_000 })
    expect(b.asked).toHaveLength(1)
  })

  it.each([
    null,
    [],
    { asOf: '', slots: [{}] },
    { asOf: 1, slots: [] },
    { asOf: '', slots: {} },
    { asOf: '', slots: [{ start: '9:00' }] },
  ])('is not believed where it is %j', async (value) => {
    const { a, b, memory } = instances()
    await a.adapter.listSlots(day('2031-03-05'))
    for (const [key, entry] of memory.answers) memory.answers.set(key, { ...entry, value })
    expect((await b.adapter.listSlots(day('2031-03-05'))).slots).toHaveLength(2)
    expect(b.asked).toHaveLength(1)
  })

  it.each([null, 'x', {}, { items: 7 }])('of a directory is not believed where it is %j', async (value) => {
    const { a, b, memory } = instances()
    await a.adapter.listDoctors({})
    for (const [key, entry] of memory.answers) memory.answers.set(key, { ...entry, value })
    await expect(b.adapter.listDoctors({})).resolves.toEqual({ items: [] })
    expect(b.state.directory).toBe(1)
  })

  it('replaces an older one of the own memory', async () => {
    const { a, b, clock } = instances({ localMs: 0 })
    await a.adapter.listSlots(day('2031-03-05'))
    await b.adapter.listSlots(day('2031-03-05'))
    await clock.advance(180_001)
    const newer = await a.adapter.listSlots(day('2031-03-05'))
    expect(await b.adapter.listSlots(day('2031-03-05'))).toEqual(newer)
    expect([a.asked.length, b.asked.length]).toEqual([2, 0])
  })

  it('does not replace a newer one of the own memory', async () => {
    const memory = sharedMemory()
    const { a, b, clock } = instances({ localMs: 0 }, memory)
    await a.adapter.listSlots(day('2031-03-05'))
    const old = new Map(memory.answers)
    await clock.advance(180_001)
    const newer = await b.adapter.listSlots(day('2031-03-05'))
    for (const [key, entry] of old) memory.answers.set(key, entry)
    expect(await b.adapter.listSlots(day('2031-03-05'))).toEqual(newer)
    expect(b.asked).toHaveLength(1)
  })
})

describe('the own memory', () => {
  it('is trusted for localMs, then the shared cache says whether it is as it was', async () => {
    const { a, clock, memory } = instances({ localMs: 10_000 })
    await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    memory.log.length = 0
    await clock.advance(10_000)
    await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    expect(memory.log).toEqual([])
    await clock.advance(1)
    await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    expect(memory.log).toEqual(['read 2'])
    expect(a.asked).toHaveLength(1)
  })

  it('is asked about each time where localMs is 0', async () => {
    const { a, memory } = instances({ localMs: 0 })
    for (let turn = 0; turn < 3; turn += 1) await a.adapter.listSlots(day('2031-03-05'))
    expect(memory.log).toEqual(['read 1', 'store 1', 'read 1', 'read 1'])
    expect(a.asked).toHaveLength(1)
  })

  it('is not trusted while messages are not heard, nor what is older than the hearing', async () => {
    const { a, clock, memory } = instances({ localMs: 3_600_000 })
    await a.adapter.listSlots(day('2031-03-05'))
    memory.log.length = 0
    memory.state.heardSince = Infinity
    await a.adapter.listSlots(day('2031-03-05'))
    await a.adapter.listSlots(day('2031-03-05'))
    expect(memory.log).toEqual(['read 1', 'read 1'])
    await clock.advance(5)
    memory.state.heardSince = 5
    await a.adapter.listSlots(day('2031-03-05'))
    await a.adapter.listSlots(day('2031-03-05'))
    expect(memory.log).toEqual(['read 1', 'read 1', 'read 1'])
    expect(a.asked).toHaveLength(1)
  })

  it('is read again where its lease has ended, even without a message', async () => {
    const { a, b } = instances({ localMs: 0 }, sharedMemory({ tells: false }))
    await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    await b.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    expect(a.asked).toEqual(['2031-03-05..2031-03-06', '2031-03-05..2031-03-05'])
    // Nor is it served as stale.
    await b.adapter.book({ slot: slotAt('2031-03-05T10:00'), patient })
    a.state.down = true
    await expect(a.adapter.listSlots(day('2031-03-05'))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('serves on as ever where the shared cache cannot be asked', async () => {
    const { a, memory, clock } = instances({ localMs: 0 })
    await a.adapter.listSlots(day('2031-03-05'))
    await a.adapter.listDoctors({})
    memory.state.reachable = false
    await clock.advance(180_000)
    await a.adapter.listSlots(day('2031-03-05'))
    await a.adapter.listDoctors({})
    expect([a.asked.length, a.state.directory]).toEqual([1, 1])
    await clock.advance(1)
    memory.log.length = 0
    await a.adapter.listSlots(day('2031-03-05'))
    expect(a.asked).toHaveLength(2)
    // What was asked for without a lease is offered to nobody.
    expect(memory.log).toEqual(['read 1'])
    memory.state.reachable = true
    await a.adapter.listSlots(day('2031-03-05'))
    expect(a.asked).toHaveLength(3)
  })

  it('forgets what the shared cache says a write has overtaken', async () => {
    const shared = { open: () => tierThat({ store: async (entries) => entries.map(() => 'overtaken' as const) }) }
    const { adapter, asked } = clinic({ shared })
    await adapter.listSlots(day('2031-03-05'))
    await adapter.listSlots(day('2031-03-05'))
    expect(asked).toHaveLength(2)
  })

  it.each(['stored', 'unknown'] as const)('keeps what ended as %s there', async (outcome) => {
    const shared = { open: () => tierThat({ store: async (entries) => entries.map(() => outcome) }) }
    const { adapter, asked } = clinic({ shared })
    await adapter.listSlots(day('2031-03-05'))
    await adapter.listSlots(day('2031-03-05'))
    expect(asked).toHaveLength(1)
  })
})

describe('a write', () => {
  it('ends when the shared cache knows of it: only its days, and only where something may have changed', async () => {
    let tell = () => {}
    const told: string[][] = []
    const shared = {
      open: () =>
        tierThat({
          invalidate: (touched) => {
            told.push(touched.map(({ doctorId, day: each }) => `${doctorId} ${each}`))
            return new Promise<void>((resolve) => (tell = resolve))
          },
        }),
    }
    const { adapter, clock } = clinic({ shared })
    let ended = false
    void adapter.book({ slot: slotAt('2031-03-05T09:00'), patient }).then(() => (ended = true))
    await clock.settle()
    expect([told, ended]).toEqual([[['7 2031-03-05']], false])
    tell()
    await clock.settle()
    expect(ended).toBe(true)
    await adapter.findBooking({ slot: slotAt('2031-03-05T09:00'), patient })
    expect(told).toHaveLength(1)
  })

  it.each([
    ['unavailable', false, 0],
    ['unavailable', undefined, 1],
    ['slot-taken', true, 1],
    ['not-found', true, 1],
    ['rejected', true, 0],
  ] as const)('that failed as %s, sent: %s, is told %i times', async (code, sent, times) => {
    const memory = sharedMemory()
    const details = { by: 'mis' as const, retryAfterMs: null, reason: 'x' }
    const toy = toyAdapter({
      book: async (_, context) => {
        context.sent = sent
        throw new MisError(code, { details })
      },
    })
    const adapter = wrap(toy, [cache({ shared: memory.cache })])
    await expect(adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })).rejects.toThrow()
    expect(memory.log).toEqual(Array(times).fill('invalidate 2031-03-05'))
  })

  it('of another instance is heard: its day is read again, and no flight of before is joined', async () => {
    const { a, b, clock } = instances()
    await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    await b.adapter.book({ slot: slotAt('2031-03-06T10:00'), patient })
    await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    expect(a.asked).toEqual(['2031-03-05..2031-03-06', '2031-03-06..2031-03-06'])
    const open = a.hold()
    const before = a.adapter.listSlots(day('2031-03-07'))
    await clock.settle()
    await b.adapter.book({ slot: slotAt('2031-03-07T10:00'), patient })
    const after = a.adapter.listSlots(day('2031-03-07'))
    await clock.settle()
    open()
    await Promise.all([before, after])
    expect(a.asked.slice(2)).toEqual(['2031-03-07..2031-03-07', '2031-03-07..2031-03-07'])
  })

  it('of another instance keeps a reader from joining a flight of before, even without a message', async () => {
    const { a, b, clock } = instances({ localMs: 0 }, sharedMemory({ tells: false }))
    const open = a.hold()
    const before = a.adapter.listSlots(day('2031-03-05'))
    await clock.settle()
    await b.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    const after = a.adapter.listSlots(day('2031-03-05'))
    await clock.settle()
    open()
    await Promise.all([before, after])
    expect(a.asked).toHaveLength(2)
  })

  it('keeps an answer of the shared cache that is still on its way from being remembered', async () => {
    const memory = sharedMemory()
    let arrive: (() => void) | undefined
    const gate = new Promise<void>((resolve) => (arrive = resolve))
    const slowToAnswer = {
      open: (place: Parameters<typeof memory.cache.open>[0]) => {
        const tier = memory.cache.open(place)
        return {
          ...tier,
          read: async (keys: Parameters<typeof tier.read>[0]) => {
            const found = await tier.read(keys)
            await gate
            return found
          },
        }
      },
    }
    const clock = virtualRuntime()
    const a = clinic({ shared: memory.cache }, clock)
    const b = clinic({ shared: slowToAnswer }, clock)
    await a.adapter.listSlots(day('2031-03-05'))
    const reading = b.adapter.listSlots(day('2031-03-05'))
    await clock.settle()
    await b.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    arrive?.()
    await reading
    expect((await b.adapter.listSlots(day('2031-03-05'))).slots).toHaveLength(1)
  })

  it('drops what was taken from the shared cache before it knew of the write', async () => {
    const memory = sharedMemory()
    let tell = () => {}
    const slowToLearn = {
      open: (place: Parameters<typeof memory.cache.open>[0]) => {
        const tier = memory.cache.open(place)
        return {
          ...tier,
          invalidate: async (touched: Parameters<typeof tier.invalidate>[0]) => {
            await new Promise<void>((resolve) => (tell = resolve))
            await tier.invalidate(touched)
          },
        }
      },
    }
    const clock = virtualRuntime()
    const a = clinic({ shared: memory.cache }, clock)
    const b = clinic({ shared: slowToLearn }, clock)
    await a.adapter.listSlots(day('2031-03-05'))
    const booking = b.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    await clock.settle()
    // The booking has not ended: the old answer may still be read, and must not stay.
    expect((await b.adapter.listSlots(day('2031-03-05'))).slots).toHaveLength(2)
    tell()
    await booking
    expect((await b.adapter.listSlots(day('2031-03-05'))).slots).toHaveLength(1)
  })
})

describe('a shared cache that takes its time', () => {
  const stuck = { open: () => tierThat({ read: () => new Promise(() => {}) }) }

  it('keeps no caller from leaving', async () => {
    const { adapter } = clinic({ shared: stuck })
    const leaver = new AbortController()
    const reading = adapter.listSlots(day('2031-03-05'), { signal: leaver.signal })
    leaver.abort(new Error('gone'))
    await expect(reading).rejects.toThrow('gone')
  })

  it('keeps no caller beyond a deadline that is near', async () => {
    const { adapter, clock } = clinic({ shared: stuck })
    const reading = adapter.listSlots(day('2031-03-05'), { deadlineMs: 1_999 }).catch((error: unknown) => error)
    await clock.advance(1_999)
    expect(await reading).toMatchObject({ code: 'timeout' })
    expect(clock.sleepers()).toBe(0)
  })

  it('costs a caller without haste no timer', async () => {
    const { adapter, clock } = clinic({ shared: stuck })
    void adapter.listSlots(day('2031-03-05'), { deadlineMs: 2_000 })
    await clock.settle()
    expect(clock.sleepers()).toBe(0)
  })

  it('is opened once for each adapter, under its names', () => {
    const opened: string[] = []
    const shared = {
      open: ({ vendor, instance }: { vendor: string; instance: string }) => {
        opened.push(`${vendor} ${instance}`)
        return tierThat({})
      },
    }
    clinic({ shared })
    expect(opened).toEqual(['toy test'])
    expect(cache({ shared })).toBeTypeOf('function')
  })
})
