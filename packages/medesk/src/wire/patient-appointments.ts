import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'
import { listedAppointmentSchema } from './appointment.ts'
import type { Paths } from './common.ts'

/** [assumed] `GET /appointments`: every visit of a phone number, any status, on `from` or later. */
export function patientAppointmentsRequest(
  paths: Paths,
  query: { readonly phone: string; readonly from: string },
): HttpRequest {
  return { method: 'GET', path: paths.appointments, query: { patient_phone: query.phone, from: query.from } }
}

export const patientAppointmentsAnswerSchema = z.object({ appointments: z.array(listedAppointmentSchema) })
