import type { Runtime } from '@mis/core'
import { EsiaError } from './errors.ts'
import type { EsiaCallOptions } from './types.ts'

/**
 * Runs one call of the app: rejects at once when its signal aborts or its time is up, whether or not the work listens.
 * Leaves no timer and no listener.
 *
 * @throws EsiaError `timeout`
 */
export async function bounded<T>(
  runtime: Pick<Runtime, 'sleep'>,
  { signal, deadlineMs }: EsiaCallOptions & { readonly deadlineMs: number },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  const stop = new AbortController()
  const done = new AbortController()
  const giveUp = () => stop.abort(signal?.reason)
  signal?.addEventListener('abort', giveUp, { once: true })
  runtime.sleep(deadlineMs, done.signal).then(
    () => stop.abort(new EsiaError('timeout')),
    () => {},
  )
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true })
  })
  stopped.catch(() => {})
  try {
    return await Promise.race([work(stop.signal), stopped])
  } finally {
    done.abort()
    signal?.removeEventListener('abort', giveUp)
  }
}
