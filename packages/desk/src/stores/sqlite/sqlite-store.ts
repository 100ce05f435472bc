import { defaultRuntime, type Runtime } from '@mis/core'
import type { Store } from '../../store/store.ts'
import { lazyStore } from '../sql/lazy-store.ts'
import { makeListeners } from '../sql/listeners.ts'
import { badOption, requireDuration } from '../sql/options.ts'

/** Options of `sqliteStore`. */
export interface SqliteStoreOptions {
  /**
   * How long a call waits for its turn where another process writes, in milliseconds; then it rejects with
   * `unavailable`. Default: 5,000.
   */
  readonly waitMs?: number
  /** Whose clock decides leases and holds. Default: the machine's, which all processes of one file share. */
  readonly runtime?: Partial<Runtime>
}

/**
 * A store in one file, by `node:sqlite`: the default where one machine runs the desk. Several processes of that machine
 * may share the file; they learn of each other's work when they look, not at once.
 *
 * Every method is synced to the disk before it resolves (WAL, `synchronous=FULL`). The file is made, readable by its
 * owner alone, with the first call; nothing is loaded before. Not on a network file system: SQLite's locks do not work
 * there. Throws `invalid-request` where an option is wrong; the calls reject with `unavailable` (by `store`), naming
 * `file`, where it cannot be read and written, is full, locked, foreign, or of a newer schema.
 */
export function sqliteStore(file: string, { waitMs = 5_000, runtime }: SqliteStoreOptions = {}): Store {
  if (typeof file !== 'string' || file === '' || file.startsWith(':') || file.startsWith('file:'))
    throw badOption('sqliteStore', 'file', 'must be the path of a file; for a store that forgets, use memoryStore()')
  requireDuration('sqliteStore', 'waitMs', waitMs)
  const listeners = makeListeners()
  return lazyStore({
    option: 'file',
    onWork: listeners.add,
    async connect(closing) {
      const { openSqlite } = await import('./engine.ts')
      const whole = { ...defaultRuntime, ...runtime }
      return openSqlite({ file, waitMs, runtime: whole, closing, listeners })
    },
  })
}
