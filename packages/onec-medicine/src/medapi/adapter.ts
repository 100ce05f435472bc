import type { AdapterDefinition } from '@mis/core'
import type { HttpRequest } from '@mis/core/adapter'
import type { PlatformClient } from '../platform/client.ts'
import type { Medapi, MedapiExtended } from './capabilities.ts'
import type { MedapiSettings } from './options.ts'

export interface MedapiHandlers {
  readonly basic: AdapterDefinition<Medapi>['operations']
  readonly extension: Pick<AdapterDefinition<MedapiExtended>['operations'], 'getAppointment' | 'findBooking'>
}
export function medapiFarewell({ paths }: MedapiSettings): HttpRequest {
  return { method: 'GET', path: paths.doctors }
}
export declare function createMedapiHandlers(settings: MedapiSettings, client: PlatformClient): MedapiHandlers
