import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'
import { appointmentSchema } from './appointment.ts'
import type { Paths } from './common.ts'

/**
 * [req] `DELETE /appointments/{id}`. [assumed] The reason goes as a body, and only when there is one: proxies drop
 * bodies of DELETE, so nothing may depend on its arrival.
 */
export function cancelRequest(paths: Paths, id: string, reason: string | undefined): HttpRequest {
  const path = `${paths.appointments}/${encodeURIComponent(id)}`
  return reason ? { method: 'DELETE', path, json: { reason } } : { method: 'DELETE', path }
}

/** The cancelled appointment, or `[]`, which is what an empty body counts as. */
export const cancelAnswerSchema = z.union([appointmentSchema, z.array(z.never())])
