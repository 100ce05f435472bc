import type { Runtime } from '@mis/core'

/** Runs with a signal that aborts after `ms`, or with the caller's. Leaves no timer behind. */
export async function within<T>(
  runtime: Pick<Runtime, 'sleep'>,
  ms: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const late = new AbortController()
  const timer = runtime.sleep(ms, over.signal).then(
    () => late.abort(new Error(`not within ${ms} ms`)),
    () => {},
  )
  const both = AbortSignal.any([signal, late.signal])
  const cut = new Promise<never>((_, reject) => {
    const leave = () => reject(both.reason)
    both.addEventListener('abort', leave, { once: true })
    over.signal.addEventListener('abort', () => both.removeEventListener('abort', leave), { once: true })
  })
  try {
    return await Promise.race([run(both), cut])
  } finally {
    over.abort()
    await timer
  }
}
