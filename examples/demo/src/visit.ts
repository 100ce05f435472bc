import type { BookRequest, Slot } from '@mis/core'
import { testPatient } from '@mis/mock'
import type { Clinic } from './clinic.ts'

/** What the steps learn on their way and hand on. */
export interface Walk extends Clinic {
  /** The doctor the patient has chosen, and the days looked at. */
  readonly query: { readonly doctorId: string; readonly from: string; readonly to: string }
}

/** An intent to book for the invented person number `person`. */
export function intent(slot: Slot, person: number, reference: string): BookRequest {
  const { lastName, firstName, phone, email, birthDate } = testPatient(person)
  return { slot, patient: { lastName, firstName, phone, email, birthDate }, reference }
}

/** How many live appointments the clinic itself has at this time: the only witness that counts. */
export function visitsAt({ world }: Clinic, { doctorId, start }: Slot): number {
  return world
    .appointments()
    .filter((visit) => visit.doctorId === doctorId && Date.parse(visit.start) === Date.parse(start))
    .filter(({ status }) => status !== 'cancelled').length
}

/** How many requests to book have reached the MIS. */
export function bookRequests({ server }: Clinic): number {
  return server.requests().filter(({ method }) => method === 'POST').length
}

export async function freeTimes({ mis, query }: Walk): Promise<readonly Slot[]> {
  const { slots } = await mis.listSlots(query)
  return slots
}

export function includes(slots: readonly Slot[], { doctorId, start }: Slot): boolean {
  return slots.some((slot) => slot.doctorId === doctorId && slot.start === start)
}
