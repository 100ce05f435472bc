import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createMirror, type Mirror, postgresStore, type Store, sqliteStore } from '@mis/desk'
import { Pool } from 'pg'
import { type Bare, barePostgres, bareSqlite } from './desk-bare.ts'
import { type DeskClinic, deskClinic, firstDay, now, slotCount } from './desk-clinic.ts'
import type { FloorResult } from './onec-row.ts'
import { type Row, spreadOf } from './paired.ts'

/** Where PostgreSQL is; without it its rows are left out. */
const postgresUrl = process.env.MIS_POSTGRES_URL

interface Home {
  readonly name: string
  /** A new, empty store. */
  store(): Promise<Store>
  bare(): Promise<Bare>
  close(): Promise<void>
}

function sqliteHome(): Home {
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

const readCount = 2_000

const mirrorOf = (store: Store, clinic: DeskClinic) =>
  createMirror({ store: { ...store, now: async () => now }, adapter: clinic.adapter, timeZone: 'Europe/Moscow' })

async function round(mirror: Mirror): Promise<number> {
  let days = 0
  for await (const { written } of mirror.sync()) days = written
  return days
}

const all = ({ slots }: DeskClinic) => [...slots.values()].map((days) => [...days.values()].flat())

/** The mirror beside one upsert a slot, in each database. */
export async function deskRows(): Promise<Row[]> {
  const homes = [sqliteHome(), ...(postgresUrl === undefined ? [] : [postgresHome(postgresUrl)])]
  const rows: Row[] = []
  for (const home of homes) rows.push(...(await rowsOf(home)))
  return rows
}

async function rowsOf(home: Home): Promise<Row[]> {
  const clinic = deskClinic()
  const [kept, bare] = [await home.store(), await home.bare()]
  const mirror = mirrorOf(kept, clinic)
  await round(mirror)
  await bare.load(all(clinic))
  const sample = `${slotCount} free times of 500 doctors for 30 days, from a MIS that answers at once`
  const ids = clinic.doctors.filter(({ specialties }) => specialties[0]?.id === '7').map(({ id }) => id)
  const many = async (read: (index: number) => Promise<number>) => {
    for (let index = 0; index < readCount; index += 1) if ((await read(index)) === 0) throw new Error('nothing was read')
  }
  const dayOf = (index: number) => clinic.days[index % 30] ?? firstDay
  const after = `${firstDay}T08:00:00+03:00`
  return [
    {
      title: `Mirror, ${home.name}: first load`,
      sample,
      ours: {
        name: 'a round of the mirror into an empty store',
        async run() {
          const store = await home.store()
          if ((await round(mirrorOf(store, clinic))) === 0) throw new Error('nothing was written')
          await store.close()
        },
      },
      theirs: {
        name: 'an upsert a slot into an empty table, a transaction a doctor',
        async run() {
          const empty = await home.bare()
          await empty.load(all(clinic))
          await empty.close()
        },
      },
    },
    {
      title: `Mirror, ${home.name}: one slot in a hundred has changed`,
      sample,
      ours: {
        name: 'a round of the mirror',
        async run() {
          clinic.change()
          if ((await round(mirror)) === 0) throw new Error('nothing was written')
        },
      },
      theirs: { name: 'everything written again', run: () => bare.load(all(clinic)) },
    },
    {
      title: `Mirror, ${home.name}: one doctor's day`,
      sample: `${readCount} reads`,
      ours: {
        name: 'store.mirror.read',
        run: () =>
          many(async (index) => {
            const day = dayOf(index)
            const query = { instance: 'bench', doctorId: String((index % 500) + 1), from: day, to: day }
            return (await kept.mirror.read(query)).length
          }),
      },
      theirs: { name: 'the prepared select', run: () => many((index) => bare.day(String((index % 500) + 1), dayOf(index))) },
    },
    {
      title: `Mirror, ${home.name}: the nearest free time of 20 doctors`,
      sample: `${readCount} reads`,
      ours: {
        name: 'store.mirror.nearest',
        run: () =>
          many(async () => {
            const query = { instance: 'bench', doctorIds: ids, after: now, limit: 1 }
            return (await kept.mirror.nearest(query)).length
          }),
      },
      theirs: { name: 'select … order by start limit 1', run: () => many(() => bare.nearest(ids, after)) },
      async close() {
        await kept.close()
        await bare.close()
        await home.close()
      },
    },
  ]
}

/** How long the event loop stands still while a first load runs, in a sentence. */
export async function deskLoopDelay(): Promise<string> {
  const home = sqliteHome()
  const store = await home.store()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await round(mirrorOf(store, deskClinic()))
  delay.disable()
  await store.close()
  await home.close()
  const [p99, max] = [delay.percentile(99) / 1e6, delay.max / 1e6]
  return `The event loop during a first load into SQLite: delayed by ${p99.toFixed(1)} ms at most in 99 % of the time, by ${max.toFixed(1)} ms at worst.`
}

/** A whole round over a MIS with latency, beside calls × latency ÷ calls at once. */
export async function measureSync(runs: number): Promise<FloorResult> {
  const latencyMs = 20
  const home = sqliteHome()
  const samples: number[] = []
  let floorMs = 0
  for (let run = 0; run < runs; run += 1) {
    const clinic = deskClinic({ latencyMs, concurrency: 5 })
    const store = await home.store()
    const begun = performance.now()
    await round(mirrorOf(store, clinic))
    samples.push(performance.now() - begun)
    floorMs = (clinic.calls() * latencyMs) / 4
    await store.close()
  }
  await home.close()
  return {
    title: 'Mirror: a whole first round, SQLite',
    sample: `500 calls of ${latencyMs} ms, 4 at once, ${slotCount} free times`,
    milliseconds: spreadOf(samples),
    floorMs,
    ratio: spreadOf(samples.map((sample) => sample / floorMs)),
    runs,
  }
}
