import type { Capabilities } from '@mis/core'
import type { MedapiSettings } from './options.ts'

/** [req] Without them the service refuses a booking. */
const required = ['lastName', 'firstName', 'phone', 'birthDate'] as const

/** The four calls of the requirement document. */
export interface Medapi extends Capabilities {
  readonly patientFields: { readonly required: typeof required }
}

/** With our own module on the 1C side. */
export interface MedapiExtended extends Medapi {
  readonly getAppointment: true
  readonly findBooking: { readonly proof: 'reference'; readonly quietPeriodMs: number }
}

/** [req] The schedule is asked for day by day. */
export const medapiCapabilities = ({ concurrency }: MedapiSettings) =>
  ({ patientFields: { required }, slotWindowDays: 1, concurrency }) satisfies Medapi

export const extendedCapabilities = (settings: MedapiSettings) =>
  ({
    ...medapiCapabilities(settings),
    getAppointment: true,
    findBooking: { proof: 'reference', quietPeriodMs: settings.quietPeriodMs },
  }) as const satisfies MedapiExtended
