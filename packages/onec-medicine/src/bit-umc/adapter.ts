import type { AdapterDefinition } from '@mis/core'
import type { HttpRequest } from '@mis/core/adapter'
import type { PlatformClient } from '../platform/client.ts'
import { clinicsRequest } from '../wire/bit-umc/clinics.ts'
import { createAsk } from './ask.ts'
import type { BitUmc } from './capabilities.ts'
import { createDirectory } from './directory.ts'
import type { BitUmcSettings } from './options.ts'
import { createSchedule } from './schedule.ts'
import { createVisits } from './visits.ts'

/** The harmless request that carries `IBSession: finish`. */
export function bitUmcFarewell({ access }: BitUmcSettings): HttpRequest {
  return clinicsRequest(access)
}

/** Every operation as request → decode → map. */
export function createBitUmcHandlers(
  settings: BitUmcSettings,
  client: Pick<PlatformClient, 'send'>,
): AdapterDefinition<BitUmc>['operations'] {
  const ask = createAsk(client, settings.access.names)
  const schedule = createSchedule(settings, ask)
  return {
    ...createDirectory(settings, ask),
    ...createVisits(settings, ask, schedule),
    listSlots: schedule.listSlots,
  }
}
