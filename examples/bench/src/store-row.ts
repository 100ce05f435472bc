// What a store costs beside the bare statement, and a desk beside a journal written by hand, on a MIS that answers at once.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Appointment, defineAdapter, type Slot } from '@mis/core'
import { createDesk, type Desk, postgresStore, type Store, sqliteStore } from '@mis/desk'
import { testPatient } from '@mis/mock'
import { Pool } from 'pg'
import type { Row } from './paired.ts'

/** Statements of somebody who writes for one database only; `?` are numbered for PostgreSQL. */
interface Bare {
  run(sql: string, values: readonly (string | number | null)[]): Promise<unknown>
  close(): Promise<void>
}

const holdsTable = `create table bare_holds (slot_key text primary key, id text not null, owner text not null,
  slot text not null, expires_at bigint not null)`
const holdStatement = `insert into bare_holds (slot_key, id, owner, slot, expires_at) values (?, ?, ?, ?, ?)
  on conflict (slot_key) do update set id = excluded.id, owner = excluded.owner, expires_at = excluded.expires_at
  where bare_holds.expires_at <= ? returning *`
const journalTable = `create table bare_journal (id text primary key, reference text not null unique,
  key text unique, state text not null, body text not null, result text)`
const journal = {
  insert: "insert into bare_journal (id, reference, key, state, body) values (?, ?, ?, 'prepared', ?) returning id",
  sending: "update bare_journal set state = 'sending' where id = ? returning id",
  done: "update bare_journal set state = 'done', result = ? where id = ? returning id",
}
const holdsOfOne = 200
const bookingsOfOne = 60

let names = 0
const fresh = () => `n${++names}`
const slotOf = (id: string): Slot => ({
  id,
  doctorId: '7',
  clinicId: '1',
  // A minute each, so that none is another's twin.
  start: new Date(Date.UTC(2035, 0, 1) + names * 60_000).toISOString().replace('.000Z', '+00:00'),
  end: new Date(Date.UTC(2035, 0, 1) + names * 60_000 + 60_000).toISOString().replace('.000Z', '+00:00'),
  timeZone: 'Etc/UTC',
  mode: 'in-person',
})

/** Answers at once, and keeps nothing. */
const instantMis = () =>
  defineAdapter({
    vendor: 'instant',
    instance: 'instant',
    capabilities: { patientFields: { required: [] }, slotWindowDays: 31, concurrency: 8 },
    operations: {
      listDoctors: async () => ({ items: [] }),
      listSlots: async () => [],
      book: async ({ slot, reference }): Promise<Appointment> => ({
        id: `a${slot.id}`,
        status: 'booked',
        doctorId: slot.doctorId,
        clinicId: slot.clinicId,
        start: slot.start,
        end: slot.end,
        mode: 'in-person',
        ...(reference !== undefined && { reference }),
      }),
      cancel: async () => Promise.reject(new Error('not here')),
    },
  })

/** The rows of SQLite, and those of PostgreSQL where `MIS_POSTGRES_URL` says where one is. */
export async function storeRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mis-bench-'))
  const bare = await bareSqlite(join(folder, 'bare.db'))
  const remove = async () => rmSync(folder, { recursive: true, force: true })
  const sqlite = rowsOf('SQLite', sqliteStore(join(folder, 'desk.db')), bare, remove)
  const url = process.env.MIS_POSTGRES_URL
  return url === undefined ? sqlite : [...sqlite, ...(await postgresRows(url))]
}

async function bareSqlite(file: string): Promise<Bare> {
  const database = new DatabaseSync(file)
  database.exec(`pragma journal_mode = wal; pragma synchronous = full; ${holdsTable}; ${journalTable}`)
  const prepared = new Map([holdStatement, ...Object.values(journal)].map((sql) => [sql, database.prepare(sql)]))
  return {
    run: async (sql, values) => prepared.get(sql)?.all(...values),
    close: async () => database.close(),
  }
}

async function postgresRows(url: string): Promise<readonly Row[]> {
  const pool = new Pool({ connectionString: url, max: 4 })
  const schema = `mis_bench_${process.pid}`
  await pool.query(`create schema ${schema}_bare; set search_path = ${schema}_bare; ${holdsTable}; ${journalTable}`)
  const client = await pool.connect()
  await client.query(`set search_path = ${schema}_bare`)
  const bare: Bare = {
    run: (sql, values) => {
      let count = 0
      return client.query({
        name: sql.slice(0, 60),
        text: sql.replace(/\?/g, () => `$${++count}`),
        values: [...values],
      })
    },
    close: async () => client.release(),
  }
  return rowsOf('PostgreSQL', postgresStore(pool, { schema }), bare, async () => {
    await pool.query(`drop schema ${schema} cascade; drop schema ${schema}_bare cascade`)
    await pool.end()
  })
}

function rowsOf(name: string, store: Store, bare: Bare, remove: () => Promise<void>): readonly Row[] {
  const mis = instantMis()
  const desk: Desk = createDesk({ adapter: mis, store })
  const hold: Row = {
    title: `Desk: a hold in ${name}`,
    sample: `${holdsOfOne} holds of ${holdsOfOne} times, one after another, each committed and synced`,
    ours: {
      name: 'store.holds.take',
      run: () =>
        repeat(holdsOfOne, (id) =>
          store.holds.take({
            id,
            slotKey: id,
            instance: 'i',
            owner: id,
            slot: { id },
            forMs: 300_000,
            atMostMs: 900_000,
          }),
        ),
    },
    theirs: {
      name: 'one bare prepared upsert',
      run: () =>
        repeat(holdsOfOne, (id) =>
          bare.run(holdStatement, [id, id, id, `{"id":"${id}"}`, Date.now() + 300_000, Date.now()]),
        ),
    },
  }
  const booking: Row = {
    title: `Desk: a booking over ${name}`,
    sample: `${bookingsOfOne} bookings, one after another, on a MIS that answers at once`,
    ours: {
      name: 'desk.book: the journal with its events, the slot, the fence, our copy of the visit',
      run: () =>
        repeat(bookingsOfOne, async (id) => {
          const { status } = await desk.book({
            slot: slotOf(id),
            patient: testPatient(1 + (names % 9_999)),
            reference: id,
          })
          if (status !== 'booked') throw new Error(status)
        }),
    },
    theirs: {
      name: 'three bare statements around the call: insert, sending, done',
      run: () =>
        repeat(bookingsOfOne, async (id) => {
          const request = { slot: slotOf(id), patient: testPatient(1 + (names % 9_999)), reference: id }
          await bare.run(journal.insert, [id, id, id, JSON.stringify(request)])
          await bare.run(journal.sending, [id])
          const appointment = await mis.book(request)
          await bare.run(journal.done, [JSON.stringify(appointment), id])
        }),
    },
    async close() {
      await desk.close()
      await mis.close()
      await store.close()
      await bare.close()
      await remove()
    },
  }
  return [hold, booking]
}

async function repeat(times: number, run: (id: string) => Promise<unknown>): Promise<void> {
  for (let count = 0; count < times; count += 1) await run(fresh())
}
