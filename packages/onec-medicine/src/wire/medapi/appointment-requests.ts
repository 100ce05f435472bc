import { type HttpRequest, path } from '@mis/core/adapter'
import type { MedapiPaths } from './common.ts'

/** [req] `DELETE /appointments/{id}`, without a body: there is no place for a reason. */
export function cancelRequest(paths: MedapiPaths, id: string): HttpRequest {
  return { method: 'DELETE', path: `${paths.appointments}${path`/${id}`}` }
}

/** [assumed] `GET /appointments/{id}`, extension only. */
export function getAppointmentRequest(paths: MedapiPaths, id: string): HttpRequest {
  return { method: 'GET', path: `${paths.appointments}${path`/${id}`}` }
}

/** [assumed] `GET /appointments?clientReference=<ref>`, extension only. `name`: how this base calls the member. */
export function findBookingRequest(paths: MedapiPaths, name: string, reference: string): HttpRequest {
  return { method: 'GET', path: paths.appointments, query: { [name]: reference } }
}
