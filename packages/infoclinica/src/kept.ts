import type { Context } from '@mis/core'
import { nothingSent, sharedContext } from './context.ts'
import { createJoint } from './joint-work.ts'

const keptMs = 15 * 60_000

/** A value that is read once for all who wait for it, and kept for a while. */
export interface Kept<T> {
  /** Asks now, under the caller's own context; what comes is kept. */
  read(context: Context): Promise<T>
  /** What is not older than `maxAgeMs`. Default: 15 minutes. */
  get(context: Context, maxAgeMs?: number): Promise<T>
  /** What is kept already; nothing is asked. */
  held(context: Context, maxAgeMs?: number): T | undefined
}

export function createKept<T>(read: (context: Context) => Promise<T>): Kept<T> {
  const joint = createJoint<T>()
  let held: { readonly value: T; readonly at: number } | undefined

  async function readNow(context: Context): Promise<T> {
    const at = context.runtime.monotonic()
    const value = await read(context)
    if (held === undefined || held.at <= at) held = { value, at }
    return value
  }
  const inHand = ({ runtime }: Context, maxAgeMs = keptMs): T | undefined =>
    held !== undefined && runtime.monotonic() - held.at < maxAgeMs ? held.value : undefined

  return {
    read: readNow,
    held: inHand,
    async get(context, maxAgeMs = keptMs) {
      const { runtime, signal } = context
      const known = inHand(context, maxAgeMs)
      if (known !== undefined) return known
      nothingSent(context)
      return joint(signal, (shared) => readNow(sharedContext(runtime, shared)))
    },
  }
}
