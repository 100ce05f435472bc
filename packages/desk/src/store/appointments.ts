import type { AppointmentStatus } from '@mis/core'

/** Our own copy of a visit. */
export interface StoredAppointment {
  readonly instance: string
  /** The MIS's id; unique together with `instance`. */
  readonly id: string
  readonly patientKey: string
  /** The intent that made it; null where it came from elsewhere. */
  readonly intentId: string | null
  readonly doctorId: string
  readonly startsAt: number
  readonly status: AppointmentStatus
  /** When the MIS said so: an older word never overwrites a newer one. */
  readonly seenAt: number
  /** Sealed: the whole `Appointment`. */
  readonly body: Uint8Array
}

/** A word of the MIS about a visit. */
export interface AppointmentChange extends StoredAppointment {
  /** Statuses from which it may move to `status`; its own status is among them where a change of time is meant. */
  readonly from: readonly AppointmentStatus[]
}

/** `late`: a newer word is known. `refused`: no edge leads there. Neither writes anything. */
export type Recorded = 'inserted' | 'updated' | 'late' | 'refused'

/** Which copies: a patient's, by the blind name; absent members do not narrow. */
export interface AppointmentQuery {
  readonly patientKey: string
  readonly instance?: string
  /** Visits that begin at this moment or later. */
  readonly startingAt?: number
  readonly limit: number
}

/** Own copies of visits. Every method is one transaction. */
export interface AppointmentStore {
  /** Writes it where there is none, or where the status known leads to the new one and `seenAt` is not older. */
  record(change: AppointmentChange): Promise<Recorded>
  get(instance: string, id: string): Promise<StoredAppointment | null>
  /** By start. */
  list(query: AppointmentQuery): Promise<readonly StoredAppointment[]>
}
