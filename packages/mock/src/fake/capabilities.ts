import type { Capabilities } from '@mis/core'

/** Narrower than most windows that are asked for, so that splitting is met in every test. */
export const slotWindowDays = 14
/** How long the fake keeps a held slot. */
export const holdSeconds = 300

/** Everything there is. */
export const fakeCapabilities = {
  patientFields: {
    required: ['lastName', 'firstName', 'birthDate', 'phone'],
    on: ['listAppointments'],
  },
  slotWindowDays,
  concurrency: 4,
  listClinics: true,
  listServices: true,
  getAppointment: true,
  listAppointments: true,
  findBooking: { proof: 'reference', quietPeriodMs: 200 },
  reschedule: true,
  hold: { maxSeconds: holdSeconds },
} as const satisfies Capabilities

/** What `fakeMis` can do: everything. */
export type FakeCapabilities = typeof fakeCapabilities
