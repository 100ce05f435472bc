import type { Call } from '../contract/adapter.ts'
import type { Verdict } from '../contract/health.ts'
import { errorCodes } from '../errors/codes.ts'
import { isMisError } from '../errors/mis-error.ts'

/** A MIS that was given less time than this before the caller's deadline has not failed. */
const fairMs = 1_000

export function verdictOn(error: unknown, call: Call, startedAt: number, endedAt: number): Verdict {
  if (!isMisError(error) || call.signal.aborted) return 'nothing'
  if (endedAt >= call.deadlineAt && endedAt - startedAt < fairMs) return 'nothing'
  if (isMisError(error, 'unavailable') && error.details.by !== 'mis') return 'nothing'
  return errorCodes[error.code].mis
}
