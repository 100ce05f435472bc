import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMirror, type Mirror, postgresStore, type Store, sqliteStore } from '@mis/desk'
import { Pool } from 'pg'
import { type Bare, barePostgres, bareSqlite } from './desk-bare.ts'
import { type DeskClinic, now } from './desk-clinic.ts'

/** Where PostgreSQL is; without it its rows are left out. */
const postgresUrl = process.env.MIS_POSTGRES_URL

/** A database of one kind. */
export interface Home {
  readonly name: string
  /** A new, empty store. */
  store(): Promise<Store>
  bare(): Promise<Bare>
  close(): Promise<void>
}

export function deskHomes(): Home[] {
  return [sqliteHome(), ...(postgresUrl === undefined ? [] : [postgresHome(postgresUrl)])]
}

export function sqliteHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'mis-bench-'))
  let count = 0
  const file = () => join(folder, `${++count}.db`)
  return {
    name: 'SQLite',
    store: async () => sqliteStore(file()),
    bare: async () => bareSqlite(file()),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

function postgresHome(url: string): Home {
  const pool = new Pool({ connectionString: url, max: 8 })
  const schemas: string[] = []
  const schema = () => {
    const name = `mis_bench_${process.pid}_${schemas.length}`
    schemas.push(name)
    return name
  }
  return {
    name: 'PostgreSQL',
    store: async () => postgresStore(pool, { schema: schema() }),
    bare: () => barePostgres(url, schema()),
    async close() {
      for (const name of schemas) await pool.query(`drop schema if exists ${name} cascade`)
      await pool.end()
    },
  }
}

export function mirrorOf(store: Store, clinic: DeskClinic): Mirror {
  const { mirror } = store
  return createMirror({ store: { mirror, now: async () => now }, adapter: clinic.adapter, timeZone: 'Europe/Moscow' })
}

/** One round; how many days it wrote. */
export async function round(mirror: Mirror): Promise<number> {
  let days = 0
  for await (const { written } of mirror.sync()) days = written
  return days
}
