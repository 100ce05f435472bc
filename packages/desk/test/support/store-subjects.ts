import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { describe, it } from 'vitest'
import { memoryStore, postgresStore, type Store, sqliteStore } from '../../src/index.ts'
import type { StartedStore, StoreSubject } from '../../src/testing/index.ts'
import { type PostgresServer, withPostgres } from './postgres-server.ts'

/** A clock that moves when told. */
function clock() {
  let time = 1_900_000_000_000
  return {
    runtime: { now: () => time },
    async later(ms: number) {
      time += ms
    },
  }
}

export const memorySubject: StoreSubject = {
  name: 'memory',
  tellsOthers: true,
  async start() {
    const { runtime, later } = clock()
    const store = memoryStore({ runtime })
    return { store, later, another: async () => store, close: () => store.close() }
  },
}

const sqliteSubject: StoreSubject = {
  name: 'SQLite',
  async start() {
    const { runtime, later } = clock()
    const folder = mkdtempSync(join(tmpdir(), 'mis-desk-'))
    const stores: Store[] = []
    const open = async () => {
      const store = sqliteStore(join(folder, 'desk.db'), { runtime })
      stores.push(store)
      return store
    }
    const closeAll = () => Promise.all(stores.map((store) => store.close()))
    return {
      store: await open(),
      another: open,
      later,
      async reopen() {
        await closeAll()
        return open()
      },
      async close() {
        await closeAll()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  },
}

let schemas = 0

/** Each case has a schema of its own in this server. */
function postgresSubject(server: () => PostgresServer): StoreSubject {
  return {
    name: 'PostgreSQL',
    tellsOthers: true,
    async start() {
      const schema = `desk_${++schemas}`
      const pools: Pool[] = []
      const stores: Store[] = []
      const open = async () => {
        const pool = new Pool(server().connection)
        pools.push(pool)
        const store = postgresStore(pool, { schema, waitMs: 60_000 })
        stores.push(store)
        return store
      }
      const closeAll = async () => {
        for (const store of stores.splice(0)) await store.close()
        for (const pool of pools.splice(0)) await pool.end()
      }
      return {
        store: await open(),
        another: open,
        // The database's clock cannot be moved; that everything in it is so much older comes to the same.
        async later(ms) {
          await pools[0]?.query(
            `update ${schema}.intents set lease_until = lease_until - ${ms}, due_at = due_at - ${ms}`,
          )
          await pools[0]?.query(
            `update ${schema}.holds set expires_at = expires_at - ${ms}, last_until = last_until - ${ms}`,
          )
        },
        async reopen() {
          await closeAll()
          return open()
        },
        close: closeAll,
      }
    },
  }
}

/** The same suite over every store there is. */
export function overStores(suite: (subject: StoreSubject) => void): void {
  suite(memorySubject)
  suite(sqliteSubject)
  withPostgres('over a real server', (server) => suite(postgresSubject(server)))
}

/** What a case is given: the store, and how another process opens the same. */
type Given = Pick<StartedStore, 'store' | 'another'>

/** The same cases over every store there is, each with a store of its own. */
export function casesOverStores(
  title: string,
  cases: (test: (name: string, run: (given: Given) => Promise<void>) => void) => void,
): void {
  overStores((subject) =>
    describe(`${title} in ${subject.name}`, () =>
      cases((name, run) =>
        it(name, async () => {
          const started = await subject.start()
          try {
            await run(started)
          } finally {
            await started.close()
          }
        }),
      )),
  )
}
