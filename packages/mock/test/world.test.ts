import { clinicSchema, doctorSchema, serviceSchema, slotSchema } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { createWorld, testPatient, type World } from '../src/index.ts'

const dayOf = (start: string) => start.slice(0, 10)
const firstFree = (world: World, doctorId = '1') => {
  const [slot] = world.freeSlots({ doctorId })
  if (slot === undefined) throw new Error('the doctor has no free time')
  return slot
}
const book = (world: World, person = 1, doctorId = '1') => {
  const result = world.book({ slotId: firstFree(world, doctorId).id, patient: testPatient(person) })
  if (!result.ok) throw new Error(result.why)
  return result.appointment
}

describe('a new world', () => {
  it('has two branches in two zones, the first in Moscow', () => {
    expect(
      createWorld()
        .clinics()
        .map(({ timeZone }) => timeZone),
    ).toEqual(['Europe/Moscow', 'Asia/Yekaterinburg'])
  })

  it('speaks the model in everything it lists', () => {
    const world = createWorld()
    for (const clinic of world.clinics()) expect(clinicSchema.parse(clinic)).toEqual(clinic)
    for (const doctor of world.doctors()) expect(doctorSchema.parse(doctor)).toEqual(doctor)
    for (const service of world.services()) expect(serviceSchema.parse(service)).toEqual(service)
    for (const slot of world.slots({ doctorId: '1' })) expect(slotSchema.parse(slot)).toEqual(slot)
  })

  it('has at least twelve doctors of several specialities, one of whom has left and has no schedule', () => {
    const world = createWorld()
    const doctors = world.doctors()
    expect(doctors.length).toBeGreaterThanOrEqual(12)
    expect(new Set(doctors.flatMap(({ specialties }) => specialties.map(({ id }) => id))).size).toBeGreaterThan(4)
    const left = doctors.filter(({ active }) => !active)
    expect(left).toHaveLength(1)
    for (const { id } of left) expect(world.slots({ doctorId: id })).toEqual([])
  })

  it('names every thing by digits, each once', () => {
    const world = createWorld()
    for (const list of [world.clinics(), world.specialties(), world.doctors(), world.services(), world.slots()]) {
      const ids = list.map(({ id }) => id)
      expect(ids.every((id) => /^\d+$/.test(id))).toBe(true)
      expect(new Set(ids).size).toBe(ids.length)
    }
  })

  it('has first and repeat visits with prices', () => {
    const names = createWorld()
      .services()
      .map(({ name, price }) => (price === undefined ? '' : name))
    expect(names.some((name) => name.startsWith('Первичный'))).toBe(true)
    expect(names.some((name) => name.startsWith('Повторный'))).toBe(true)
  })

  it('has Sundays off, lunch breaks, days off on weekdays, and online times without a room', () => {
    const slots = createWorld().slots()
    expect(slots.some(({ start }) => new Date(dayOf(start)).getUTCDay() === 0)).toBe(false)
    const steady = slots.filter(({ doctorId }) => doctorId === '1')
    expect(steady.some(({ start }) => start.slice(11, 13) === '12')).toBe(true)
    expect(steady.some(({ start }) => start.slice(11, 13) === '13')).toBe(false)
    const weekdaysOf = (doctorId: string) =>
      new Set(slots.filter((slot) => slot.doctorId === doctorId).map(({ start }) => new Date(dayOf(start)).getUTCDay()))
    expect(weekdaysOf('2').size).toBeLessThan(weekdaysOf('1').size)
    const online = slots.filter(({ mode }) => mode === 'online')
    expect(online.length).toBeGreaterThan(0)
    expect(online.every(({ room }) => room === undefined)).toBe(true)
    expect(slots.every(({ mode, room }) => mode === 'online' || room !== undefined)).toBe(true)
  })

  it('gives the first doctor of a branch times on every weekday', () => {
    for (const doctorId of ['1', '9']) {
      const days = new Set(
        createWorld({ days: 7 })
          .slots({ doctorId })
          .map(({ start }) => dayOf(start)),
      )
      for (const day of ['03', '04', '05', '06', '07']) expect(days).toContain(`2031-03-${day}`)
    }
  })

  it('keeps to the days it was given, today included', () => {
    const days = createWorld({ days: 3 })
      .slots()
      .map(({ start }) => dayOf(start))
    expect([...new Set(days)].sort()).toEqual(['2031-03-03', '2031-03-04', '2031-03-05'])
  })

  it('lists slots by start, narrowed by doctor, clinic and days', () => {
    const world = createWorld()
    const starts = world.slots().map(({ start }) => Date.parse(start))
    expect(starts).toEqual(starts.toSorted((one, other) => one - other))
    const query = { doctorId: '9', clinicId: '2', from: '2031-03-04', to: '2031-03-05' }
    const slots = world.slots(query)
    expect(new Set(slots.map(({ start }) => dayOf(start)))).toEqual(new Set(['2031-03-04', '2031-03-05']))
    expect(slots.every(({ doctorId, clinicId }) => doctorId === '9' && clinicId === '2')).toBe(true)
    expect(world.slots({ ...query, clinicId: '1' })).toEqual([])
    expect(world.slots({ doctorId: 'nobody' })).toEqual([])
  })

  it.each([
    { now: '2031-03-03' },
    { now: '2031-03-03T05:00:00' },
    { now: 'today' },
    { now: Number.NaN },
    { days: 0 },
    { days: 1.5 },
    { seed: 0.5 },
    { timeZone: 'Moscow' },
    { timeZone: '' },
    { timeZone: '+03:00' },
  ])('refuses options that make no sense: %o', (options) => {
    expect(() => createWorld(options)).toThrow(RangeError)
  })
})

