import type { ClinicId, DoctorId, TimeZone } from '@mis/core'

/** Where a doctor works, as far as a directory said. */
export interface Workplace {
  /** The first is meant where nobody says which. */
  readonly clinicIds: readonly [ClinicId, ...ClinicId[]]
  readonly timeZone: TimeZone
}

export interface Directory {
  learn(doctorId: DoctorId, workplace: Workplace): void
  /** Null when no directory has told of this doctor yet. */
  known(doctorId: DoctorId): Workplace | null
}

/**
 * Remembers where doctors work, because Medesk's schedules and appointments do not tell. It holds as many entries as
 * the installation has doctors, nothing of a patient, and every directory that is read brings it up to date.
 */
export function createDirectory(): Directory {
  const workplaces = new Map<DoctorId, Workplace>()
  return {
    learn: (doctorId, workplace) => void workplaces.set(doctorId, workplace),
    known: (doctorId) => workplaces.get(doctorId) ?? null,
  }
}
