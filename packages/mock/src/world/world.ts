import { addDays, dayAt, isTimeZone } from '@mis/core'
import { makeClock } from './clock.ts'
import { makeCommands } from './commands.ts'
import { makeDirectory } from './directory.ts'
import { makeHolds } from './holds.ts'
import { seededRandom } from './random.ts'
import { makeRegister } from './register.ts'
import { makeSchedule, ownerOf } from './schedule.ts'
import { indexSlots } from './slots.ts'
import type { World, WorldAppointment, WorldOptions, WorldRules, WorldVisit } from './types.ts'

const defaults = { seed: 1, now: '2031-03-03T05:00:00Z', days: 30, timeZone: 'Europe/Moscow' }

/**
 * Opens a clinic: two branches in two time zones, fourteen doctors of seven specialities (one of whom has left), first
 * and repeat visits, and a timetable with weekends, days off, lunch breaks and online visits. Takes a few milliseconds.
 * Throws a `RangeError` on options that make no sense.
 */
export function createWorld(options: WorldOptions = {}): World {
  const { seed, now, days, timeZone } = { ...defaults, ...options }
  if (!Number.isSafeInteger(seed)) throw new RangeError('createWorld: seed must be a whole number')
  if (!Number.isInteger(days) || days < 1 || days > 3660) {
    throw new RangeError('createWorld: days must be a whole number, 1 to 3660')
  }
  if (!isTimeZone(timeZone)) {
    throw new RangeError("createWorld: timeZone must be an IANA zone such as 'Europe/Moscow'")
  }
  const clock = makeClock(now)
  const random = seededRandom(seed)
  const { clinics, specialties, doctors, services } = makeDirectory(random, timeZone)
  const openedAt = clock.now()
  const calendars = new Map(
    clinics.map((clinic) => {
      const today = dayAt(openedAt, clinic.timeZone)
      return [clinic.id, Array.from({ length: days }, (_, index) => addDays(today, index))]
    }),
  )
  const slots = indexSlots({
    doctorIds: doctors.filter(({ active }) => active).map(({ id }) => id),
    ownerOf: (slotId) => ownerOf(slotId, days),
    of(doctorId) {
      const doctor = doctors.find(({ id }) => id === doctorId)
      const clinic = clinics.find(({ id }) => doctor?.clinicIds.includes(id))
      if (doctor === undefined || clinic === undefined) return []
      // A doctor's chance is his own, so that it does not matter who is asked about first.
      const own = seededRandom(seed * 1009 + Number(doctorId))
      return makeSchedule(doctor, clinic, calendars.get(clinic.id) ?? [], own)
    },
  })
  const register = makeRegister()
  const holds = makeHolds(clock.now)
  const rules: WorldRules = { alreadyBooked: false }
  return {
    rules,
    now: clock.now,
    advance: clock.advance,
    clinics: () => clinics,
    specialties: () => specialties,
    doctors: () => doctors,
    services: () => services,
    slots: (query = {}) => slots.find(query, () => true),
    freeSlots(query = {}) {
      const at = clock.now()
      return slots.find(query, ({ slot, startsAt }) => {
        return startsAt > at && !register.isTaken(slot.id) && holds.on(slot.id) === undefined
      })
    },
    slot: (id) => slots.get(id)?.slot,
    ...makeCommands({ clock, slots, register, holds, services, rules }),
    appointments: () => register.all().map(toVisit),
    appointment: (id) => register.get(id),
    findAppointments: (filter) => register.all().filter(filter),
  }
}

function toVisit(appointment: WorldAppointment): WorldVisit {
  const { id, doctorId, clinicId, slotId, start, end, status, reference } = appointment
  return { id, doctorId, clinicId, slotId, start, end, status, ...(reference !== undefined && { reference }) }
}
