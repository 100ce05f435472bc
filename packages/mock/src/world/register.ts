import type { AppointmentId, SlotId } from '@mis/core'
import type { WorldAppointment } from './types.ts'

/** The book of visits: the only place where they are kept, and where the invariant is watched. */
export interface Register {
  nextId(): AppointmentId
  get(id: AppointmentId): WorldAppointment | undefined
  all(): readonly WorldAppointment[]
  /** Live visits in a slot, not counting the one called `except`. */
  isTaken(slotId: SlotId, except?: AppointmentId): boolean
  /** Adds or replaces. Throws an `Error` where the slot would have two live visits, and then changes nothing. */
  write(appointment: WorldAppointment): WorldAppointment
}

/** Any word but `cancelled` means that the visit holds its slot. */
export function isLive(appointment: WorldAppointment): boolean {
  return appointment.status !== 'cancelled'
}

/** The first visit gets the id 501. */
export function makeRegister(): Register {
  const visits = new Map<AppointmentId, WorldAppointment>()
  const inSlot = new Map<SlotId, Set<AppointmentId>>()
  let lastId = 500

  const live = (slotId: SlotId): WorldAppointment[] =>
    [...(inSlot.get(slotId) ?? [])]
      .map((id) => visits.get(id))
      .filter((visit): visit is WorldAppointment => visit !== undefined && isLive(visit))

  const place = (visit: WorldAppointment) => {
    visits.set(visit.id, visit)
    const ids = inSlot.get(visit.slotId) ?? new Set<AppointmentId>()
    inSlot.set(visit.slotId, ids.add(visit.id))
  }

  return {
    nextId() {
      lastId += 1
      return String(lastId)
    },
    get: (id) => visits.get(id),
    all: () => [...visits.values()],
    isTaken: (slotId, except) => live(slotId).some((visit) => visit.id !== except),
    write(visit) {
      const before = visits.get(visit.id)
      if (before !== undefined) inSlot.get(before.slotId)?.delete(before.id)
      place(visit)
      if (live(visit.slotId).length > 1) {
        inSlot.get(visit.slotId)?.delete(visit.id)
        visits.delete(visit.id)
        if (before !== undefined) place(before)
        throw new Error(`world: slot ${visit.slotId} would have two live appointments`)
      }
      return visit
    },
  }
}
