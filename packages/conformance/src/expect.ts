import assert from 'node:assert/strict'
import { defaultRuntime, type ErrorCode, isMisError, type MisError } from '@mis/core'

/** How long anything with a deadline of `soon` may take on a busy machine before it counts as hanging. */
const patienceMs = 3000

/** A deadline for calls that will never be answered, in milliseconds. */
export const soon = 600

/** Rejects where the call is still pending after `patienceMs`. */
export async function within<T>(call: Promise<T>, limitMs = patienceMs): Promise<T> {
  const settled = new AbortController()
  const late = defaultRuntime.sleep(limitMs, settled.signal).then(
    () => assert.fail(`still pending after ${limitMs} ms`),
    () => new Promise<never>(() => {}),
  )
  try {
    return await Promise.race([call, late])
  } finally {
    settled.abort()
  }
}

/** The same promise, which may reject before anybody awaits it: a runner takes that for a failure of its own otherwise. */
export function begun<T>(call: Promise<T>): Promise<T> {
  call.catch(() => {})
  return call
}

/** What the call rejects with; fails where it resolves. */
export function rejection(call: Promise<unknown>): Promise<unknown> {
  return begun(
    call.then(
      () => assert.fail('expected a failure, but the call succeeded'),
      (error: unknown) => error,
    ),
  )
}

/** The `MisError` the call rejects with; fails where it resolves, or rejects with anything but `codes`. */
export function failure<C extends ErrorCode>(call: Promise<unknown>, ...codes: C[]): Promise<MisError<C>> {
  return begun(
    rejection(call).then((error) => {
      if (!isMisError(error)) assert.fail(`expected a MisError, got ${told(error)}`)
      if (!isMisError(error, ...codes)) assert.fail(`expected ${codes.join(' or ')}, got ${told(error)}`)
      return error
    }),
  )
}

/** Fails where the error is anything but a `MisError` with one of `codes`. */
export function expectCode(error: unknown, ...codes: readonly ErrorCode[]): void {
  if (!isMisError(error, ...codes)) assert.fail(`expected ${codes.join(' or ')}, got ${told(error)}`)
}

/** The error in words, with the `MisError` that caused it: `outcome-unknown` alone does not say what broke. */
export function told(error: unknown): string {
  if (!isMisError(error)) return error instanceof Error ? `${error.name}: ${error.message}` : typeof error
  const { message, details, cause } = error
  const why = 'why' in details && !message.includes(details.why) ? ` (${details.why})` : ''
  return `${message}${why}${isMisError(cause) ? `, because ${told(cause)}` : ''}`
}
