import type { WorldAppointment, WorldHold } from '@mis/mock'
import { guidOf, oneCGuid, worldIdOf } from '../ids.ts'
import type { OneCWorld } from '../options.ts'

/** A request of the kind "reserve": it lives for 15 minutes, then a scheduled job removes it [doc]. */
export interface Reservation {
  readonly guid: string
  readonly holdId: string
  readonly slotId: string
  readonly expiresAt: number
  released: boolean
  /** The visit it has become. */
  appointmentId?: string
}

/** What a GUID of a request means in this base. */
export interface Requests {
  reserve(hold: WorldHold): Reservation
  /** A reservation that has not become a visit and that the job has not removed. */
  reservation(guid: string): Reservation | undefined
  /** A visit of this clinic, by its own GUID or by that of the reservation it was. */
  visit(guid: string): WorldAppointment | undefined
  /** The GUID a visit goes by. */
  guidOf(visit: WorldAppointment, from: Reservation | undefined, keep: boolean): string
}

export function createRequests(world: OneCWorld, clinicId: string): Requests {
  const kept = new Map<string, Reservation>()
  const find = (guid: string) => kept.get(guid.trim().toLowerCase())
  return {
    reserve({ id, slotId, expiresAt }) {
      const guid = guidOf('4e5e0000', id)
      const made: Reservation = { guid, holdId: id, slotId, expiresAt: Date.parse(expiresAt), released: false }
      kept.set(guid, made)
      return made
    },
    reservation(guid) {
      const found = find(guid)
      return found !== undefined && found.appointmentId === undefined && found.expiresAt > world.now()
        ? found
        : undefined
    },
    visit(guid) {
      const id = find(guid)?.appointmentId ?? worldIdOf('appointment', guid) ?? ''
      const visit = world.appointment(id)
      return visit?.clinicId === clinicId ? visit : undefined
    },
    guidOf(visit, from, keep) {
      return keep && from !== undefined ? from.guid : oneCGuid('appointment', visit.id)
    },
  }
}
