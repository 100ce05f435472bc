import type { Call, Middleware, Next } from '../contract/adapter.ts'
import { isMisError } from '../errors/mis-error.ts'
import { on } from '../kernel/wrap.ts'
import { epochOf } from '../model/clinic-time.ts'
import type { Appointment, Slot } from '../model/types.ts'

const firstPauseMs = 250
const longestPauseMs = 5_000

/**
 * Settles a `book` that ended `outcome-unknown` by asking `findBooking`: a booking found is adopted and returned, if it
 * is of this doctor, at this time and not cancelled;
 * absence counts only after the quiet period, and then the error is rethrown. Never sends the booking again. Rethrows
 * at once where the quiet period would pass the deadline, the caller has gone, or the adapter cannot find bookings.
 */
export function settle(): Middleware {
  return on('book', (next, host) => async (call) => {
    try {
      return await next(call)
    } catch (error) {
      const { findBooking } = host.capabilities
      if (!findBooking || !isMisError(error, 'outcome-unknown') || call.signal.aborted) throw error
      const { runtime } = host
      const quietAt = runtime.monotonic() + findBooking.quietPeriodMs
      for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
        const askedAt = runtime.monotonic()
        const found = await look(next, call)
        if (found) return found
        const absenceCounts = found === null && askedAt >= quietAt
        const wakeAt = runtime.monotonic() + pause
        if (absenceCounts || quietAt >= call.deadlineAt || wakeAt >= call.deadlineAt) throw error
        await runtime.sleep(pause, call.signal).catch(() => {})
        if (call.signal.aborted) throw error
      }
    }
  })
}

/** The booking, null where there is none, undefined where it could not be asked or the answer is another visit. */
async function look(next: Next, call: Call<'book'>): Promise<Appointment | null | undefined> {
  try {
    const found = await next({ ...call, operation: 'findBooking', attempt: 1 })
    return found && !isThisVisit(found, call.input.slot) ? undefined : found
  } catch {
    return undefined
  }
}

/** An adapter that finds any visit of the patient would have them come at the wrong time. */
function isThisVisit(found: Appointment, slot: Slot): boolean {
  return (
    found.doctorId === slot.doctorId && epochOf(found.start) === epochOf(slot.start) && found.status !== 'cancelled'
  )
}
