import { addDays, type Doctor, defineAdapter, type MisAdapter, type Slot } from '@mis/core'

const [doctorCount, dayCount, placeCount] = [500, 30, 16]
export const firstDay = '2031-03-03'
export const now = Date.parse(`${firstDay}T02:00:00Z`)
/** Doctors of this speciality are booked out for a week; all others are free every day. */
export const bookedOut = '7'
const bookedDays = 7

const two = (value: number) => String(value).padStart(2, '0')

/** A doctor's free times of a day; `shift` makes them others. */
export function slotsOf(doctorId: string, day: string, shift = 0): Slot[] {
  return Array.from({ length: placeCount }, (_, place) => {
    const minute = 9 * 60 + place * 30
    const at = (minutes: number) => `${day}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00+03:00`
    return {
      id: `${doctorId}-${day}-${place + shift}`,
      doctorId,
      clinicId: '1',
      start: at(minute),
      end: at(minute + 30),
      timeZone: 'Europe/Moscow',
      room: String(100 + place),
      mode: 'in-person',
    }
  })
}

/** A MIS that answers at once, or after `latencyMs`, from what it has made before. */
export function deskClinic({ latencyMs = 0, concurrency = 4 } = {}) {
  const doctors: Doctor[] = Array.from({ length: doctorCount }, (_, index) => ({
    id: String(index + 1),
    lastName: 'Примеров',
    firstName: 'Иван',
    fullName: 'Примеров Иван',
    specialties: [{ id: String(index % 25), name: 'Специальность' }],
    clinicIds: ['1'],
    active: true,
  }))
  const days = Array.from({ length: dayCount }, (_, index) => addDays(firstDay, index))
  const freeOf = ({ id, specialties }: Doctor, shift?: number) => {
    const booked = specialties[0]?.id === bookedOut ? bookedDays : 0
    return new Map(days.map((day, index) => [day, index < booked ? [] : slotsOf(id, day, shift)]))
  }
  const slots = new Map(doctors.map((doctor) => [doctor.id, freeOf(doctor)]))
  const whole = new Map([...slots].map(([id, own]) => [id, new Map(own)]))
  let calls = 0
  const adapter: MisAdapter = defineAdapter({
    vendor: 'bench',
    instance: 'bench',
    capabilities: { patientFields: { required: [] }, slotWindowDays: dayCount, concurrency },
    operations: {
      listDoctors: async () => ({ items: doctors }),
      async listSlots({ doctorId, from, to }, { runtime, signal }) {
        calls += 1
        if (latencyMs > 0) await runtime.sleep(latencyMs, signal)
        return [...(slots.get(doctorId) ?? [])].flatMap(([day, own]) => (from <= day && day <= to ? own : []))
      },
      book: () => Promise.reject(new Error('the bench does not book')),
      cancel: () => Promise.reject(new Error('the bench does not cancel')),
    },
  })
  let turns = 0
  return {
    adapter,
    slots,
    days,
    doctors,
    calls: () => calls,
    slotCount: [...slots.values()].flatMap((own) => [...own.values()]).flat().length,
    /** Every slot is another one. */
    replace() {
      turns += 1
      for (const doctor of doctors) slots.set(doctor.id, freeOf(doctor, turns))
    },
    /** One slot in a hundred goes or comes back, over 16 % of the days. */
    change() {
      turns += 1
      for (const [id, own] of slots)
        for (const [index, [day, all]] of [...(whole.get(id) ?? [])].entries()) {
          const place = (Number(id) * 7 + index * 13) % 100
          if (place < placeCount) own.set(day, turns % 2 === 0 ? all : all.toSpliced(place, 1))
        }
    },
  }
}
export type DeskClinic = ReturnType<typeof deskClinic>
