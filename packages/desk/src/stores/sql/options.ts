import { MisError } from '@mis/core'

/** An option of a store that cannot be used: which, and how to mend it. */
export function badOption(store: string, option: string, problem: string): MisError<'invalid-request'> {
  return new MisError('invalid-request', {
    vendor: 'desk',
    operation: store,
    hint: `${option}: ${problem}`,
    details: { fields: [option] },
  })
}

/** A duration in whole milliseconds, 0 or more. */
export function requireDuration(store: string, option: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw badOption(store, option, 'must be a whole number of milliseconds, 0 or more')
}
