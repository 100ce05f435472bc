import type { Call, Host, Middleware, Next } from '../contract/adapter.ts'
import { requireNumber, requireWhole } from '../contract/check.ts'
import { type Effect, operations } from '../contract/operations.ts'
import { errorCodes } from '../errors/codes.ts'
import { amend, isMisError, type MisError } from '../errors/mis-error.ts'

/** Options of `retry`. */
export interface RetryOptions {
  /** Attempts in all, the first included. Default 3. */
  readonly attempts?: number
  /** Upper bound of the first pause in milliseconds, doubled each time; the pause is drawn between 0 and it. Default 200. */
  readonly baseMs?: number
  /** The longest pause in milliseconds; a `Retry-After` beyond it ends the retrying at once. Default 5,000. */
  readonly capMs?: number
  /** Retries saved up for bad times: each costs 1, each success gives back 0.1. Default 20. */
  readonly budget?: number
}

/** The budget is counted in tenths of a retry, which add up without an error. */
const tenths = 10

/**
 * The only retry in the house. Repeats a call only where it certainly did not happen or repeating does no harm:
 * `rate-limited`, `unavailable` and `timeout` of any operation, `bad-response` of reads, `outcome-unknown` of cancel.
 * Never a booking that may have been sent, and nothing that an open breaker refused: that one fails at once.
 */
export function retry(options: RetryOptions = {}): Middleware {
  const attempts = requireWhole('retry.attempts', options.attempts ?? 3, 1)
  const baseMs = requireNumber('retry.baseMs', options.baseMs ?? 200)
  const capMs = requireNumber('retry.capMs', options.capMs ?? 5_000)
  const budget = tenths * requireNumber('retry.budget', options.budget ?? 20)
  return (next, host) => {
    let tokens = budget
    const repeating = async (call: Call): Promise<unknown> => {
      let unknown: MisError | undefined
      for (let attempt = call.attempt; ; attempt += 1) {
        try {
          const result: unknown = await next(attempt === call.attempt ? call : { ...call, attempt })
          tokens = Math.min(budget, tokens + 1)
          return result
        } catch (error) {
          // What one attempt left unknown, a later one that was refused or given up cannot make undone.
          if (isMisError(error, 'outcome-unknown')) unknown = error
          const outcome = unknown ?? error
          if (!isMisError(error)) throw outcome
          const failed =
            isMisError(outcome) && outcome.attempts !== attempt ? amend(outcome, { attempts: attempt }) : outcome
          const pause = pauseAfter(error, attempt, host, baseMs, capMs)
          const fits = host.runtime.monotonic() + pause < call.deadlineAt
          const worthwhile = attempt < attempts && mayRepeat(error, operations[call.operation].effect)
          if (!worthwhile || pause > capMs || !fits || tokens < tenths || call.signal.aborted) throw failed
          tokens -= tenths
          call.trail.retriedAfter = [...call.trail.retriedAfter, error.code]
          await host.runtime.sleep(pause, call.signal).catch((reason: unknown) => {
            throw unknown ? failed : reason
          })
        }
      }
    }
    return repeating as Next
  }
}

function mayRepeat(error: MisError, effect: Effect): boolean {
  if (error.code === 'outcome-unknown') return effect === 'repeatable'
  if (error.code === 'unavailable' && error.details.by !== 'mis') return false
  const { resend } = errorCodes[error.code]
  return resend === 'later' || (resend === 'reads' && effect === 'read')
}

/** Full jitter, with what the MIS asked for as a floor. */
function pauseAfter(error: MisError, attempt: number, host: Host, baseMs: number, capMs: number): number {
  const drawn = host.runtime.random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30))
  const asked = error.code === 'rate-limited' || error.code === 'unavailable' ? error.details.retryAfterMs : null
  return Math.max(drawn, asked ?? 0)
}
