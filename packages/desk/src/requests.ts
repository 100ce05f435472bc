import type { AppointmentRef, BookRequest, Patient, Slot } from '@mis/core'

/** A booking, as the desk takes it. */
export interface DeskBookRequest extends BookRequest {
  /** Which installation; needed where the desk has several. */
  readonly instance?: string
  /** Whoever held the slot before, as `hold` was told. Default: the patient. */
  readonly owner?: string
  /** Not sent after this moment, epoch milliseconds. Default: an hour before the visit, or its start where that is past. */
  readonly until?: number
}

interface ByReference {
  /** The booking's, or a move's. */
  readonly reference: string
  readonly appointment?: never
  readonly instance?: never
}
interface ByAppointment {
  /** A visit that was not booked here. */
  readonly appointment: AppointmentRef
  readonly reference?: never
  /** Which installation; needed where the desk has several. */
  readonly instance?: string
}

/** Which visit is meant: one booked here by its reference, any other by what the MIS calls it. */
export type Which = ByReference | ByAppointment

/** Which visit is to be cancelled; `reason` goes to the MIS where it takes one. */
export type DeskCancelRequest = Which & { readonly reason?: string }

/** Which visit is to be moved, and where to. */
export type DeskMoveRequest = Which & {
  /** The new time, as `listSlots` or an alternative gave it. */
  readonly slot: Slot
  /** Who it is for: only where the visit was not booked here and the MIS cannot move visits itself. */
  readonly patient?: Patient
  /** Whoever held the new slot. Default: the patient. */
  readonly owner?: string
  /** Names this move; a repeated one is the same move. Default: a fresh one. */
  readonly moveReference?: string
}
