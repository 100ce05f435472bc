import { DatabaseSync } from 'node:sqlite'
import type { Slot } from '@mis/core'
import { Pool } from 'pg'

/** What an app would write first: a row a slot, one upsert. */
export interface Bare {
  /** Writes everything, a transaction a doctor. */
  load(slots: AsyncIterable<readonly Slot[]>): Promise<void>
  day(doctorId: string, day: string): Promise<number>
  nearest(doctorIds: readonly string[], after: string): Promise<number>
  close(): Promise<void>
}

const columns = 'id, doctor_id, clinic_id, day, start, "end", room, mode'
const table = `create table if not exists slots (id text, doctor_id text, clinic_id text, day text, start text, "end" text,
  room text, mode text, primary key (doctor_id, start))`
const replace = `on conflict (doctor_id, start) do update set id = excluded.id, room = excluded.room, mode = excluded.mode`
const valuesOf = ({ id, doctorId, clinicId, start, end, room = '', mode }: Slot) => [
  ...[id, doctorId, clinicId, start.slice(0, 10), start, end, room, mode],
]

/** With the settings of the desk's own store: every commit is synced. */
export function bareSqlite(file: string): Bare {
  const database = new DatabaseSync(file)
  database.exec('pragma journal_mode = wal')
  database.exec('pragma synchronous = full')
  database.exec(table)
  database.exec('create index slots_start on slots (start)')
  const upsert = database.prepare(`insert into slots (${columns}) values (?, ?, ?, ?, ?, ?, ?, ?) ${replace}`)
  const day = database.prepare('select * from slots where doctor_id = ? and day = ? order by start')
  return {
    async load(doctors) {
      for await (const slots of doctors) {
        database.exec('begin immediate')
        for (const slot of slots) upsert.run(...valuesOf(slot))
        database.exec('commit')
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    day: async (doctorId, date) => day.all(doctorId, date).length,
    async nearest(doctorIds, after) {
      const list = doctorIds.map(() => '?').join()
      const query = `select * from slots where doctor_id in (${list}) and start > ? order by start limit 1`
      return database.prepare(query).all(...doctorIds, after).length
    },
    async close() {
      database.close()
    },
  }
}

export async function barePostgres(url: string, schema: string): Promise<Bare> {
  const pool = new Pool({ connectionString: url, max: 2 })
  await pool.query(`create schema ${schema}`)
  await pool.query(table.replace('slots', `${schema}.slots`))
  await pool.query(`create index on ${schema}.slots (start)`)
  const upsert = `insert into ${schema}.slots as slots (${columns})
    select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) ${replace}`
  return {
    async load(doctors) {
      for await (const slots of doctors) {
        const rows = slots.map(valuesOf)
        await pool.query({
          name: 'load',
          text: upsert,
          values: Array.from({ length: 8 }, (_, at) => rows.map((row) => row[at])),
        })
      }
    },
    async day(doctorId, date) {
      const text = `select * from ${schema}.slots where doctor_id = $1 and day = $2 order by start`
      return (await pool.query({ name: 'day', text, values: [doctorId, date] })).rows.length
    },
    async nearest(doctorIds, after) {
      const text = `select * from ${schema}.slots where doctor_id = any($1) and start > $2 order by start limit 1`
      return (await pool.query({ name: 'nearest', text, values: [doctorIds, after] })).rows.length
    },
    async close() {
      await pool.query(`drop schema ${schema} cascade`)
      await pool.end()
    },
  }
}
