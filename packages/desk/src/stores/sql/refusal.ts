import { MisError } from '@mis/core'

/** The store cannot do its work. `option`: which of its options is to blame; `why`: what is wrong and how to mend it. */
export function refusal(option: string, why: string, cause?: unknown): MisError<'unavailable'> {
  return new MisError('unavailable', {
    vendor: 'desk',
    operation: 'store',
    hint: `${option}: ${why}`,
    details: { by: 'store', retryAfterMs: null },
    ...(cause !== undefined && { cause }),
  })
}
