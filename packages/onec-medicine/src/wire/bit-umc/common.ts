import type { HttpRequest } from '@mis/core/adapter'

/** The services below the base address. */
export const services = [
  'DictionaryData',
  'Schedule',
  'Reservation',
  'AppointmentCreate',
  'AppointmentCancel',
  'AppointmentStatus',
] as const
export type Service = (typeof services)[number]

/** What every request carries: where the services stand and the key of the exchange settings. */
export interface Access {
  readonly key: string
  /** Default: `/` and the name of the service. */
  readonly paths?: Readonly<Partial<Record<Service, string>>>
}

/** Members of a request; those that are `undefined` are left out. */
export type Members = Readonly<Record<string, string | boolean | undefined>>

/** [doc] Everything is POST with the key inside the body, reading too, so each request says which of the two it is. */
export function request(access: Access, service: Service, effect: 'read' | 'write', members: Members): HttpRequest {
  const path = access.paths?.[service] ?? `/${service}`
  return { method: 'POST', path, json: { Key: access.key, ...members }, effect }
}
