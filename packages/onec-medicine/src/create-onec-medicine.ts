import { defineAdapter, type MisAdapter, type Runtime } from '@mis/core'
import { bitUmcFarewell, createBitUmcHandlers } from './bit-umc/adapter.ts'
import { type BitUmc, bitUmcCapabilities } from './bit-umc/capabilities.ts'
import { type BitUmcOptions, bitUmcSettingsOf } from './bit-umc/options.ts'
import { createMedapiHandlers, medapiFarewell } from './medapi/adapter.ts'
import { extendedCapabilities, type Medapi, type MedapiExtended, medapiCapabilities } from './medapi/capabilities.ts'
import { type MedapiOptions, medapiSettingsOf } from './medapi/options.ts'
import type { OneCMedicineOptions } from './options.ts'
import { createPlatformClient, type PlatformClient } from './platform/client.ts'

/**
 * Connects to one 1C base. Profile `medapi` (the default) speaks the HTTP service of the requirement document, with
 * `extension: true` also what our own 1C module adds to it: `getAppointment` and `findBooking`. Profile `bit-umc` speaks
 * to БИТ.Управление медицинским центром.
 *
 * At most `concurrency` requests run at once, each in a session of its own that is kept and used again; `close()`
 * finishes the sessions. Throws `invalid-request` naming the option that is wrong. Nothing is sent before the first call.
 */
export function createOneCMedicine(options: MedapiOptions & { readonly extension: true }): MisAdapter<MedapiExtended>
export function createOneCMedicine(options: MedapiOptions & { readonly extension?: false }): MisAdapter<Medapi>
export function createOneCMedicine(options: BitUmcOptions): MisAdapter<BitUmc>
export function createOneCMedicine(options: OneCMedicineOptions): MisAdapter
export function createOneCMedicine(options: OneCMedicineOptions): MisAdapter {
  return options?.profile === 'bit-umc' ? bitUmc(options) : medapi(options)
}

function medapi(options: MedapiOptions): MisAdapter {
  const settings = medapiSettingsOf(options)
  const client = createPlatformClient({ ...settings, farewell: medapiFarewell(settings) })
  const handlers = createMedapiHandlers(settings, client)
  const shared = sharedBy(settings, client)
  if (!settings.extension) {
    return defineAdapter({ ...shared, capabilities: medapiCapabilities(settings), operations: handlers.basic })
  }
  const operations = { ...handlers.basic, ...handlers.extension }
  return defineAdapter({ ...shared, capabilities: extendedCapabilities(settings), operations })
}

function bitUmc(options: BitUmcOptions): MisAdapter {
  const settings = bitUmcSettingsOf(options)
  const client = createPlatformClient({ ...settings, farewell: bitUmcFarewell(settings) })
  const operations = createBitUmcHandlers(settings, client)
  return defineAdapter({ ...sharedBy(settings, client), capabilities: bitUmcCapabilities(settings), operations })
}

interface Known {
  readonly instance: string
  readonly runtime?: Partial<Runtime> | undefined
}

/** What every profile gives to the kernel alike. */
function sharedBy({ instance, runtime }: Known, { close }: PlatformClient) {
  return { vendor: 'onec-medicine', instance, close, ...(runtime !== undefined && { runtime }) }
}
