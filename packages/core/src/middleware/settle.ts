import type { Call, Middleware, Next } from '../contract/adapter.ts'
import { operations } from '../contract/operations.ts'
import { isMisError } from '../errors/mis-error.ts'
import { createTrail } from '../kernel/trail.ts'
import { isUnaskable } from '../kernel/windows.ts'
import { on } from '../kernel/wrap.ts'
import { epochOf } from '../model/clinic-time.ts'
import type { Appointment, Slot } from '../model/types.ts'

const firstPauseMs = 250
const longestPauseMs = 5_000
/** How long after the quiet period a MIS that cannot be asked is waited for. */
const longestSilenceMs = 30_000

/**
 * Settles a `book` that ended `outcome-unknown` by asking `findBooking`. A booking found is adopted and returned, if it
 * is of this doctor, at this time and not cancelled; absence counts only after the quiet period, and then the error is
 * rethrown. Never sends the booking again. Rethrows at once where the quiet period would pass the deadline, the caller
 * has gone, or the adapter cannot find bookings.
 */
export function settle(): Middleware {
  return on('book', (next, host) => async (call) => {
    try {
      return await next(call)
    } catch (error) {
      const { findBooking } = host.capabilities
      if (!findBooking || !isMisError(error, 'outcome-unknown') || call.signal.aborted) throw error
      const { runtime } = host
      const lostAt = runtime.monotonic()
      const settled = (as: 'booked' | 'absent' | 'unknown') => {
        call.trail.settled = { as, afterMs: runtime.monotonic() - lostAt }
      }
      const quietAt = lostAt + findBooking.quietPeriodMs
      const until = Math.min(call.deadlineAt, quietAt + longestSilenceMs)
      for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
        const askedAt = runtime.monotonic()
        const found = await look(next, call)
        if (found && found !== 'refused') {
          // The MIS may have committed after the attempt ended; what was read in between is older than the visit.
          host.writes.mark(operations.book.touches?.(call.input) ?? [])
          settled('booked')
          return found
        }
        const absenceCounts = found === null && askedAt >= quietAt
        settled(absenceCounts ? 'absent' : 'unknown')
        const wakeAt = runtime.monotonic() + pause
        if (absenceCounts || found === 'refused' || quietAt >= call.deadlineAt || wakeAt >= until) throw error
        await runtime.sleep(pause, call.signal).catch(() => {})
        if (call.signal.aborted) throw error
      }
    }
  })
}

/** The booking; null where there is none; undefined where it could not be asked now; refused where asking is in vain. */
async function look(next: Next, call: Call<'book'>): Promise<Appointment | null | undefined | 'refused'> {
  try {
    const found = await next({ ...call, operation: 'findBooking', attempt: 1, trail: createTrail() })
    return found && !isThisVisit(found, call.input.slot) ? undefined : found
  } catch (error) {
    return isUnaskable(error) ? undefined : 'refused'
  }
}

/** An adapter that finds any visit of the patient would have them come at the wrong time. */
function isThisVisit(found: Appointment, slot: Slot): boolean {
  return (
    found.doctorId === slot.doctorId && epochOf(found.start) === epochOf(slot.start) && found.status !== 'cancelled'
  )
}
