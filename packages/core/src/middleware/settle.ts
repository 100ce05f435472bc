import type { Middleware } from '../contract/adapter.ts'
import { operations } from '../contract/operations.ts'
import { amend, isMisError } from '../errors/mis-error.ts'
import { readBack } from '../kernel/read-back.ts'
import { createTrail } from '../kernel/trail.ts'
import { on } from '../kernel/wrap.ts'

const firstPauseMs = 250
const longestPauseMs = 5_000
/** How long after the quiet period a MIS that cannot be asked is waited for. */
const longestSilenceMs = 30_000

/**
 * Settles a `book` that ended `outcome-unknown` by asking `findBooking`. A booking found is adopted and returned, if it
 * is of this doctor, at this time and not cancelled; absence counts only after the quiet period, and then the error is
 * rethrown with `absent`. Never sends the booking again. Rethrows at once where the quiet period would pass the deadline, the caller
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
        const find = () => next({ ...call, operation: 'findBooking', attempt: 1, trail: createTrail() })
        const read = await readBack(find, call.input.slot)
        if (read.kind === 'found') {
          // The MIS may have committed after the attempt ended; what was read in between is older than the visit.
          host.writes.mark(operations.book.touches?.(call.input) ?? [])
          settled('booked')
          return read.appointment
        }
        const absenceCounts = read.kind === 'absent' && askedAt >= quietAt
        settled(absenceCounts ? 'absent' : 'unknown')
        if (absenceCounts) throw amend(error, { details: { ...error.details, absent: true } })
        const wakeAt = runtime.monotonic() + pause
        if (read.kind === 'refused' || quietAt >= call.deadlineAt || wakeAt >= until) throw error
        await runtime.sleep(pause, call.signal).catch(() => {})
        if (call.signal.aborted) throw error
      }
    }
  })
}
