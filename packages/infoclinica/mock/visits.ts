import type { Patient } from '@mis/core'
import type { BookRefusal, RescheduleRefusal, WorldAppointment } from '@mis/mock'
import type { Check, InfoclinicaMockOptions, InfoclinicaWorld } from './options.ts'
import { type NamedTime, slotNamed } from './schedule.ts'

/** Why a visit could not be made, moved or cancelled, in words that both profiles translate. */
export type VisitRefusal =
  | 'no-such-time'
  | 'other-kind'
  | 'wrong-branch'
  | 'taken'
  | 'past'
  | 'already-booked'
  | 'no-such-record'
  | 'cancelled-already'
  | { readonly check: Check }

export type VisitResult =
  | { readonly ok: true; readonly visit: WorldAppointment; readonly check?: Check }
  | { readonly ok: false; readonly why: VisitRefusal }

/** One intent to book, or to move where `moves` names a record. */
export interface Reservation {
  readonly time: NamedTime
  readonly clinicId: string
  readonly online: boolean
  readonly patient: Patient
  readonly moves?: string
  readonly reference?: string
  readonly serviceId?: string
}

const refusalOf: Readonly<Record<BookRefusal | RescheduleRefusal, VisitRefusal>> = {
  'slot-taken': 'taken',
  'slot-not-found': 'no-such-time',
  'visit-in-past': 'past',
  'already-booked': 'already-booked',
  'appointment-not-found': 'no-such-record',
}

/** Books or moves; whoever moves a record must own it, which the caller has checked. */
export function reserve(world: InfoclinicaWorld, options: InfoclinicaMockOptions, asked: Reservation): VisitResult {
  const { time, clinicId, online, patient, moves, reference, serviceId } = asked
  const slot = slotNamed(world, time)
  if (slot === undefined) return refuse('no-such-time')
  if (slot.clinicId !== clinicId) return refuse('wrong-branch')
  if ((slot.mode === 'online') !== online) return refuse('other-kind')
  const check = options.rule?.({ doctorId: slot.doctorId, slotId: slot.id, patient })
  if (check?.code === 2) return refuse({ check })
  if (moves !== undefined && world.appointment(moves)?.status === 'cancelled') return refuse('cancelled-already')
  const result =
    moves === undefined
      ? world.book({
          slotId: slot.id,
          patient,
          ...(reference !== undefined && { reference }),
          ...(serviceId !== undefined && { serviceId }),
        })
      : world.reschedule(moves, slot.id)
  if (!result.ok) return refuse(refusalOf[result.why])
  return { ok: true, visit: result.appointment, ...(check !== undefined && { check }) }
}

/** Cancels; a second time is told from the first. [doc] */
export function remove(world: InfoclinicaWorld, visit: WorldAppointment): VisitResult {
  if (visit.status === 'cancelled') return refuse('cancelled-already')
  const result = world.cancel(visit.id)
  return result.ok ? { ok: true, visit: result.appointment } : refuse(refusalOf[result.why])
}

function refuse(why: VisitRefusal): VisitResult {
  return { ok: false, why }
}
