import type { Call, Runtime } from '../contract/adapter.ts'
import { MisError } from '../errors/mis-error.ts'
import { neverAborted } from '../kernel/enter.ts'

/** Made once: `abort()` without a reason makes a `DOMException` each time. */
const settled = new Error('settled')

/**
 * Waits for `promise` no longer than this caller would: rejects with its signal's reason or with `timeout` at its
 * deadline. The promise itself goes on.
 */
export async function awaitFor<T>(promise: Promise<T>, call: Call, vendor: string, runtime: Runtime): Promise<T> {
  const { signal, deadlineAt, operation } = call
  if (signal === neverAborted && deadlineAt === Infinity) return promise
  return new Promise<T>((resolve, reject) => {
    const timer = new AbortController()
    const finish = (settle: () => void) => {
      timer.abort(settled)
      signal.removeEventListener('abort', onAbort)
      settle()
    }
    const onAbort = () => finish(() => reject(signal.reason))
    const timeUp = () => {
      const attempts = Math.max(1, call.trail.attempts)
      finish(() => reject(new MisError('timeout', { vendor, operation, attempts, details: {} })))
    }
    promise.then(
      (value) => finish(() => resolve(value)),
      (error) => finish(() => reject(error)),
    )
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    if (deadlineAt !== Infinity) runtime.sleep(deadlineAt - runtime.monotonic(), timer.signal).then(timeUp, () => {})
  })
}
