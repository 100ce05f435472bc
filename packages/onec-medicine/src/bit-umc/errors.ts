import type { Context, MisError, Operation } from '@mis/core'
import { type ErrorRule, failure, type HttpResponse } from '@mis/core/adapter'

const writes: readonly Operation[] = ['book', 'reschedule', 'cancel', 'hold', 'releaseHold']
const unknownThings = ['request-unknown', 'employee-unknown', 'clinic-unknown', 'exchange-not-set-up']

/**
 * (word of the text, status) → code of ours; the words are those of `wire/bit-umc/refusal.ts`. What is not here follows
 * the general table of HTTP. A 500 with `not-written` says that nothing was written in words only, so a write stays
 * unknown until the schedule was read again: see `afterRefusal`.
 */
const rules: readonly ErrorRule[] = [
  { vendorCode: unknownThings, code: 'not-found', notDone: true },
  { vendorCode: 'time-unreadable', code: 'invalid-request', notDone: true },
  { vendorCode: 'parameters-wrong', code: 'invalid-request', notDone: true },
  // [doc] `Результат` false: the service looked at the request and did not do it.
  {
    operations: writes,
    status: 200,
    vendorCode: ['refused', 'not-written', 'visit-length-unknown'],
    code: 'rejected',
    notDone: true,
  },
]

/** The error for an answer that tells of a failure. The vendor's text stays behind: it may name a patient. */
export function refusalOf(
  response: Pick<HttpResponse, 'status' | 'retryAfterMs'>,
  context: Context,
  word: string | undefined,
): MisError {
  return failure(response, context, rules, word === undefined ? {} : { vendorCode: word })
}
