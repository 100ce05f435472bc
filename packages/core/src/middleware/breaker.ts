import type { Call, Middleware, Next } from '../contract/adapter.ts'
import { requireNumber } from '../contract/check.ts'
import { isMisError, MisError } from '../errors/mis-error.ts'

export interface BreakerOptions {
  /** Failures of the MIS in a row that open it. Default 10. */
  readonly failures?: number
  /** Milliseconds it stays open before one probe is let through. Default 10,000. */
  readonly openMs?: number
}

/** The MIS's own failures; refusals, wrong input and the caller's abort say nothing about its health. */
function isOwnFailure(error: unknown): boolean {
  if (isMisError(error, 'unavailable')) return error.details.by === 'mis'
  return isMisError(error, 'timeout', 'outcome-unknown', 'bad-response')
}

/**
 * Spares a MIS that is down: after `failures` in a row calls fail at once as `unavailable` (by `breaker`, did not
 * happen); after `openMs` one probe decides, while all others still fail at once.
 */
export function breaker(options: BreakerOptions = {}): Middleware {
  const failures = requireNumber('breaker.failures', options.failures ?? 10, 1)
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
      try {
        const result: unknown = await next(call)
        inRow = 0
        return result
      } catch (error) {
        if (isOwnFailure(error)) {
          inRow += 1
          if (inRow >= failures) openUntil = runtime.monotonic() + openMs
        } else if (isMisError(error)) inRow = 0
        throw error
      } finally {
        if (isOpen) probing = false
      }
    }
    return guarded as Next
  }
}