describe('the clock of a world', () => {
  it('stands still until it is moved forward', () => {
    const world = createWorld({ now: '2031-03-03T12:00:00+03:00' })
    expect(world.now()).toBe(Date.UTC(2031, 2, 3, 9))
    world.advance(60_000)
    expect(world.now()).toBe(Date.UTC(2031, 2, 3, 9, 1))
  })

  it('may be the caller’s, and is moved forward on top of that', () => {
    let now = 1_000
    const world = createWorld({ now: () => now })
    world.advance(500)
    now = 2_000
    expect(world.now()).toBe(2_500)
  })

  it.each([-1, Number.NaN, Infinity])('is never moved by %d', (step) => {
    expect(() => createWorld().advance(step)).toThrow(RangeError)
  })

  it('takes times that have begun from the free ones, to the minute', () => {
    const world = createWorld({ now: '2031-03-03T08:59:59+03:00' })
    const slot = firstFree(world)
    expect(slot.start).toBe('2031-03-03T09:00:00+03:00')
    world.advance(1_000)
    expect(world.freeSlots({ doctorId: '1' })).not.toContainEqual(slot)
    expect(world.book({ slotId: slot.id, patient: testPatient(1) })).toEqual({ ok: false, why: 'visit-in-past' })
  })
})

describe('booking in a world', () => {
  it('takes the slot, numbers visits from 501 and keeps what was said', () => {
    const world = createWorld()
    const slot = firstFree(world)
    const patient = testPatient(1)
    const result = world.book({ slotId: slot.id, patient, reference: 'r-1', comment: 'Болит', serviceId: '5' })
    const { id: slotId, doctorId, clinicId, start, end, mode, room } = slot
    const visit = { id: '501', status: 'booked', doctorId, clinicId, slotId, start, end, reference: 'r-1' }
    const more = { patient, mode, room, comment: 'Болит', serviceId: '5', serviceName: 'Первичный приём: терапия' }
    expect(result).toEqual({ ok: true, appointment: { ...visit, ...more } })
    expect(world.appointments()).toEqual([visit])
    expect(world.freeSlots({ doctorId })).not.toContainEqual(slot)
    expect(world.slots({ doctorId })).toContainEqual(slot)
  })

  it('refuses a taken slot and one that never was', () => {
    const world = createWorld()
    const { slotId } = book(world)
    expect(world.book({ slotId, patient: testPatient(2) })).toEqual({ ok: false, why: 'slot-taken' })
    expect(world.book({ slotId: '999', patient: testPatient(2) })).toEqual({ ok: false, why: 'slot-not-found' })
  })

  it('refuses a second visit of one person to one doctor only where the clinic has that rule', () => {
    const world = createWorld()
    book(world)
    expect(book(world).id).toBe('502')
    world.rules.alreadyBooked = true
    const slotId = firstFree(world).id
    expect(world.book({ slotId, patient: testPatient(1) })).toEqual({ ok: false, why: 'already-booked' })
    expect(world.book({ slotId, patient: testPatient(2) }).ok).toBe(true)
    expect(book(world, 1, '2').doctorId).toBe('2')
  })

  it('lets the reception book for a stranger', () => {
    const world = createWorld()
    const slot = firstFree(world)
    expect(world.occupy(slot.id).ok).toBe(true)
    expect(world.occupy(slot.id)).toEqual({ ok: false, why: 'slot-taken' })
    expect(world.appointments().map(({ slotId, reference }) => [slotId, reference])).toEqual([[slot.id, undefined]])
  })
})

