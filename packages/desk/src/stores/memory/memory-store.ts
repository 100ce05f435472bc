import { defaultRuntime, MisError, type Runtime } from '@mis/core'
import type { Store } from '../../store/store.ts'
import { memoryHolds } from './holds.ts'
import { memoryIntents } from './intents.ts'
import { memoryAppointments, memoryOutbox } from './records.ts'
import { memorySections } from './sections.ts'
import { makeTables } from './tables.ts'

/** Options of `memoryStore`. */
export interface MemoryStoreOptions {
  /** Whose clock decides leases and holds. Default: the machine's. */
  readonly runtime?: Pick<Runtime, 'now'>
}

/**
 * A store for tests and trials: it forgets everything when the process ends, and with it the promise that nothing a
 * patient asked for is lost. Several desks of one process may share it.
 */
export function memoryStore({ runtime = defaultRuntime }: MemoryStoreOptions = {}): Store {
  const tables = makeTables(() => runtime.now())
  let closed = false
  const open = async () => {
    if (!closed) return
    throw new MisError('unavailable', {
      vendor: 'desk',
      operation: 'store',
      hint: 'the store is closed; make a new one',
      details: { by: 'store', retryAfterMs: null },
    })
  }
  const guarded = <T extends object>(section: T): T =>
    new Proxy(section, {
      get:
        (target, name) =>
        (...input: unknown[]) =>
          open().then(() => (Reflect.get(target, name) as (...input: unknown[]) => unknown)(...input)),
    })
  return {
    intents: guarded(memoryIntents(tables)),
    holds: guarded(memoryHolds(tables)),
    appointments: guarded(memoryAppointments(tables)),
    outbox: guarded(memoryOutbox(tables)),
    ...memorySections(tables, guarded),
    open,
    async now() {
      await open()
      return tables.now()
    },
    onWork(listener) {
      tables.listeners.add(listener)
      return () => tables.listeners.delete(listener)
    },
    async close() {
      closed = true
      tables.listeners.clear()
    },
  }
}
