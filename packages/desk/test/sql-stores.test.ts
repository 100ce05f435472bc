import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
