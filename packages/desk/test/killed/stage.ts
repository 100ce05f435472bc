import { join } from 'node:path'
import { Pool } from 'pg'
import { postgresStore, type Store, sqliteStore } from '../../src/index.ts'
import type { StorePlace } from '../at-most-once/protocol.ts'
import type { PostgresServer } from '../support/postgres-server.ts'

export interface OpenStore {
  readonly store: Store
  close(): Promise<void>
}

/** The store of one process. `clock` counts where the store has none of its own. */
export function openStore(place: StorePlace, clock: () => number): OpenStore {
  if (place.kind === 'sqlite') {
    const store = sqliteStore(place.file, { runtime: { now: clock } })
    return { store, close: () => store.close() }
  }
  const pool = new Pool({ ...place.connection, max: 8 })
  const store = postgresStore(pool, { schema: place.schema, waitMs: 15_000 })
  return {
    store,
    async close() {
      await store.close()
      await pool.end()
    },
  }
}

/** A store in a place of its own, for one victim and whoever comes after it. */
export interface Stage {
  readonly place: StorePlace
  readonly clock: number
  /** The store as the process sees it that lives on. */
  readonly store: Store
  /** Makes every lease so much older. */
  later(ms: number): Promise<void>
  close(): Promise<void>
}

export interface Ground {
  readonly name: string
  stage(): Stage
}

const begun = Date.parse('2031-03-03T05:00:00Z')
const leases = ['intents', 'mirror_rounds', 'sinks', 'reminders']
let places = 0

export function sqliteGround(folder: () => string): Ground {
  return {
    name: 'SQLite',
    stage() {
      let clock = begun
      const place = { kind: 'sqlite', file: join(folder(), `${++places}.db`) } as const
      const open = openStore(place, () => clock)
      return {
        ...open,
        ...{ place, clock },
        async later(ms) {
          clock += ms
        },
      }
    },
  }
}

export function postgresGround(server: () => PostgresServer): Ground {
  return {
    name: 'PostgreSQL',
    stage() {
      const { connection } = server()
      const place = { kind: 'postgres', connection, schema: `killed_${++places}` } as const
      const open = openStore(place, () => begun)
      return {
        ...open,
        ...{ place, clock: begun },
        // The database's clock cannot be moved; that every lease in it is so much older comes to the same.
        async later(ms) {
          const pool = new Pool({ ...connection, max: 1 })
          for (const table of leases)
            await pool.query(`update ${place.schema}.${table} set lease_until = lease_until - ${ms}`)
          await pool.end()
        },
      }
    },
  }
}
