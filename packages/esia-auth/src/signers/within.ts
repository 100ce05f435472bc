import type { Runtime } from '@mis/core'

/** How long work may take, and who may give it up. */
export interface Limits {
  readonly runtime: Pick<Runtime, 'sleep'>
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  /** The error of work that took too long. */
  readonly late: () => Error
}

/**
 * Runs work that heeds its signal. Rejects with the reason of the outer signal, or with `late()`, once the work has
 * stopped. Leaves no timer and no listener.
 */
export async function within<T>(
  { runtime, timeoutMs, signal, late }: Limits,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  const stop = new AbortController()
  const done = new AbortController()
  const giveUp = () => stop.abort(signal?.reason)
  signal?.addEventListener('abort', giveUp, { once: true })
  runtime.sleep(timeoutMs, done.signal).then(
    () => stop.abort(late()),
    () => {},
  )
  try {
    return await work(stop.signal)
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error
  } finally {
    done.abort()
    signal?.removeEventListener('abort', giveUp)
  }
}
