import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresStore, type Store, sqliteStore } from '../src/index.ts'
import { withPostgres } from './support/postgres-server.ts'
import { slotOf, today } from './support/wide-clinic.ts'

const hold = { id: 'a', slotKey: 'slot', instance: 'clinic', owner: 'me', slot: {}, forMs: 60_000, atMostMs: 90_000 }

async function holdsOneSlot(store: Store) {
  const taken = await store.holds.take(hold)
  expect(taken).toMatchObject({ kind: 'taken', isNew: true })
  expect(await store.holds.take({ ...hold, id: 'b', owner: 'you' })).toMatchObject({ kind: 'held' })
}

const slot = slotOf('7', 0, 1)
const query = { instance: 'clinic', doctorId: '7', from: today, to: today }

/** Makes a database of the version whose mirror kept JSON. */
const olderMirror = (schema: string) => `
  delete from ${schema}mis_desk_schema
    where version >= (select version from ${schema}mis_desk_schema where name = 'mirror-packed');
  drop table ${schema}mirror_days;
  create table ${schema}mirror_days (instance text, doctor_id text, day text, hash text, as_of bigint, fence bigint,
    first_at bigint, last_at bigint, slots text, primary key (instance, doctor_id, day));
  ${writtenByOlder(schema)};
  insert into ${schema}mirror_rounds values
    ('clinic', '{"asOf":1,"from":"${today}","to":"${today}","behind":[]}', null, 0)`

function writtenByOlder(schema: string): string {
  const at = Date.parse(slot.start)
  return `insert into ${schema}mirror_days (instance, doctor_id, day, hash, as_of, fence, first_at, last_at, slots)
    values ('clinic', '7', '${today}', 'old', 1, 0, ${at}, ${at}, '${JSON.stringify([slot])}')`
}

async function fillsItsMirrorAgain(store: Store) {
  expect([await store.mirror.read(query), await store.mirror.lastRound('clinic')]).toEqual([[], null])
  const day = { doctorId: '7', day: today, slots: [], hash: 'new', asOf: 2, fence: 0 }
  expect(await store.mirror.write('clinic', [day])).toEqual([])
}

async function readsTheOlderDay(store: Store) {
  expect((await store.mirror.read(query)).flatMap(({ slots }) => slots)).toEqual([slot])
  const nearest = { instance: 'clinic', doctorIds: ['7'], after: Date.parse(slot.start) - 1, limit: 1 }
  expect(await store.mirror.nearest(nearest)).toEqual([slot])
  await store.mirror.touch('clinic', [{ doctorId: '7', day: today }], Date.parse(slot.start))
  expect(await store.mirror.nearest(nearest)).toEqual([])
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
    database.exec(olderMirror(''))
    database.close()
    const newer = sqliteStore(file)
    expect(await newer.holds.find('slot')).toMatchObject({ id: 'a' })
    await fillsItsMirrorAgain(newer)
    await newer.close()
  })

  it('reads what a process of the version before has written since', async () => {
    const file = join(folder, 'both.db')
    const store = sqliteStore(file)
    await store.mirror.lastRound('clinic')
    const database = new DatabaseSync(file)
    database.exec(writtenByOlder(''))
    database.close()
    await readsTheOlderDay(store)
    await store.close()
  })
})

withPostgres('the PostgreSQL store', (server) => {
  let pool: Pool
  beforeAll(() => {
    pool = new Pool(server().connection)
  })
  afterAll(() => pool.end())

  it('keeps what it was given when it is opened again', async () => {
    const store = postgresStore(pool)
    await holdsOneSlot(store)
    await store.close()
    const again = postgresStore(pool)
    expect(await again.holds.find('slot')).toMatchObject({ id: 'a', owner: 'me' })
    await again.close()
  })

  it('of a version whose mirror kept JSON forgets that copy alone, and the next round fills it again', async () => {
    const store = postgresStore(pool, { schema: 'older' })
    await holdsOneSlot(store)
    await store.close()
    await pool.query(olderMirror('older.'))
    const newer = postgresStore(pool, { schema: 'older' })
    expect(await newer.holds.find('slot')).toMatchObject({ id: 'a' })
    await fillsItsMirrorAgain(newer)
    await newer.close()
  })

  it('reads what a process of the version before has written since', async () => {
    const store = postgresStore(pool, { schema: 'at_once' })
    await store.mirror.lastRound('clinic')
    await pool.query(writtenByOlder('at_once.'))
    await readsTheOlderDay(store)
    await store.close()
  })
})
