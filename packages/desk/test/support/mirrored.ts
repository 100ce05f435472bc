import { addDays, type MisAdapter, type Slot } from '@mis/core'
import { afterEach } from 'vitest'
import { createMirror, type Mirror, type MirrorOptions, memoryStore, type SyncProgress } from '../../src/index.ts'
import { today, type wideClinic } from './wide-clinic.ts'

export type Clinic = ReturnType<typeof wideClinic>

const opened: MisAdapter[] = []
afterEach(async () => {
  for (const adapter of opened.splice(0)) await adapter.close()
})

/** A mirror of a clinic over a store of its own; its adapter is closed when the case has ended. */
export function mirrored(clinic: Clinic, options: Partial<MirrorOptions> = {}, adapter: MisAdapter = clinic.mis()) {
  closed(adapter)
  const store = memoryStore({ runtime: { now: clinic.world.now } })
  return { store, mirror: createMirror({ store, adapter, ...options }) }
}

/** The adapter, which is closed when the case has ended. */
export function closed<A extends MisAdapter>(adapter: A): A {
  opened.push(adapter)
  return adapter
}

/** One round; what it told last. */
export async function round(mirror: Mirror, signal?: AbortSignal): Promise<SyncProgress> {
  let last: SyncProgress | undefined
  for await (const progress of mirror.sync(signal ? { signal } : {})) last = progress
  if (last === undefined) throw new Error('A round that tells nothing')
  return last
}

/** What the mirror alone says, whatever its age. */
export async function inStore(store: ReturnType<typeof memoryStore>, doctorId: string): Promise<readonly Slot[]> {
  const days = await store.mirror.read({ instance: 'fake', doctorId, from: today, to: addDays(today, 29) })
  return days.flatMap(({ slots }) => slots)
}

export const starts = (slots: readonly Slot[]) => slots.map(({ start }) => start)
