import { z } from 'zod'

/** [req] Birth date as `DD.MM.YYYY`; a person without a middle name has an empty element. */
export interface WirePatient {
  readonly lastName: string
  readonly firstName: string
  readonly middleName: string
  readonly birthDate: string
  /** 11 digits. */
  readonly snils: string
  /** 16 digits. */
  readonly oms: string
}

export function bookingRequest(booking: { lpuCode: string; doctorId: string; slotId: string; patient: WirePatient }) {
  const { lpuCode, doctorId, slotId, patient } = booking
  return { lpuCode, doctorId, slotId, patient: { ...patient } }
}

/** [req] The id stands directly in the wrapper. */
export const bookingShapes = [{ element: 'AppointmentId', fields: ['.'] }] as const
export const bookingSchema = z.object({ AppointmentId: z.tuple([z.object({ '.': z.string().min(1) })]) })
