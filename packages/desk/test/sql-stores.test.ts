import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresStore, type Store, sqliteStore } from '../src/index.ts'
import { type PostgresServer, postgresServer, withPostgres } from './support/postgres-server.ts'

const hold = { id: 'a', slotKey: 'slot', instance: 'clinic', owner: 'me', slot: {}, forMs: 60_000, atMostMs: 90_000 }

async function holdsOneSlot(store: Store) {
  const taken = await store.holds.take(hold)
  expect(taken).toMatchObject({ kind: 'taken', isNew: true })
  expect(await store.holds.take({ ...hold, id: 'b', owner: 'you' })).toMatchObject({ kind: 'held' })
}

describe('the SQLite store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mis-sqlite-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('keeps what it was given when it is opened again', async () => {
    const store = sqliteStore(join(folder, 'desk.db'))
    await holdsOneSlot(store)
    await store.close()
    const again = sqliteStore(join(folder, 'desk.db'))
    expect(await again.holds.find('slot')).toMatchObject({ id: 'a', owner: 'me' })
    await again.close()
  })

  it('of a version whose mirror kept JSON forgets that copy alone, and the next round fills it again', async () => {
    const file = join(folder, 'older.db')
    const store = sqliteStore(file)
    await holdsOneSlot(store)
    await store.close()
    const database = new DatabaseSync(file)
    database.exec(`delete from mis_desk_schema where name = 'mirror-packed'; drop table mirror_days;
      create table mirror_days (instance text, doctor_id text, day text, hash text, as_of integer, fence integer,
        first_at integer, last_at integer, slots text, primary key (instance, doctor_id, day));
      insert into mirror_days values ('clinic', '7', '2031-03-03', 'old', 1, 0, null, null, '[]');
      insert into mirror_rounds values ('clinic', '{"asOf":1,"from":"2031-03-03","to":"2031-03-03","behind":[]}', null, 0)`)
    database.close()
    const newer = sqliteStore(file)
    expect(await newer.holds.find('slot')).toMatchObject({ id: 'a' })
    const query = { instance: 'clinic', doctorId: '7', from: '2031-03-03', to: '2031-03-03' }
    expect([await newer.mirror.marks(query), await newer.mirror.lastRound('clinic')]).toEqual([[], null])
    const day = { doctorId: '7', day: '2031-03-03', slots: [], hash: 'new', asOf: 2, fence: 0 }
    expect(await newer.mirror.write('clinic', [day])).toEqual([])
    await newer.close()
  })
})

withPostgres('the PostgreSQL store', () => {
  let server: PostgresServer
  let pool: Pool
  beforeAll(async () => {
    server = await postgresServer()
    pool = new Pool(server.connection)
  })
  afterAll(async () => {
    await pool.end()
    server.close()
  })

  it('keeps what it was given when it is opened again', async () => {
    const store = postgresStore(pool)
    await holdsOneSlot(store)
    await store.close()
    const again = postgresStore(pool)
    expect(await again.holds.find('slot')).toMatchObject({ id: 'a', owner: 'me' })
    await again.close()
  })
})
