// (operation, status, the vendor's word) to our code. Only what differs from the general table stands here.
import type { Context, MisError } from '@mis/core'
import { type ErrorRule, failure, type HttpResponse } from '@mis/core/adapter'
import { refusalAnswer } from './wire.ts'

const rules: readonly ErrorRule[] = [
  // { operations: ['book'], status: 409, vendorCode: 'busy', code: 'slot-taken' },
]

export function refusalOf(response: HttpResponse, context: Context): MisError {
  const vendorCode = wordOf(response)
  return failure(response, context, rules, vendorCode === undefined ? {} : { vendorCode })
}

/** The vendor's word for it; a page of HTML has none. */
function wordOf(response: HttpResponse): string | undefined {
  try {
    return refusalAnswer.safeParse(response.json()).data?.error
  } catch {
    return undefined
  }
}
