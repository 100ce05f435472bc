import {
  type Appointment,
  type AppointmentRef,
  type CacheOptions,
  cache,
  defineAdapter,
  MisError,
  type SharedCache,
  type SharedKey,
  wrap,
} from '@mis/core'
import { describe, expect, it, vi } from 'vitest'
import { sharedMemory } from '../support/shared-memory.ts'
import { appointmentOf, patient, slotAt } from '../support/toy.ts'
import { virtualRuntime } from '../support/virtual-runtime.ts'

const minute = 60_000
const booked = appointmentOf({ slot: slotAt('2031-03-05T09:00') })
const ref = ({ id, clinicId, doctorId, start }: AppointmentRef): AppointmentRef => ({ id, clinicId, doctorId, start })

/** What the MIS holds, for all instances that ask it. */
const base = () => ({ visits: new Map([[booked.id, booked]]), asked: [] as string[], down: false })

function instance(mis = base(), options: CacheOptions = {}, memory = sharedMemory(), clock = virtualRuntime()) {
  const shared: SharedCache = { ...memory.cache, sealsValues: true }
  const gate = { open: Promise.resolve() }
  const change = (id: string, to: Partial<Appointment>): Appointment => {
    const visit = mis.visits.get(id)
    if (!visit) throw new MisError('not-found', { details: {} })
    const changed = { ...visit, ...to }
    mis.visits.set(id, changed)
    return changed
  }
  const adapter = wrap(
    defineAdapter({
      vendor: 'toy',
      instance: 'test',
      capabilities: {
        patientFields: { required: [] },
        slotWindowDays: 2,
        concurrency: 9,
        getAppointment: true,
        reschedule: true,
      },
      runtime: clock.runtime,
      operations: {
        listDoctors: async () => ({ items: [] }),
        listSlots: async () => [],
        book: async (request) => appointmentOf(request, '502'),
        cancel: async ({ appointment }) => change(appointment.id, { status: 'cancelled' }),
        reschedule: async ({ appointment, slot }) => change(appointment.id, { start: slot.start, end: slot.end }),
        getAppointment: async ({ id }) => {
          mis.asked.push(id)
          const found = mis.visits.get(id) ?? null
          await gate.open
          if (mis.down) throw new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })
          return found
        },
      },
    }),
    [cache({ ttlMs: { getAppointment: minute }, ...options, shared })],
  )
  /** Holds every answer up until the function it gives is called. */
  const hold = () => {
    let letGo = () => {}
    gate.open = new Promise((resolve) => (letGo = resolve))
    return letGo
  }
  return { mis, adapter, memory, clock, hold }
}

const two = (options?: CacheOptions) => {
  const a = instance(base(), options)
  return { a, b: instance(a.mis, options, a.memory, a.clock) }
}

describe('an operation with a patient', () => {
  const sealing: SharedCache = { ...sharedMemory().cache, sealsValues: true }
  const plain = sharedMemory().cache
  it.each([
    ['getAppointment', undefined, 'redisCache(client, { encryption })'],
    ['getAppointment', plain, 'redisCache(client, { encryption })'],
    ['getAppointment', { ...plain, sealsValues: false }, 'redisCache(client, { encryption })'],
    ['listAppointments', sealing, 'a cancel does not name the patient'],
    ['findBooking', sealing, 'only the MIS knows'],
    ['book', sealing, 'is not an operation that may be cached'],
  ] as const)('%s is refused a time to live, and the hint says why', (operation, shared, hint) => {
    const make = () => cache({ ttlMs: { [operation]: 1_000 }, ...(shared && { shared }) })
    expect(make).toThrow(`cache.ttlMs.${operation}`)
    expect(make).toThrow(hint)
  })

  it('getAppointment may have one where the shared cache seals values', () => {
    expect(() => cache({ ttlMs: { getAppointment: 1_000 }, shared: sealing })).not.toThrow()
  })

  it('is not cached unless a time is given', async () => {
    const { adapter, mis, memory } = instance(base(), { ttlMs: {} })
    await adapter.getAppointment(ref(booked))
    await adapter.getAppointment(ref(booked))
    expect(mis.asked).toHaveLength(2)
    expect(memory.log).toEqual([])
  })
})

describe('an appointment that is not cached', () => {
  it('tells the other instances of nothing when a write has ended beside it', async () => {
    const { adapter, mis, memory, hold } = instance(base(), { ttlMs: {} })
    const letGo = hold()
    const reading = adapter.getAppointment(ref(booked))
    await vi.waitFor(() => expect(mis.asked).toHaveLength(1))
    await adapter.cancel({ appointment: ref(booked) })
    letGo()
    await reading
    expect(memory.log).toEqual(['invalidate 2031-03-05'])
  })
})