describe('cancelling in a world', () => {
  it('frees the slot under the same id, and answers the second time as the first', () => {
    const world = createWorld()
    const { id, slotId } = book(world)
    const first = world.cancel(id, 'Заболел')
    expect(first).toMatchObject({ ok: true, appointment: { id, status: 'cancelled', cancelReason: 'Заболел' } })
    expect(world.cancel(id, 'Другое')).toEqual(first)
    expect(firstFree(world).id).toBe(slotId)
  })

  it('refuses a visit that has begun, unless it was cancelled before', () => {
    const world = createWorld()
    const [gone, kept] = [book(world), book(world)]
    const cancelled = world.cancel(gone.id)
    world.advance(86_400_000)
    expect(world.cancel(kept.id)).toEqual({ ok: false, why: 'visit-in-past' })
    expect(world.cancel(gone.id)).toEqual(cancelled)
    expect(world.cancel('1')).toEqual({ ok: false, why: 'appointment-not-found' })
  })
})

describe('moving a visit in a world', () => {
  it('keeps the id, frees the old time and takes the new one', () => {
    const world = createWorld()
    const old = book(world)
    const next = firstFree(world)
    expect(world.reschedule(old.id, next.id)).toMatchObject({
      ok: true,
      appointment: { id: old.id, start: next.start },
    })
    expect(world.slot(firstFree(world).id)?.id).toBe(old.slotId)
    expect(world.appointments()).toHaveLength(1)
  })

  it('leaves the old visit as it was when refused', () => {
    const world = createWorld()
    const [old, other] = [book(world), book(world, 2)]
    const before = world.appointments()
    expect(world.reschedule(old.id, other.slotId)).toEqual({ ok: false, why: 'slot-taken' })
    expect(world.reschedule(old.id, '1')).toEqual({ ok: false, why: 'slot-not-found' })
    expect(world.appointments()).toEqual(before)
  })

  it('does not know a cancelled visit', () => {
    const world = createWorld()
    const { id } = book(world)
    world.cancel(id)
    expect(world.reschedule(id, firstFree(world).id)).toEqual({ ok: false, why: 'appointment-not-found' })
  })

  it('moves to a slot that is kept only for whoever names the hold', () => {
    const world = createWorld()
    const old = book(world)
    const next = firstFree(world)
    const kept = world.hold(next.id, 60)
    expect(world.reschedule(old.id, next.id)).toEqual({ ok: false, why: 'slot-taken' })
    expect(world.reschedule(old.id, next.id, kept.ok ? kept.hold.id : '').ok).toBe(true)
    world.cancel(old.id)
    expect(world.occupy(next.id).ok).toBe(true)
  })
})

describe('holding a slot in a world', () => {
  it('keeps it from everybody but whoever names the hold', () => {
    const world = createWorld()
    const slot = firstFree(world)
    const kept = world.hold(slot.id, 60)
    if (!kept.ok) throw new Error(kept.why)
    expect(kept.hold.expiresAt).toBe('2031-03-03T08:01:00+03:00')
    expect(firstFree(world).id).not.toBe(slot.id)
    expect(world.hold(slot.id, 60)).toEqual({ ok: false, why: 'slot-taken' })
    expect(world.book({ slotId: slot.id, patient: testPatient(2) })).toEqual({ ok: false, why: 'slot-taken' })
    expect(world.book({ slotId: slot.id, patient: testPatient(1), holdId: kept.hold.id }).ok).toBe(true)
    expect(world.releaseHold(kept.hold.id)).toBe(false)
  })

  it('ends by itself at its time, or when it is released', () => {
    const world = createWorld()
    const slot = firstFree(world)
    world.hold(slot.id, 60)
    world.advance(59_999)
    expect(firstFree(world).id).not.toBe(slot.id)
    world.advance(1)
    expect(firstFree(world).id).toBe(slot.id)
    const again = world.hold(slot.id, 60)
    expect(again.ok && world.releaseHold(again.hold.id)).toBe(true)
    expect(firstFree(world).id).toBe(slot.id)
  })
})

describe('what the reception does to a visit', () => {
  it('changes its status, and never brings a cancelled one back into a taken slot', () => {
    const world = createWorld()
    const { id, slotId } = book(world)
    expect(world.setStatus(id, 'confirmed').status).toBe('confirmed')
    world.cancel(id)
    world.occupy(slotId)
    expect(() => world.setStatus(id, 'booked')).toThrow(RangeError)
    expect(world.appointment(id)?.status).toBe('cancelled')
    expect(() => world.setStatus('1', 'booked')).toThrow(RangeError)
  })
})
