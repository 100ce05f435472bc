import { type AdapterDefinition, MisError } from '@mis/core'
import type { HttpRequest } from '@mis/core/adapter'
import type { PlatformClient } from '../platform/client.ts'
import type { BitUmc } from './capabilities.ts'
import type { BitUmcSettings } from './options.ts'

/** The harmless request that carries `IBSession: finish`. */
export function bitUmcFarewell({ key }: BitUmcSettings): HttpRequest {
  return { method: 'POST', path: '/DictionaryData', json: { Key: key, Method: 'GetListClinic' }, effect: 'read' }
}

/** Every operation as request → decode → map. */
export function createBitUmcHandlers(
  _settings: BitUmcSettings,
  _client: PlatformClient,
): AdapterDefinition<BitUmc>['operations'] {
  throw new MisError('unsupported', { details: { operation: 'createOneCMedicine' }, hint: 'profile bit-umc' })
}
