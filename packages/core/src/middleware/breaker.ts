import type { Call, Middleware, Next } from '../contract/adapter.ts'
import { requireNumber, requireWhole } from '../contract/check.ts'
import { isMisError, MisError } from '../errors/mis-error.ts'

export interface BreakerOptions {
  /** Failures of the MIS in a row that open it. Default 10. */
  readonly failures?: number
  /** Milliseconds it stays open before one probe is let through. Default 10,000. */
  readonly openMs?: number
}

/** A MIS that was given less time than this before the caller's deadline has not failed. */
const fairMs = 1_000

type Verdict = 'failed' | 'answered' | 'says nothing'

/** The MIS's own failures count; a refusal shows that it is well; a caller without patience says nothing. */
function verdictOn(error: unknown, call: Call, startedAt: number, endedAt: number): Verdict {
  if (!isMisError(error) || call.signal.aborted) return 'says nothing'
  if (endedAt >= call.deadlineAt && endedAt - startedAt < fairMs) return 'says nothing'
  if (isMisError(error, 'unavailable') && error.details.by !== 'mis') return 'says nothing'
  return isOwnFailure(error) ? 'failed' : 'answered'
}

const isOwnFailure = (error: MisError) => isMisError(error, 'unavailable', 'timeout', 'outcome-unknown', 'bad-response')

/**
 * Spares a MIS that is down: after `failures` in a row calls fail at once as `unavailable` (by `breaker`, did not
 * happen); after `openMs` one probe decides, while all others still fail at once.
 */
export function breaker(options: BreakerOptions = {}): Middleware {
  const failures = requireWhole('breaker.failures', options.failures ?? 10, 1)
  const openMs = requireNumber('breaker.openMs', options.openMs ?? 10_000)
  return (next, { vendor, runtime }) => {
    let inRow = 0
    let openUntil = -Infinity
    let probing = false
    const guarded = async (call: Call): Promise<unknown> => {
      const isOpen = inRow >= failures
      const left = openUntil - runtime.monotonic()
      if (isOpen && (left > 0 || probing)) {
        const details = { by: 'breaker', retryAfterMs: Math.max(0, Math.ceil(left)) } as const
        throw new MisError('unavailable', { vendor, operation: call.operation, details })
      }
      if (isOpen) probing = true
      const startedAt = runtime.monotonic()
      try {
        const result: unknown = await next(call)
        inRow = 0
        return result
      } catch (error) {
        const verdict = verdictOn(error, call, startedAt, runtime.monotonic())
        if (verdict === 'failed') {
          inRow += 1
          if (inRow >= failures) openUntil = runtime.monotonic() + openMs
        } else if (verdict === 'answered') inRow = 0
        throw error
      } finally {
        if (isOpen) probing = false
      }
    }
    return guarded as Next
  }
}
