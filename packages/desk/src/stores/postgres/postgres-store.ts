import { defaultRuntime, type Runtime } from '@mis/core'
import type { Store } from '../../store/store.ts'
import { lazyStore } from '../sql/lazy-store.ts'
import { badOption, requireDuration } from '../sql/options.ts'
import type { PostgresPool } from './pool.ts'
import { makeWakeUps } from './wake-ups.ts'

/** Options of `postgresStore`. */
export interface PostgresStoreOptions {
  /** The schema the tables live in, made where it is not there. 1 to 40 of `a-z0-9_`. Default: `mis_desk`. */
  readonly schema?: string
  /**
   * How long a call tries, a lost connection and a restarting server included, in milliseconds; then it rejects with
   * `unavailable`. Default: 5,000.
   */
  readonly waitMs?: number
  /** Whether statements are prepared by name; false behind a pooler that cannot do it. Default: true. */
  readonly prepare?: boolean
  /** Pauses and chance; the clock is the database's. Default: the machine's. */
  readonly runtime?: Partial<Runtime>
}

/**
 * A store in PostgreSQL 13 or later, for several instances that share the work. The pool is the app's: `new Pool(…)` of
 * `pg`, two connections or more, one of which listens while a desk runs. The store never ends it.
 *
 * Leases and holds go by the database's clock. Instances take different work (`SKIP LOCKED`), learn of new work at once
 * (`LISTEN`), and outlive a restart of the server: a method that lost its connection is run again until `waitMs` is over.
 *
 * Throws `invalid-request` where an option is wrong; the calls reject with `unavailable` (by `store`), naming `pool` or
 * `schema`, where the database cannot be asked, the role may not read and write, the schema is foreign or newer, or
 * `synchronous_commit` is off.
 */
export function postgresStore(pool: PostgresPool, options: PostgresStoreOptions = {}): Store {
  const { schema = 'mis_desk', waitMs = 5_000, prepare = true } = options
  if (typeof pool?.connect !== 'function') throw badOption('postgresStore', 'pool', 'must be a Pool of pg')
  const most = pool.options?.max
  if (most !== undefined && most < 2)
    throw badOption('postgresStore', 'pool', 'needs max: 2 or more; one connection listens while a desk runs')
  if (!/^[a-z_][a-z0-9_]{0,39}$/.test(schema))
    throw badOption('postgresStore', 'schema', 'must be 1 to 40 of a-z, 0-9 and _, not beginning with a digit')
  requireDuration('postgresStore', 'waitMs', waitMs)
  const runtime = { ...defaultRuntime, ...options.runtime }
  const wakeUps = makeWakeUps({ pool, channel: `mis_desk/${schema}`, runtime })
  const store = lazyStore({
    option: 'pool',
    onWork: wakeUps.add,
    async connect(closing) {
      const { openPostgres } = await import('./engine.ts')
      return openPostgres({ pool, schema, waitMs, prepare, runtime, closing, tell: wakeUps.tell })
    },
  })
  return {
    ...store,
    async close() {
      await wakeUps.close()
      await store.close()
    },
  }
}
