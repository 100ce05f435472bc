import { type Appointment, cache, defineAdapter, MisError, type Slot, wrap } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { weigh } from '../../src/middleware/cache-cells.ts'
import { clinic, day } from '../support/clinic.ts'
import { patient, slotAt, toyAdapter } from '../support/toy.ts'

describe('what is remembered', () => {
  it('is a cell a variant of the query: clinic, service and kind of visit', async () => {
    const { adapter, asked } = clinic()
    const variants = [
      {},
      { clinicId: '2' },
      { serviceId: '2' },
      { mode: 'online' as const },
      { clinicId: '2', serviceId: '2' },
    ]
    for (const variant of variants) await adapter.listSlots({ ...day('2031-03-05'), ...variant })
    expect(asked).toHaveLength(variants.length)
    for (const variant of variants) await adapter.listSlots({ ...day('2031-03-05'), ...variant })
    expect(asked).toHaveLength(variants.length)
    expect((await adapter.listSlots({ ...day('2031-03-05'), clinicId: '2' })).slots[0]?.clinicId).toBe('2')
  })

  it('is bounded in entries, the least recently used going first', async () => {
    const { adapter, asked } = clinic({ maxEntries: 2 })
    await adapter.listSlots(day('2031-03-05'))
    await adapter.listSlots(day('2031-03-06'))
    await adapter.listSlots(day('2031-03-07'))
    await adapter.listSlots(day('2031-03-07'))
    expect(asked).toHaveLength(3)
    await adapter.listSlots(day('2031-03-05'))
    expect(asked).toHaveLength(4)
  })

  it('is bounded in bytes', async () => {
    const small = clinic({ maxBytes: 1_000 })
    await small.adapter.listSlots(day('2031-03-05'))
    await small.adapter.listSlots(day('2031-03-05'))
    expect(small.asked).toHaveLength(2)
    const large = clinic({ maxBytes: 10_000 })
    await large.adapter.listSlots(day('2031-03-05'))
    await large.adapter.listSlots(day('2031-03-05'))
    expect(large.asked).toHaveLength(1)
  })

  it('is weighed rather too high than too low', () => {
    expect(weigh('Примерова')).toBeGreaterThanOrEqual(18)
    expect(weigh(slotAt('2031-03-05T09:00'))).toBeGreaterThan(JSON.stringify(slotAt('2031-03-05T09:00')).length)
    expect(weigh([1, null, true])).toBe(24 + 3 * 16)
    expect(weigh({ a: 'xy' })).toBe(24 + 8 + 16 + 4)
  })

  it('is nothing of a day that was a gap, and an empty day as itself', async () => {
    const asked: string[] = []
    let gapped = true
    const toy = toyAdapter({
      listSlots: async ({ from }) => {
        asked.push(from)
        if (gapped && from === '2031-03-07') throw new MisError('timeout', { details: {} })
        return []
      },
    })
    // Two days a window: the third day is a request of its own.
    const adapter = wrap(toy, [cache()])
    await expect(adapter.listSlots(day('2031-03-05', '2031-03-07'))).resolves.toMatchObject({
      slots: [],
      complete: false,
      gaps: [{ from: '2031-03-07', to: '2031-03-07' }],
    })
    gapped = false
    await expect(adapter.listSlots(day('2031-03-05', '2031-03-07'))).resolves.toMatchObject({
      complete: true,
      gaps: [],
    })
    expect(asked).toEqual(['2031-03-05', '2031-03-07', '2031-03-07'])
    await adapter.listSlots(day('2031-03-05', '2031-03-07'))
    expect(asked).toHaveLength(3)
  })

  it('is nothing that a cache further in served as stale', async () => {
    const { clock, state, asked, adapter } = clinic({ ttlMs: { listSlots: 1 } })
    const outer = wrap(adapter, [cache()])
    await adapter.listSlots(day('2031-03-05'))
    await clock.advance(2)
    state.down = true
    await expect(outer.listSlots(day('2031-03-05'))).resolves.toMatchObject({ stale: true })
    state.down = false
    await expect(outer.listSlots(day('2031-03-05'))).resolves.toMatchObject({ stale: false })
    expect(asked).toHaveLength(3)
  })

  it('is dropped by a reschedule on both its days, and on no other', async () => {
    const asked: string[] = []
    const visit = (slot: Slot): Appointment => ({ ...slot, id: '501', status: 'booked' })
    const adapter = wrap(
      defineAdapter({
        vendor: 'toy',
        instance: 'moves',
        capabilities: { patientFields: { required: [] }, slotWindowDays: 1, concurrency: 1, reschedule: true },
        operations: {
          listDoctors: async () => ({ items: [] }),
          listSlots: async ({ from }) => {
            asked.push(from)
            return []
          },
          book: async ({ slot }) => visit(slot),
          cancel: async () => visit(slotAt('2031-03-04T09:00')),
          reschedule: async ({ slot }) => visit(slot),
        },
      }),
      [cache()],
    )
    const days = ['2031-03-04', '2031-03-05', '2031-03-06']
    const readAll = async () => {
      for (const each of days) await adapter.listSlots(day(each))
    }
    await readAll()
    asked.length = 0
    await adapter.reschedule({ appointment: visit(slotAt('2031-03-04T09:00')), slot: slotAt('2031-03-06T10:00') })
    await readAll()
    expect(asked).toEqual(['2031-03-04', '2031-03-06'])
  })

  it('says so on the trail: hits, misses and stale ones, in days', async () => {
    const { adapter, clock, state } = clinic()
    const seen: (readonly number[])[] = []
    const told = wrap(adapter, [
      (next) => async (call) => {
        const answer = await next(call)
        seen.push([call.trail.cacheHits, call.trail.cacheMisses, call.trail.cacheStale])
        return answer
      },
    ])
    await told.listSlots(day('2031-03-05', '2031-03-06'))
    await told.listSlots(day('2031-03-05', '2031-03-07'))
    await told.listSlots(day('2031-03-05', '2031-03-07'))
    await told.listDoctors({})
    await told.listDoctors({})
    await clock.advance(3_600_000)
    state.down = true
    await told.listSlots(day('2031-03-05', '2031-03-06'))
    await told.listDoctors({})
    expect(seen).toEqual([
      [0, 2, 0],
      [2, 1, 0],
      [3, 0, 0],
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 2],
      [0, 0, 1],
    ])
  })
})

