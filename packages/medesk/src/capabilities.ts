import type { Capabilities } from '@mis/core'

/** What a booking needs; the same fields tell apart the people who share one phone number in a patient's list. */
const identity = ['lastName', 'firstName', 'phone', 'birthDate'] as const

/** The part every profile shares: the three calls of the requirement document and the directory. */
export interface Basic extends Capabilities {
  readonly patientFields: { readonly required: typeof identity }
}

/** The profile with `appointments`. */
export interface Reading extends Basic {
  readonly patientFields: { readonly required: typeof identity; readonly on: readonly ['listAppointments'] }
  readonly getAppointment: true
  readonly listAppointments: true
}

/** The profile with `readBack`. */
export interface Settling extends Basic {
  readonly findBooking: { readonly proof: 'reference' | 'patient'; readonly quietPeriodMs: number }
}

export interface Limits {
  readonly slotWindowDays: number
  readonly concurrency: number
}

export const basic = ({ slotWindowDays, concurrency }: Limits) =>
  ({ patientFields: { required: identity }, slotWindowDays, concurrency }) satisfies Basic

export const reading = (limits: Limits) =>
  ({
    ...basic(limits),
    patientFields: { required: identity, on: ['listAppointments'] as const },
    getAppointment: true,
    listAppointments: true,
  }) satisfies Reading

export const settling = (proof: 'reference' | 'patient', quietPeriodMs: number) =>
  ({ findBooking: { proof, quietPeriodMs } }) satisfies Pick<Settling, 'findBooking'>
