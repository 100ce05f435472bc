import type { HttpRequest } from '@mis/core/adapter'
import { appointmentSchema } from './appointment.ts'
import type { Paths } from './common.ts'

/** [assumed] `GET /appointments/{id}`. */
export function getAppointmentRequest(paths: Paths, id: string): HttpRequest {
  return { method: 'GET', path: `${paths.appointments}/${encodeURIComponent(id)}` }
}

export const getAppointmentAnswerSchema = appointmentSchema
