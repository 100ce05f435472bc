import type { HttpRequest } from '@mis/core/adapter'
import { appointmentSchema } from './appointment.ts'
import type { Paths } from './common.ts'

/** The body of a booking. */
export interface Booking {
  readonly slot_id: number | string
  readonly patient: {
    readonly first_name: string
    readonly last_name: string
    readonly phone: string
    readonly email: string
    readonly birth_date: string
  }
  readonly comment: string
  readonly source: string
  /** [assumed] Kept and echoed by the server; not an idempotency key. */
  readonly external_id?: string
}

/** [req] `POST /appointments`. */
export function bookRequest(paths: Paths, booking: Booking): HttpRequest {
  return { method: 'POST', path: paths.appointments, json: booking }
}

export const bookAnswerSchema = appointmentSchema
