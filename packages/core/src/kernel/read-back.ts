import { epochOf } from '../model/clinic-time.ts'
import type { Appointment, Slot } from '../model/types.ts'
import { isUnaskable } from './windows.ts'

/**
 * What reading back after an unknown booking showed.
 *
 * - `found`: the visit is there. Counts at once.
 * - `absent`: it was not there when asked. Counts only after the quiet period: a slow commit may be on its way.
 * - `unreadable`: nothing was learned, ask again later.
 * - `refused`: the MIS will not answer this question; asking again is in vain.
 */
export type ReadBack =
  | { readonly kind: 'found'; readonly appointment: Appointment }
  | { readonly kind: 'absent' | 'unreadable' | 'refused' }

/**
 * Asks `find` whether the booking of `slot` went through. Only a live visit of this doctor at this time is `found`; any
 * other one leaves the question open. Never rejects.
 */
export async function readBack(find: () => Promise<Appointment | null>, slot: Slot): Promise<ReadBack> {
  try {
    const appointment = await find()
    if (appointment === null) return { kind: 'absent' }
    return isVisitOf(appointment, slot) ? { kind: 'found', appointment } : { kind: 'unreadable' }
  } catch (error) {
    return { kind: isUnaskable(error) ? 'unreadable' : 'refused' }
  }
}

/** Whether an appointment is a live visit of the slot's doctor at the slot's time: any other would have the patient come wrongly. */
export function isVisitOf(appointment: Appointment, slot: Slot): boolean {
  const { doctorId, start, status } = appointment
  return doctorId === slot.doctorId && epochOf(start) === epochOf(slot.start) && status !== 'cancelled'
}
