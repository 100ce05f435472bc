import type { Writes } from '@mis/core'
import type { MirrorSettings } from './options.ts'
import type { WindowReader } from './window.ts'

/**
 * Reads the MIS's change feed once: each doctor's day it names is dropped from the cache and read again before the change
 * is acknowledged. A day that cannot be read now waits for the next round. Gives how many changes there were.
 */
export async function readChanges(
  { changes, store, adapter }: MirrorSettings,
  { windows, writes }: { readonly windows: WindowReader; readonly writes: Writes },
  signal: AbortSignal,
): Promise<number> {
  let count = 0
  for await (const { doctorId, start } of changes?.({ signal }) ?? []) {
    count += 1
    if (doctorId === undefined || start === undefined) continue
    const touched = { doctorId, day: start.slice(0, 10) }
    writes.mark([touched])
    await store.mirror.touch(adapter.instance, [touched])
    await windows.read({ doctorId, from: touched.day, to: touched.day }, signal)
  }
  return count
}
