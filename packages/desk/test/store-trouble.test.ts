import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defaultRuntime, isMisError, type Runtime } from '@mis/core'
import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { postgresStore, type Store, sqliteStore } from '../src/index.ts'
import { draft } from '../src/testing/drafts.ts'
import { clinic, patient, slotOf } from './support/clinic.ts'
import { withPostgres } from './support/postgres-server.ts'

/** What a store says instead of answering; it must name the option. */
async function refusalOf(store: Store): Promise<string> {
  try {
    await store.open()
    await store.intents.insert(draft('a'))
    return 'it was not refused'
  } catch (error) {
    return isMisError(error, 'unavailable') && error.details.by === 'store' ? error.message : `not so: ${String(error)}`
  } finally {
    await store.close()
  }
}

/** Neither the patient nor the MIS may hear of a request that could not be kept. */
async function receivesNothing(store: Store): Promise<void> {
  const at = clinic()
  const desk = at.open({}, store)
  const outcome = desk.book({ slot: slotOf(at), patient, reference: 'one' })
  await expect(outcome).rejects.toMatchObject({ code: 'unavailable', details: { by: 'store' } })
  expect(at.world.appointments()).toEqual([])
  expect(at.server.requests()).toEqual([])
  await at.close()
  await store.close()
}

describe('an SQLite store', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mis-desk-'))
    file = join(folder, 'desk.db')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('names the option that is wrong', () => {
    for (const wrong of ['', ':memory:', 'file:desk.db'])
      expect(() => sqliteStore(wrong)).toThrow('sqliteStore: invalid-request (file: ')
    expect(() => sqliteStore(file, { waitMs: -1 })).toThrow('waitMs: ')
  })

  it('makes a file that only its owner can read', async () => {
    const store = sqliteStore(file)
    await store.intents.insert(draft('a'))
    const modes = [file, `${file}-wal`].map((each) => statSync(each).mode & 0o777)
    await store.close()
    expect(modes).toEqual([0o600, 0o600])
  })

  it('is refused where its folder is not there, is a file, or the file is a folder', async () => {
    expect(await refusalOf(sqliteStore(join(folder, 'no', 'desk.db')))).toContain('file: its folder does not exist')
    writeFileSync(join(folder, 'no'), '')
    expect(await refusalOf(sqliteStore(join(folder, 'no', 'desk.db')))).toContain('file: its folder does not exist')
    mkdirSync(file)
    expect(await refusalOf(sqliteStore(file))).toContain('file: is a folder')
  })

  it('is refused where the file cannot be written', async () => {
    const store = sqliteStore(file)
    await store.open()
    await store.close()
    chmodSync(file, 0o400)
    // Root may write whatever it likes, unless that right is taken from it.
    const program = `
      import { sqliteStore } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)}
      await sqliteStore(${JSON.stringify(file)}).open().then(() => console.log('opened'), (error) => console.log(error.message))`
    const node = [process.execPath, '--conditions=@mis/source', '--no-warnings', '--input-type=module', '-e', program]
    const [command = '', ...args] =
      process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', ...node] : node
    const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    expect(stdout + stderr).toContain('unavailable (file: is read-only')
  })

  it('is refused where the file is something else', async () => {
    writeFileSync(file, 'not a database, but long enough to be taken for one at first sight\n'.repeat(20))
    expect(await refusalOf(sqliteStore(file))).toContain('file: is not an SQLite database')
    rmSync(file)
    const foreign = new DatabaseSync(file)
    foreign.exec('create table patients (name text)')
    foreign.close()
    expect(await refusalOf(sqliteStore(file))).toContain('file: holds tables of something else')
  })

  it('is refused where a newer program made the schema, and leaves it alone', async () => {
    await sqliteStore(file).open()
    const database = new DatabaseSync(file)
    const steps = database.prepare('select count(*) as count from mis_desk_schema').get()?.count
    database.exec(`insert into mis_desk_schema values (${Number(steps) + 1}, 'of the future', 0)`)
    expect(await refusalOf(sqliteStore(file))).toContain('file: was made by a newer version of @mis/desk')
    database.exec(`update mis_desk_schema set name = 'of somebody else' where version = 2`)
    database.exec(`delete from mis_desk_schema where version > 2`)
    expect(await refusalOf(sqliteStore(file))).toContain('file: holds an unknown schema (step 2)')
    database.close()
  })

  it('is refused where another process keeps the file locked, and waits for one that does not', async () => {
    await sqliteStore(file).open()
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    expect(await refusalOf(sqliteStore(file, { waitMs: 30 }))).toContain('file: is locked by another process')
    const patientOne = sqliteStore(file)
    const written = patientOne.intents.insert(draft('b'))
    other.exec('rollback')
    expect((await written).kind).toBe('inserted')
    other.close()
    await patientOne.close()
  })

  it('on a full disk receives nothing, and keeps what it has', async () => {
    const store = sqliteStore(file)
    await store.open()
    await store.close()
    const { exec } = DatabaseSync.prototype
    // What a full disk answers (SQLITE_FULL), from this page on.
    DatabaseSync.prototype.exec = function limited(sql) {
      exec.call(this, sql)
      if (sql.startsWith('pragma synchronous')) exec.call(this, 'pragma max_page_count = 60')
    }
    const full = sqliteStore(file)
    let kept = 0
    let last: unknown
    try {
      for (; kept < 5_000; kept += 1) await full.intents.insert(draft(`n${kept}`))
    } catch (error) {
      last = error
    }
    expect(String(last)).toContain('unavailable (file: the disk is full)')
    expect(kept).toBeGreaterThan(5)
    await receivesNothing(full)
    DatabaseSync.prototype.exec = exec
    const again = sqliteStore(file)
    expect(await again.intents.list({ limit: 5_000 })).toHaveLength(kept)
    await again.close()
  })
})

