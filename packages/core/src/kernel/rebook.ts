import type { CallOptions, MisAdapter } from '../contract/adapter.ts'
import { isMisError } from '../errors/mis-error.ts'
import type { Appointment, AppointmentRef, BookRequest } from '../model/types.ts'

/** What became of a move made of two steps. */
export type Rebooked =
  | { readonly old: 'cancelled'; readonly appointment: Appointment }
  /** The new visit stands, and so may the old one: `unknown` = cancel was sent and not answered. `error`: why. */
  | { readonly old: 'still-booked' | 'unknown'; readonly appointment: Appointment; readonly error: unknown }

/**
 * Moves a visit where the MIS cannot: books the new time first, then cancels the old, so that the patient is never left
 * without a visit. Rejects as `book` does, with nothing cancelled; a failed cancel is told in the result.
 */
export async function rebook(
  adapter: MisAdapter,
  request: BookRequest & { readonly appointment: AppointmentRef; readonly reason?: string },
  options?: CallOptions,
): Promise<Rebooked> {
  const { appointment: old, reason, ...booking } = request
  const appointment = await adapter.book(booking, options)
  try {
    await adapter.cancel({ appointment: old, ...(reason !== undefined && { reason }) }, options)
    return { old: 'cancelled', appointment }
  } catch (error) {
    // Never rethrown: the caller must learn of the new visit whatever happened to the old one.
    return { old: isMisError(error, 'outcome-unknown') ? 'unknown' : 'still-booked', appointment, error }
  }
}
