import type { Capabilities } from '@mis/core'

/** [req] Who is to be seen: the service asks for SNILS and policy, and for no phone. */
const identity = ['lastName', 'firstName', 'birthDate', 'snils', 'oms'] as const

/** The part every installation shares. */
export interface Basic extends Capabilities {
  readonly patientFields: { readonly required: typeof identity }
}

/** With the assumed operations. */
export interface Full extends Basic {
  readonly patientFields: { readonly required: typeof identity; readonly on: readonly ['listAppointments'] }
  readonly getAppointment: true
  readonly listAppointments: true
  readonly findBooking: { readonly proof: 'patient'; readonly quietPeriodMs: number }
  readonly reschedule: true
}

export interface Granted {
  readonly getAppointment: boolean
  readonly listAppointments: boolean
  readonly reschedule: boolean
}

/** What an installation grants, by the operations its contract has. */
export function capabilitiesOf(
  limits: { readonly slotWindowDays: number; readonly concurrency: number; readonly quietPeriodMs: number },
  granted: Granted,
): Full {
  const { slotWindowDays, concurrency, quietPeriodMs } = limits
  const found = {
    patientFields: granted.listAppointments
      ? { required: identity, on: ['listAppointments'] as const }
      : { required: identity },
    slotWindowDays,
    concurrency,
    ...(granted.getAppointment && { getAppointment: true as const }),
    ...(granted.listAppointments && {
      listAppointments: true as const,
      findBooking: { proof: 'patient' as const, quietPeriodMs },
    }),
    ...(granted.reschedule && { reschedule: true as const }),
  }
  return found as Full
}