describe('a cached appointment', () => {
  it('is asked for once by all instances, for its time', async () => {
    const { a, b } = two()
    const first = await a.adapter.getAppointment(ref(booked))
    expect(first).toEqual(booked)
    expect(await a.adapter.getAppointment(ref(booked))).toBe(first)
    expect(await b.adapter.getAppointment(ref(booked))).toEqual(booked)
    expect(a.mis.asked).toHaveLength(1)
    await a.clock.advance(minute + 1)
    await b.adapter.getAppointment(ref(booked))
    expect(a.mis.asked).toHaveLength(2)
  })

  it('is asked for once by a thousand readers', async () => {
    const { adapter, mis } = instance()
    await Promise.all(Array.from({ length: 1_000 }, () => adapter.getAppointment(ref(booked))))
    expect(mis.asked).toHaveLength(1)
  })

  it('is asked for anew with maxAgeMs: 0', async () => {
    const { adapter, mis } = instance()
    await adapter.getAppointment(ref(booked))
    await adapter.getAppointment(ref(booked), { maxAgeMs: 0 })
    expect(mis.asked).toHaveLength(2)
  })

  it.each([
    ['told of writes', {}],
    ['asking each time', { localMs: 0 }],
  ])('is dropped by a cancel in the other instance, %s', async (_, options) => {
    const { a, b } = two(options)
    await a.adapter.getAppointment(ref(booked))
    await b.adapter.getAppointment(ref(booked))
    await b.adapter.cancel({ appointment: ref(booked) })
    expect(await a.adapter.getAppointment(ref(booked))).toMatchObject({ status: 'cancelled' })
    expect(await b.adapter.getAppointment(ref(booked))).toMatchObject({ status: 'cancelled' })
    expect(a.mis.asked).toHaveLength(2)
  })

  it('is dropped by a cancel whose reference is in UTC', async () => {
    const { adapter } = instance()
    await adapter.getAppointment(ref(booked))
    await adapter.cancel({ appointment: { ...ref(booked), start: '2031-03-05T06:00:00Z' } })
    expect(await adapter.getAppointment(ref(booked))).toMatchObject({ status: 'cancelled' })
  })

  it('is dropped by a move, and not kept where its reference names the day it was moved from', async () => {
    const { adapter, mis } = instance()
    await adapter.getAppointment(ref(booked))
    await adapter.reschedule({ appointment: ref(booked), slot: slotAt('2031-03-09T10:00') })
    const moved = await adapter.getAppointment(ref(booked))
    expect(moved?.start).toBe('2031-03-09T10:00:00+03:00')
    await adapter.getAppointment(ref(booked))
    expect(mis.asked).toHaveLength(3)
    await adapter.getAppointment(ref(moved ?? booked))
    await adapter.getAppointment(ref(moved ?? booked))
    expect(mis.asked).toHaveLength(4)
  })

  it('is dropped by a booking on its day, and by none on another', async () => {
    const { adapter, mis } = instance()
    await adapter.getAppointment(ref(booked))
    await adapter.book({ slot: slotAt('2031-03-06T10:00'), patient })
    await adapter.book({ slot: slotAt('2031-03-05T10:00', '8'), patient })
    await adapter.getAppointment(ref(booked))
    expect(mis.asked).toHaveLength(1)
    await adapter.book({ slot: slotAt('2031-03-05T10:00'), patient })
    await adapter.getAppointment(ref(booked))
    expect(mis.asked).toHaveLength(2)
  })

  it('is not kept where it was asked for before a cancel, and no later reader joins that call', async () => {
    const { a, b } = two()
    const letGo = a.hold()
    const before = a.adapter.getAppointment(ref(booked))
    await vi.waitFor(() => expect(a.mis.asked).toHaveLength(1))
    await b.adapter.cancel({ appointment: ref(booked) })
    const after = a.adapter.getAppointment(ref(booked))
    await vi.waitFor(() => expect(a.mis.asked).toHaveLength(2))
    letGo()
    expect(await before).toMatchObject({ status: 'booked' })
    expect(await after).toMatchObject({ status: 'cancelled' })
    expect(await a.adapter.getAppointment(ref(booked))).toMatchObject({ status: 'cancelled' })
    expect(await b.adapter.getAppointment(ref(booked))).toMatchObject({ status: 'cancelled' })
  })

  it('is never one that is not there', async () => {
    const { adapter, mis } = instance()
    const unknown = { ...ref(booked), id: '999' }
    expect(await adapter.getAppointment(unknown)).toBeNull()
    expect(await adapter.getAppointment(unknown)).toBeNull()
    expect(mis.asked).toHaveLength(2)
  })

  it('is never one that was asked for in UTC, whose day at the clinic nobody knows', async () => {
    const { adapter, mis, memory } = instance()
    const inUtc = { ...ref(booked), start: '2031-03-05T06:00:00Z' }
    await adapter.getAppointment(inUtc)
    await adapter.getAppointment(inUtc)
    expect(mis.asked).toHaveLength(2)
    expect(memory.log).toEqual([])
  })

  it('is never served past its time, even when the MIS cannot be asked', async () => {
    const { adapter, mis, clock } = instance(base(), { staleWhileRevalidateMs: 600_000 })
    await adapter.getAppointment(ref(booked))
    await clock.advance(minute + 1)
    mis.down = true
    await expect(adapter.getAppointment(ref(booked))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it.each([null, 7, {}, { ...booked, id: '777' }, { ...booked, doctorId: '8' }, { ...booked, start: 'soon' }])(
    'from the shared cache is not believed where it is %j',
    async (value) => {
      const { a, b } = two()
      await a.adapter.getAppointment(ref(booked))
      for (const [key, entry] of a.memory.answers) a.memory.answers.set(key, { ...entry, value })
      expect(await b.adapter.getAppointment(ref(booked))).toEqual(booked)
      expect(a.mis.asked).toHaveLength(2)
    },
  )

  it('gives the shared cache a key that names no visit, and keeps there no longer than its time', async () => {
    const { adapter, memory } = instance()
    await adapter.getAppointment(ref(booked))
    const [entry] = memory.answers.values()
    const { key }: SharedKey = entry ?? { key: '' }
    expect(key).toMatch(/^[0-9a-f]{64}$/)
    expect(entry).toMatchObject({ keepMs: minute, touched: { doctorId: '7', day: '2031-03-05' } })
  })
})
