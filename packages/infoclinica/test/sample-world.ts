import type { Doctor, Slot } from '@mis/core'
import type { InfoclinicaWorld } from '@mis/infoclinica/mock'
import { testPatient, type WorldAppointment, type WorldBooking } from '@mis/mock'

/**
 * What the samples presuppose. `booked`: record 501 of P1 is there; `cancelled`: it was, and is cancelled; `taken`:
 * somebody else has the first time; `past`: the first time has begun.
 */
export type SampleState = 'open' | 'booked' | 'cancelled' | 'taken' | 'past'

const clinics = [
  { id: '7', name: 'Учебная клиника', timeZone: 'Europe/Moscow', address: 'Москва, ул. Примерная, д. 1' },
  { id: '8', name: 'Учебная клиника на Макетной', timeZone: 'Asia/Yekaterinburg', phone: '+73430009002' },
] as const
const specialties = [
  { id: '3', name: 'Терапия' },
  { id: '4', name: 'Кардиология' },
] as const
const doctor: Doctor = {
  ...{ id: '70000011', lastName: 'Примерова', firstName: 'Анна', middleName: 'Тестовна', active: true },
  ...{ fullName: 'Примерова Анна Тестовна', specialties, clinicIds: ['7'], room: '12' },
}
const service = {
  ...{ id: '9', name: 'Первичный приём', doctorIds: [doctor.id] },
  price: { amountMinor: 180_050, currency: 'RUB' },
}
const place = { doctorId: doctor.id, clinicId: '7', timeZone: 'Europe/Moscow' } as const
const slots: readonly Slot[] = [
  {
    ...{ id: '1', ...place, room: '12', mode: 'in-person' },
    ...{ start: '2031-03-05T09:00:00+03:00', end: '2031-03-05T09:30:00+03:00' },
  },
  {
    ...{ id: '2', ...place, room: '12', mode: 'in-person' },
    ...{ start: '2031-03-05T09:30:00+03:00', end: '2031-03-05T10:05:00+03:00' },
  },
]
const { snils: _snils, oms: _oms, ...patient } = testPatient(1)

/** The little network of the samples: two branches, one doctor of two departments, two times on one day. */
export function sampleWorld(state: SampleState): InfoclinicaWorld {
  const visits = new Map<string, WorldAppointment>()
  const enter = (booking: WorldBooking, status: WorldAppointment['status'] = 'booked', id = '501') => {
    const slot = slots.find((one) => one.id === booking.slotId)
    if (slot === undefined) throw new RangeError('the samples name no such time')
    const { doctorId, clinicId, start, end, mode, room = '' } = slot
    const { slotId, patient: person, reference } = booking
    const visit: WorldAppointment = {
      ...{ id, doctorId, clinicId, slotId, start, end, mode, room, status, patient: person },
      ...(reference !== undefined && { reference }),
    }
    visits.set(id, visit)
    return visit
  }
  if (state === 'booked') enter({ slotId: '1', patient, reference: 'r-1' })
  if (state === 'cancelled') enter({ slotId: '1', patient, reference: 'r-1' }, 'cancelled')
  if (state === 'taken') enter({ slotId: '1', patient: testPatient(2) }, 'booked', '500')
  const now = Date.parse(state === 'past' ? '2031-03-05T06:10:00Z' : '2031-03-03T05:00:00Z')

  const isLive = ({ status }: WorldAppointment) => status !== 'cancelled'
  const refusal = ({ id, start }: Slot) => {
    if (Date.parse(start) <= now) return 'visit-in-past'
    return [...visits.values()].some((visit) => visit.slotId === id && isLive(visit)) ? 'slot-taken' : undefined
  }
  const on: InfoclinicaWorld['slots'] = ({ doctorId, clinicId, from = '', to = '9' } = {}) =>
    slots.filter(
      (slot) =>
        slot.doctorId === (doctorId ?? slot.doctorId) &&
        slot.clinicId === (clinicId ?? slot.clinicId) &&
        slot.start.slice(0, 10) >= from &&
        slot.start.slice(0, 10) <= to,
    )
  const enterWhereFree = (booking: WorldBooking, id: string) => {
    const slot = slots.find((one) => one.id === booking.slotId)
    if (slot === undefined) return { ok: false, why: 'slot-not-found' } as const
    const why = refusal(slot)
    return why === undefined
      ? ({ ok: true, appointment: enter(booking, 'booked', id) } as const)
      : ({ ok: false, why } as const)
  }

  return {
    now: () => now,
    clinics: () => clinics,
    specialties: () => specialties,
    doctors: () => [doctor],
    services: () => [service],
    slots: on,
    freeSlots: (query) => on(query).filter((slot) => refusal(slot) === undefined),
    slot: (id) => slots.find((slot) => slot.id === id),
    book: (booking) => enterWhereFree(booking, '501'),
    reschedule(id, slotId) {
      const visit = visits.get(id)
      return visit === undefined
        ? { ok: false, why: 'appointment-not-found' }
        : enterWhereFree({ ...visit, slotId }, id)
    },
    cancel(id) {
      const visit = visits.get(id)
      if (visit === undefined) return { ok: false, why: 'appointment-not-found' }
      if (Date.parse(visit.start) <= now) return { ok: false, why: 'visit-in-past' }
      return { ok: true, appointment: enter(visit, 'cancelled', id) }
    },
    setStatus() {
      throw new RangeError('the samples change no status')
    },
    appointment: (id) => visits.get(id),
    findAppointments: (filter) => [...visits.values()].filter(filter),
  }
}
