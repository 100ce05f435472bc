import { z } from 'zod'
import { idSchema, momentSchema, optionalText } from './common.ts'

/**
 * [assumed] The appointment as every answer holds it. The patient inside is not read here: a booking that came about
 * is not to be called unclear because of a member nobody needs.
 */
export const appointmentSchema = z.object({
  id: idSchema,
  status: z.string().min(1),
  slot_id: idSchema,
  doctor_id: idSchema,
  start: momentSchema,
  end: momentSchema,
  room: optionalText,
  online: z.boolean(),
  external_id: optionalText,
})

const patientSchema = z.object({
  first_name: z.string(),
  last_name: z.string(),
  birth_date: z.string(),
})

/** An appointment of a patient's list, with what tells apart the people who share a phone. */
export const listedAppointmentSchema = appointmentSchema.extend({ patient: patientSchema })

export type WireAppointment = z.infer<typeof appointmentSchema>
export type ListedAppointment = z.infer<typeof listedAppointmentSchema>
export type WirePatient = z.infer<typeof patientSchema>