withPostgres('a PostgreSQL store', (server) => {
  let owner: Pool
  const pools: Pool[] = []
  const as = (more: object = {}) => {
    const pool = new Pool({ ...server().connection, ...more })
    pools.push(pool)
    return pool
  }
  beforeAll(() => {
    owner = as()
  })
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()))
  })

  it('names the option that is wrong', () => {
    expect(() => postgresStore(as({ max: 1 }))).toThrow('postgresStore: invalid-request (pool: needs max: 2 or more')
    expect(() => postgresStore({} as never)).toThrow('pool: must be a Pool of pg')
    for (const schema of ['', 'Desk', 'desk; drop', '1desk', 'x'.repeat(41)])
      expect(() => postgresStore(owner, { schema })).toThrow('schema: ')
  })

  it('is refused where its role may not make the schema, or not write it', async () => {
    await owner.query('create role stranger login; create role reader login')
    expect(await refusalOf(postgresStore(as({ user: 'stranger' }), { schema: 'rights' }))).toContain(
      'pool: its role may not make or use the tables of the desk',
    )
    await postgresStore(owner, { schema: 'rights' }).open()
    await owner.query('grant usage on schema rights to reader; grant select on all tables in schema rights to reader')
    const told = await refusalOf(postgresStore(as({ user: 'reader' }), { schema: 'rights' }))
    expect(told).toMatch(/schema: its role may not read and write the table \w+ of the schema rights/)
  })

  it('works with a role that may use the tables and make nothing', async () => {
    await postgresStore(owner, { schema: 'granted' }).open()
    await owner.query(`create role worker login; grant usage on schema granted to worker;
      grant select, insert, update, delete on all tables in schema granted to worker;
      grant usage on all sequences in schema granted to worker`)
    const store = postgresStore(as({ user: 'worker' }), { schema: 'granted' })
    expect((await store.intents.insert(draft('a'))).kind).toBe('inserted')
    await store.close()
  })

  it('is refused where the schema is foreign or newer', async () => {
    await owner.query('create schema foreign_one; create table foreign_one.patients (name text)')
    expect(await refusalOf(postgresStore(owner, { schema: 'foreign_one' }))).toContain(
      'schema: holds tables of something',
    )
    await postgresStore(owner, { schema: 'newer' }).open()
    await owner.query(
      "insert into newer.mis_desk_schema select max(version) + 1, 'later', 0 from newer.mis_desk_schema",
    )
    expect(await refusalOf(postgresStore(owner, { schema: 'newer' }))).toContain('schema: was made by a newer version')
  })

  it('is refused where the server forgets what it acknowledges', async () => {
    const pool = as({ options: '-c synchronous_commit=off' })
    expect(await refusalOf(postgresStore(pool, { schema: 'careless' }))).toContain('pool: synchronous_commit is off')
  })

  it('that cannot be reached receives nothing, and says so in its time', async () => {
    const nowhere = as({ port: 1 })
    expect(await refusalOf(postgresStore(nowhere, { waitMs: 50 }))).toContain('pool: the server cannot be reached')
    await receivesNothing(postgresStore(nowhere, { waitMs: 50 }))
  })

  it('gives up on a pool that has no connection left', async () => {
    const pool = as({ max: 2 })
    const lent = [await pool.connect(), await pool.connect()]
    expect(await refusalOf(postgresStore(pool, { waitMs: 50, schema: 'busy' }))).toContain(
      'pool: no connection was free',
    )
    for (const client of lent) client.release()
  })

  it('is closed in its time though the pool has no connection left for its last word, and leaves nobody waiting', async () => {
    const pool = as({ max: 3 })
    // Five seconds are fifty milliseconds here.
    const sleep: Runtime['sleep'] = (ms, signal) => defaultRuntime.sleep(ms / 100, signal)
    const store = postgresStore(pool, { waitMs: 6_000_000, schema: 'exhausted', runtime: { sleep } })
    await store.intents.insert(draft('a'))
    const lent = await Promise.all([pool.connect(), pool.connect()])
    // The last connection goes to somebody else before the store can tell the others of this.
    const step = store.intents.advance({ id: 'a', fence: 1 }, { state: 'queued', dueInMs: 0 })
    while (pool.totalCount < 3) await new Promise((resolve) => setImmediate(resolve))
    lent.push(await pool.connect())
    await step
    store.onWork(() => undefined)
    const asked = store.intents.get('a')
    await Promise.all([store.close(), expect(asked).rejects.toMatchObject({ details: { by: 'store' } })])
    for (const client of lent) client.release()
    expect(await pool.query('select 1')).toMatchObject({ rowCount: 1 })
    expect(pool.waitingCount).toBe(0)
  })

  it('is opened by many processes at once', async () => {
    const stores = Array.from({ length: 6 }, () => postgresStore(as(), { schema: 'many' }))
    await Promise.all(stores.map((store) => store.open()))
    await Promise.all(stores.map((store) => store.close()))
  })

  it('leaves nothing on the pool when it is closed', async () => {
    const pool = as()
    const before = pool.listenerCount('error')
    const store = postgresStore(pool, { schema: 'left' })
    store.onWork(() => undefined)
    await store.intents.insert(draft('a'))
    await store.close()
    expect(pool.listenerCount('error')).toBe(before)
    expect(pool.totalCount - pool.idleCount).toBe(0)
    expect(pool.waitingCount).toBe(0)
  })
})
