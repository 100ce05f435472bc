import type { HttpRequest } from '@mis/core/adapter'
import { type Names, renamedForBase } from './names.ts'

/** The services below the base address. [doc] */
export const services = [
  'DictionaryData',
  'Schedule',
  'Reservation',
  'AppointmentCreate',
  'AppointmentCancel',
  'AppointmentStatus',
] as const
export type Service = (typeof services)[number]

/** What every request needs to know of one base. */
export interface Access {
  /** The key of the exchange settings. */
  readonly key: string
  readonly paths: Readonly<Record<Service, string>>
  readonly names: Names
}

/** Members of a request; those that are `undefined` are left out. */
export type Members = Readonly<Record<string, string | boolean | undefined>>

/** [doc] Everything is POST with the key inside the body, reading too, so each request says which of the two it is. */
export function request(access: Access, service: Service, effect: 'read' | 'write', members: Members): HttpRequest {
  const json = renamedForBase({ Key: access.key, ...members }, access.names)
  return { method: 'POST', path: access.paths[service], json, effect }
}