describe('an answer kept ready', () => {
  it('is the same object for every reader, frozen through and through', async () => {
    const { adapter } = clinic()
    await adapter.listSlots(day('2031-03-05'))
    const [one, two] = [await adapter.listSlots(day('2031-03-05')), await adapter.listSlots(day('2031-03-05'))]
    expect(one).toBe(two)
    for (const part of [one, one.slots, one.gaps, one.slots[0]]) expect(Object.isFrozen(part)).toBe(true)
  })

  it('loses a slot at the moment it begins, and is made anew', async () => {
    const { adapter, clock, asked } = clinic({ ttlMs: { listSlots: 24 * 3_600_000 } })
    await adapter.listSlots(day('2031-03-03'))
    // 05:00Z is 08:00 in Moscow; the first time is 09:00.
    await clock.advance(3_600_000 - 1)
    expect((await adapter.listSlots(day('2031-03-03'))).slots).toHaveLength(2)
    expect((await adapter.listSlots(day('2031-03-03'))).slots).toHaveLength(2)
    await clock.advance(1)
    expect((await adapter.listSlots(day('2031-03-03'))).slots).toHaveLength(1)
    expect((await adapter.listSlots(day('2031-03-03'))).slots).toHaveLength(1)
    await clock.advance(3_600_000)
    expect((await adapter.listSlots(day('2031-03-03'))).slots).toEqual([])
    expect(asked).toHaveLength(1)
  })

  it('is dropped by a write to one of its days, and outlives a write to another', async () => {
    const { adapter, asked } = clinic()
    await adapter.listSlots(day('2031-03-05', '2031-03-06'))
    await adapter.listSlots(day('2031-03-05', '2031-03-06'))
    await adapter.book({ slot: slotAt('2031-03-09T09:00'), patient })
    const kept = await adapter.listSlots(day('2031-03-05', '2031-03-06'))
    expect(await adapter.listSlots(day('2031-03-05', '2031-03-06'))).toBe(kept)
    expect(asked).toHaveLength(1)
    await adapter.book({ slot: slotAt('2031-03-06T10:00'), patient })
    for (const turn of [1, 2]) {
      const { slots } = await adapter.listSlots(day('2031-03-05', '2031-03-06'))
      const times = [slotAt('2031-03-05T09:00').start, slotAt('2031-03-06T09:00').start]
      expect(
        slots.map(({ start }) => start),
        `reading ${turn}`,
      ).toEqual(times)
    }
    expect(asked).toEqual(['2031-03-05..2031-03-06', '2031-03-06..2031-03-06'])
  })

  it('serves a caller that wants a younger one nothing, and stays for the others', async () => {
    const { adapter, asked, clock } = clinic()
    await adapter.listSlots(day('2031-03-05'))
    await adapter.listSlots(day('2031-03-05'))
    await clock.advance(1_000)
    await adapter.listSlots(day('2031-03-05'), { maxAgeMs: 1_000 })
    expect(asked).toHaveLength(1)
    await adapter.listSlots(day('2031-03-05'), { maxAgeMs: 999 })
    expect(asked).toHaveLength(2)
  })

  it('tells many windows of one doctor apart', async () => {
    const { adapter, asked } = clinic()
    const days = Array.from({ length: 12 }, (_, index) => `2031-03-${10 + index}`)
    for (const turn of [1, 2, 3]) {
      for (const each of days) {
        const { slots } = await adapter.listSlots(day(each))
        expect(slots[0]?.start.slice(0, 10), `turn ${turn}`).toBe(each)
      }
    }
    expect(asked).toHaveLength(days.length)
  })
})

it.each([
  ['cache.staleWhileRevalidateMs', { staleWhileRevalidateMs: -1 }],
  ['cache.staleIfErrorMs', { staleIfErrorMs: Number.NaN }],
  ['cache.maxEntries', { maxEntries: 0 }],
  ['cache.maxBytes', { maxBytes: 1.5 }],
  ['cache.localMs', { localMs: -1 }],
  ['cache.ttlMs.listSlots', { ttlMs: { listSlots: -1 } }],
  ['cache.ttlMs.listAppointments', { ttlMs: { listAppointments: 1 } }],
])('a bad option is refused by name: %s', (name, options) => {
  expect(() => cache(options)).toThrow(name)
})
