import { defineAdapter, type MisAdapter } from '@mis/core'
import { createHandlers } from './adapter.ts'
import { type Basic, basic, type Reading, reading, type Settling, settling } from './capabilities.ts'
import { type MedeskOptions, settingsOf } from './options.ts'

/** The adapter as it is when nothing was switched off. */
type MedeskAdapter = MisAdapter<Reading & Settling>

type Without<K extends 'readBack' | 'appointments'> = MedeskOptions & { readonly [P in K]: false }
type With<K extends 'readBack' | 'appointments'> = MedeskOptions & {
  readonly [P in K]?: Exclude<MedeskOptions[P], false>
}

/**
 * Connects to one Medesk installation by the REST contract of the requirement document; what it leaves open is
 * assumed, and each assumption is an option.
 *
 * With `readBack: false` the adapter has no `findBooking`, with `appointments: false` neither `getAppointment` nor
 * `listAppointments`. Throws `invalid-request` naming the option that is wrong. Nothing is sent before the first call.
 */
export function createMedesk(options: With<'readBack' | 'appointments'>): MedeskAdapter
export function createMedesk(options: Without<'readBack' | 'appointments'>): MisAdapter<Basic>
export function createMedesk(options: Without<'readBack'> & With<'appointments'>): MisAdapter<Reading>
export function createMedesk(options: Without<'appointments'> & With<'readBack'>): MisAdapter<Settling>
export function createMedesk(options: MedeskOptions): MisAdapter
export function createMedesk(options: MedeskOptions): MisAdapter {
  const settings = settingsOf(options)
  const { instance, runtime, proof, quietPeriodMs, appointments } = settings
  const handlers = createHandlers(settings)
  const shared = { vendor: 'medesk', instance, ...(runtime !== undefined && { runtime }) }
  if (proof === null) {
    if (!appointments) return defineAdapter({ ...shared, capabilities: basic(settings), operations: handlers.basic })
    const operations = { ...handlers.basic, ...handlers.reading }
    return defineAdapter({ ...shared, capabilities: reading(settings), operations })
  }
  const found = settling(proof, quietPeriodMs)
  if (!appointments) {
    const operations = { ...handlers.basic, ...handlers.settling }
    return defineAdapter({ ...shared, capabilities: { ...basic(settings), ...found }, operations })
  }
  const operations = { ...handlers.basic, ...handlers.reading, ...handlers.settling }
  return defineAdapter({ ...shared, capabilities: { ...reading(settings), ...found }, operations })
}
