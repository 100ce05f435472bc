import { defineAdapter, type MisAdapter } from '@mis/core'
import type { TlsOptions } from '@mis/core/adapter'
import { createHandlers } from './adapter.ts'
import { type Basic, capabilitiesOf, type Full } from './capabilities.ts'
import { type EmiasOptions, settingsOf } from './options.ts'
import { createService } from './service.ts'

/** What an EMIAS adapter has beside the contract's operations; also when wrapped. */
interface Certified {
  /** Our client certificate: `notAfter` as ISO 8601, UTC. Null where the platform cannot tell. */
  certificate(): { readonly subject: string; readonly notAfter: string } | null
  /** Changes the certificate without a restart; requests under way end with the old one. Throws like `createEmias`. */
  updateTls(tls: TlsOptions): Promise<void>
}

/**
 * Connects to one EMIAS ScheduleService by the requirement document; what it leaves open is assumed, and each
 * assumption is an option. Which operations there are is the contract's and `without`'s to say: with either given, ask
 * `supports` first. Without CancelAppointment `cancel` is `unsupported`.
 *
 * Throws `invalid-request` naming the option that is wrong, a certificate that has run out or a wrong passphrase
 * included. Nothing is sent before the first call.
 */
export function createEmias(
  options: EmiasOptions & { readonly contract?: undefined; readonly without?: undefined },
): MisAdapter<Full> & Certified
export function createEmias(options: EmiasOptions): MisAdapter<Basic> & Certified
export function createEmias(options: EmiasOptions): MisAdapter<Basic> & Certified {
  const settings = settingsOf(options)
  const service = createService(settings)
  const { operations } = settings.contract
  const granted = {
    getAppointment: operations.GetAppointment !== undefined,
    listAppointments: operations.GetPatientAppointments !== undefined,
    reschedule: operations.MoveAppointment !== undefined,
  }
  const handlers = createHandlers(settings, service)
  const { listDoctors, listSlots, book, cancel, getAppointment, listAppointments, findBooking, reschedule } = handlers
  const offered = {
    ...{ listDoctors, listSlots, book, cancel },
    ...(granted.getAppointment && { getAppointment }),
    ...(granted.listAppointments && { listAppointments, findBooking }),
    ...(granted.reschedule && { reschedule }),
  } as typeof handlers
  const adapter = defineAdapter({
    vendor: 'emias',
    instance: settings.instance,
    capabilities: capabilitiesOf(settings, granted),
    operations: offered,
    ...(settings.runtime && { runtime: settings.runtime }),
    close: service.close,
  })
  return { ...adapter, certificate: service.certificate, updateTls: service.updateTls }
}
