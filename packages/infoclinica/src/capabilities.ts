import type { Capabilities } from '@mis/core'

/** By these the gateway finds a person, or makes one. */
const identity = ['lastName', 'firstName', 'birthDate', 'phone'] as const

export interface Limits {
  readonly slotWindowDays: number
  readonly concurrency: number
  readonly quietPeriodMs: number
}

/** The XML gateway. */
export const gatewayCapabilities = ({ slotWindowDays, concurrency, quietPeriodMs }: Limits) =>
  ({
    patientFields: { required: identity, on: ['listAppointments'] as const },
    slotWindowDays,
    concurrency,
    listClinics: true,
    listServices: true,
    getAppointment: true,
    listAppointments: true,
    // No document promises that EXTSCHEDID comes back, so the patient's own list is the proof.
    findBooking: { proof: 'patient', quietPeriodMs },
    reschedule: true,
  }) as const satisfies Capabilities

/** The web cabinet: a login is known by its owner's names alone. What it cannot tell is not here. */
export const portalCapabilities = ({ slotWindowDays, concurrency, quietPeriodMs }: Limits) =>
  ({
    patientFields: { required: ['lastName', 'firstName'], on: ['listAppointments'] as const },
    slotWindowDays,
    concurrency,
    listClinics: true,
    // Cancelled records vanish from the list, so one appointment cannot be read: gone and cancelled look the same.
    listAppointments: true,
    findBooking: { proof: 'patient', quietPeriodMs },
    reschedule: true,
  }) as const satisfies Capabilities
