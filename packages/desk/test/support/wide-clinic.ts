import { addDays, type Doctor, type Slot } from '@mis/core'
import { createWorld, type FakeMisOptions, fakeMis, type World } from '@mis/mock'

export const today = '2031-03-03'
const zone = 'Europe/Moscow'

/** The slot of a doctor on the n-th day from today, the n-th of the day. */
export function slotOf(doctorId: string, day: number, place: number): Slot {
  const date = addDays(today, day)
  const minute = 9 * 60 + place * 30
  const at = (minutes: number) =>
    `${date}T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00+03:00`
  const id = `${doctorId}0${String(day + 1).padStart(2, '0')}${String(place + 1).padStart(2, '0')}`
  return { id, doctorId, clinicId: '1', start: at(minute), end: at(minute + 30), timeZone: zone, mode: 'in-person' }
}

/** A clinic of as many doctors as wanted, whose free slots a test sets as it likes; everything else is a world's. */
export function wideClinic(count: number, { days = 30, places = 16 } = {}) {
  // Before anybody opens, so that every slot of today is ahead.
  const base = createWorld({ now: `${today}T05:00:00+03:00` })
  const doctors: Doctor[] = Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    lastName: `Примеров${index + 1}`,
    firstName: 'Иван',
    fullName: `Примеров${index + 1} Иван`,
    specialties: [{ id: String((index % 5) + 1), name: `Специальность ${(index % 5) + 1}` }],
    clinicIds: ['1'],
    active: true,
  }))
  /** By doctor, then by start. */
  const free = new Map<string, Map<string, Slot>>()
  const put = (slot: Slot) => {
    const own = free.get(slot.doctorId) ?? new Map<string, Slot>()
    free.set(slot.doctorId, own.set(slot.start, slot))
  }
  const take = (slot: Pick<Slot, 'doctorId' | 'start'>) => free.get(slot.doctorId)?.delete(slot.start) ?? false
  for (const { id } of doctors)
    for (let day = 0; day < days; day++) for (let place = 0; place < places; place++) put(slotOf(id, day, place))
  const slots = (doctorId: string) =>
    [...(free.get(doctorId)?.values() ?? [])].sort((one, other) => (one.start < other.start ? -1 : 1))
  const world: World = {
    ...base,
    clinics: () => base.clinics().slice(0, 1),
    doctors: () => doctors,
    freeSlots: ({ doctorId = '', from = '', to = '9' } = {}) =>
      slots(doctorId).filter(({ start }) => from <= start.slice(0, 10) && start.slice(0, 10) <= to),
    book({ slotId, patient }) {
      const slot = doctors.flatMap(({ id }) => slots(id)).find(({ id }) => id === slotId)
      if (slot === undefined) return { ok: false, why: 'slot-taken' }
      take(slot)
      return { ok: true, appointment: { ...slot, id: `visit-${slotId}`, slotId, status: 'booked', patient } }
    },
  }
  return { world, doctors, put, take, slots, mis: (options?: FakeMisOptions) => fakeMis(world, options) }
}
