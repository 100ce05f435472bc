import type { Runtime } from '@mis/core'

export interface Patience {
  readonly runtime: Pick<Runtime, 'monotonic' | 'random' | 'sleep'>
  /** How long to try, in milliseconds. */
  readonly waitMs: number
  /** The first pause at most; it doubles up to `mostMs`. */
  readonly firstMs: number
  readonly mostMs: number
  readonly closing: AbortSignal
  /** Whether the same may go well a moment later. */
  readonly isPassing: (error: unknown) => boolean
}

/** Tries until it goes well, fails for good, or the time is up; then rejects with the last error. */
export async function retrying<T>(attempt: () => T | Promise<T>, patience: Patience): Promise<T> {
  const { runtime, waitMs, firstMs, mostMs, closing, isPassing } = patience
  const until = runtime.monotonic() + waitMs
  for (let most = firstMs; ; most = Math.min(most * 2, mostMs)) {
    try {
      return await attempt()
    } catch (error) {
      if (!isPassing(error) || runtime.monotonic() >= until) throw error
      await runtime.sleep(most * (0.5 + runtime.random() / 2), closing)
    }
  }
}
