import type { Doctor, Slot } from '@mis/core'
import type { MedeskWorld } from '@mis/medesk/mock'
import type { WorldAppointment, WorldBooking } from '@mis/mock'

/**
 * What the samples presuppose. `booked`: appointment 501 of P1 is there; `cancelled`: it was, and is cancelled;
 * `taken`: somebody else has slot 70101; `no-doctor`, `no-slot`: the clinic does not know them; `already-booked`: the
 * clinic refuses a second visit.
 */
export type SampleState = 'open' | 'booked' | 'cancelled' | 'taken' | 'no-doctor' | 'no-slot' | 'already-booked'

const doctor: Doctor = {
  id: '7',
  lastName: 'Примерова',
  firstName: 'Анна',
  fullName: 'Примерова Анна',
  specialties: [{ id: '3', name: 'Терапия' }],
  clinicIds: ['1'],
  room: '12',
  active: true,
}
const place = { doctorId: '7', clinicId: '1', timeZone: 'Europe/Moscow' } as const
const slots: readonly Slot[] = [
  {
    id: '70101',
    ...place,
    start: '2031-03-05T09:00:00+03:00',
    end: '2031-03-05T09:20:00+03:00',
    room: '12',
    mode: 'in-person',
  },
  { id: '70102', ...place, start: '2031-03-05T09:20:00+03:00', end: '2031-03-05T09:40:00+03:00', mode: 'online' },
]
const first: WorldBooking = {
  slotId: '70101',
  patient: {
    firstName: 'Проба',
    lastName: 'Тестова',
    phone: '+74950000001',
    email: 'p1@example.org',
    birthDate: '1990-01-02',
  },
  reference: 'r-1',
}

function slotOf(id: string): Slot {
  const found = slots.find((slot) => slot.id === id)
  if (found === undefined) throw new RangeError('the samples name no such slot')
  return found
}

/** The little clinic of the samples: one doctor, two slots, one day, exactly the ids that the samples name. */
export function sampleWorld(state: SampleState): MedeskWorld {
  const visits = new Map<string, WorldAppointment>()
  const enter = ({ slotId, patient, reference }: WorldBooking, status: WorldAppointment['status'] = 'booked') => {
    const { doctorId, clinicId, start, end, mode, room } = slotOf(slotId)
    const visit: WorldAppointment = {
      ...{ id: '501', doctorId, clinicId, slotId, start, end, mode, status, patient },
      ...(room !== undefined && { room }),
      ...(reference !== undefined && { reference }),
    }
    visits.set(visit.id, visit)
    return visit
  }
  if (state === 'booked') enter(first)
  if (state === 'cancelled') enter(first, 'cancelled')

  const isFree = ({ id }: Slot) =>
    !(state === 'taken' && id === '70101') &&
    ![...visits.values()].some(({ slotId, status }) => slotId === id && status !== 'cancelled')
  const on = (query: { doctorId?: string; from?: string; to?: string } = {}) =>
    slots.filter(
      ({ start, doctorId }) =>
        (query.doctorId ?? doctorId) === doctorId &&
        start.slice(0, 10) >= (query.from ?? start) &&
        start.slice(0, 10) <= (query.to ?? start),
    )

  return {
    now: () => Date.parse('2031-03-03T05:00:00Z'),
    clinics: () => [{ id: '1', name: 'Учебная клиника', timeZone: 'Europe/Moscow' }],
    doctors: () => (state === 'no-doctor' ? [] : [doctor]),
    slots: on,
    freeSlots: (query) => on(query).filter(isFree),
    slot: (id) => (state === 'no-slot' ? undefined : slots.find((slot) => slot.id === id)),
    book(booking) {
      if (state === 'already-booked') return { ok: false, why: 'already-booked' }
      const slot = slots.find(({ id }) => id === booking.slotId)
      if (slot === undefined) return { ok: false, why: 'slot-not-found' }
      return isFree(slot) ? { ok: true, appointment: enter(booking) } : { ok: false, why: 'slot-taken' }
    },
    cancel(id) {
      const visit = visits.get(id)
      if (visit === undefined) return { ok: false, why: 'appointment-not-found' }
      const appointment: WorldAppointment = { ...visit, status: 'cancelled' }
      visits.set(id, appointment)
      return { ok: true, appointment }
    },
    appointment: (id) => visits.get(id),
    findAppointments: (filter) => [...visits.values()].filter(filter),
  }
}
