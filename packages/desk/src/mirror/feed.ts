import type { Doctor, Writes } from '@mis/core'
import { type DirectoryReader, practiceOf } from './directory.ts'
import type { MirrorSettings } from './options.ts'
import { askWindow, mark } from './window.ts'
import type { WindowWriter } from './writer.ts'

/**
 * Reads the MIS's change feed once: each doctor's day it names is dropped from the cache and read again before the change
 * is acknowledged. A day that cannot be read now waits for the next round. Gives how many changes there were.
 */
export async function readChanges(
  settings: MirrorSettings,
  {
    writer,
    writes,
    directory,
  }: { readonly writer: WindowWriter; readonly writes: Writes; readonly directory: DirectoryReader },
  signal: AbortSignal,
): Promise<number> {
  const { changes, store, adapter } = settings
  let count = 0
  let doctors: ReadonlyMap<string, Doctor> | undefined
  for await (const { doctorId, start } of changes?.({ signal }) ?? []) {
    count += 1
    if (doctorId === undefined || start === undefined) continue
    const touched = { doctorId, day: start.slice(0, 10) }
    writes.mark([touched])
    await store.mirror.touch(adapter.instance, [touched])
    const { day } = touched
    doctors ??= new Map((await directory.known()).doctors.map((doctor) => [doctor.id, doctor]))
    const practice = practiceOf(doctors.get(doctorId) ?? { specialties: [] })
    for (const marked of await mark(settings, [
      { doctorId, practice, from: day, to: day, name: `${doctorId}/${day}` },
    ])) {
      const told = await askWindow(settings, marked, signal)
      if (typeof told !== 'string') await writer.take(told)
    }
    await writer.flush()
  }
  return count
}
