import type { Patient, Service } from '@mis/core'
import { inZone } from '@mis/core'
import type { WorldClock } from './clock.ts'
import type { Holds } from './holds.ts'
import { testPatient } from './patients.ts'
import { isSamePerson } from './person.ts'
import { isLive, type Register } from './register.ts'
import type { SlotEntry } from './schedule.ts'
import type { SlotIndex } from './slots.ts'
import type { BookRefusal, World, WorldAppointment, WorldResult, WorldRules } from './types.ts'

export interface Parts {
  readonly clock: WorldClock
  readonly slots: SlotIndex
  readonly register: Register
  readonly holds: Holds
  readonly services: readonly Service[]
  readonly rules: WorldRules
}
type Commands = Pick<World, 'book' | 'cancel' | 'reschedule' | 'hold' | 'releaseHold' | 'occupy' | 'setStatus'>

/** Whoever comes to the reception desk. */
const stranger = testPatient(9001)

/** Everything that changes the world. Each command either happens whole or not at all. */
export function makeCommands({ clock, slots, register, holds, services, rules }: Parts): Commands {
  const hasBegun = (visit: { readonly start: string }) => Date.parse(visit.start) <= clock.now()
  const done = (appointment: WorldAppointment): WorldResult<never> => ({ ok: true, appointment })

  /** Why this slot cannot be had; a hold blocks everybody but whoever names it. */
  const refusal = (entry: SlotEntry, own: { visit?: string | undefined; hold?: string | undefined }) => {
    if (entry.startsAt <= clock.now()) return 'visit-in-past'
    const kept = holds.on(entry.slot.id)
    const isKept = kept !== undefined && kept.id !== own.hold
    return isKept || register.isTaken(entry.slot.id, own.visit) ? 'slot-taken' : undefined
  }
  const isBookedAlready = (patient: Patient, doctorId: string) =>
    register
      .all()
      .some(
        (visit) =>
          isLive(visit) && visit.doctorId === doctorId && !hasBegun(visit) && isSamePerson(visit.patient, patient),
      )

  const book: World['book'] = ({ slotId, patient, reference, comment, serviceId, holdId }) => {
    const entry = slots.get(slotId)
    if (entry === undefined) return refuse('slot-not-found')
    const why = refusal(entry, { hold: holdId })
    if (why !== undefined) return refuse(why)
    if (rules.alreadyBooked && isBookedAlready(patient, entry.slot.doctorId)) return refuse('already-booked')
    const serviceName = services.find((service) => service.id === serviceId)?.name
    const appointment: WorldAppointment = {
      id: register.nextId(),
      status: 'booked',
      ...placeOf(entry),
      patient,
      ...(reference !== undefined && { reference }),
      ...(comment !== undefined && { comment }),
      ...(serviceId !== undefined && { serviceId }),
      ...(serviceName !== undefined && { serviceName }),
    }
    register.write(appointment)
    holds.settle(slotId)
    return done(appointment)
  }

  return {
    book,
    occupy: (slotId) => book({ slotId, patient: stranger }),
    cancel(id, reason) {
      const visit = register.get(id)
      if (visit === undefined) return { ok: false, why: 'appointment-not-found' }
      if (!isLive(visit)) return done(visit)
      if (hasBegun(visit)) return { ok: false, why: 'visit-in-past' }
      return done(
        register.write({ ...visit, status: 'cancelled', ...(reason !== undefined && { cancelReason: reason }) }),
      )
    },
    reschedule(id, slotId, holdId) {
      const visit = register.get(id)
      if (visit === undefined || !isLive(visit)) return { ok: false, why: 'appointment-not-found' }
      const entry = slots.get(slotId)
      if (entry === undefined) return { ok: false, why: 'slot-not-found' }
      if (hasBegun(visit)) return { ok: false, why: 'visit-in-past' }
      const why = refusal(entry, { visit: id, hold: holdId })
      if (why !== undefined) return { ok: false, why }
      const { room: _left, ...kept } = visit
      const moved = register.write({ ...kept, ...placeOf(entry) })
      holds.settle(slotId)
      return done(moved)
    },
    hold(slotId, seconds) {
      if (!(seconds > 0 && seconds < Infinity)) throw new RangeError('world.hold: give a positive number of seconds')
      const entry = slots.get(slotId)
      if (entry === undefined) return { ok: false, why: 'slot-not-found' }
      const why = refusal(entry, {})
      if (why !== undefined) return { ok: false, why }
      const kept = holds.keep(slotId, clock.now() + seconds * 1000)
      const expiresAt = inZone(new Date(kept.expiresAt).toISOString(), entry.slot.timeZone)
      return { ok: true, hold: { id: kept.id, slotId, expiresAt } }
    },
    releaseHold: (id) => holds.release(id),
    setStatus(id, status) {
      const visit = register.get(id)
      if (visit === undefined) throw new RangeError(`world.setStatus: there is no appointment ${id}`)
      if (status !== 'cancelled' && register.isTaken(visit.slotId, id)) {
        throw new RangeError(`world.setStatus: the slot of appointment ${id} has another live appointment`)
      }
      return register.write({ ...visit, status })
    },
  }
}

function refuse(why: BookRefusal): WorldResult<BookRefusal> {
  return { ok: false, why }
}

/** What a visit takes over from its slot. */
function placeOf({ slot }: SlotEntry) {
  const { id: slotId, doctorId, clinicId, start, end, mode, room } = slot
  return { doctorId, clinicId, slotId, start, end, mode, ...(room !== undefined && { room }) }
}
