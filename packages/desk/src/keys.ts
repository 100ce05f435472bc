import { epochOf, type Slot } from '@mis/core'

/** A doctor's time in one installation: what two visits cannot share. */
export function slotKeyOf(instance: string, slot: Pick<Slot, 'doctorId' | 'start'>): string {
  return JSON.stringify([instance, slot.doctorId, epochOf(slot.start)])
}

/** A doctor's line in one installation. */
export const laneOf = (instance: string, doctorId: string): string => JSON.stringify([instance, doctorId])

/** What must not be wanted twice at one time: this patient at this doctor's time; this visit gone; this visit moved. */
export const naturalKeys = {
  book: (slotKey: string, patientKey: string) => JSON.stringify(['book', slotKey, patientKey]),
  cancel: (instance: string, appointmentId: string) => JSON.stringify(['cancel', instance, appointmentId]),
  reschedule: (instance: string, appointmentId: string) => JSON.stringify(['reschedule', instance, appointmentId]),
}
