import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testPatient } from '@mis/mock'
import { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import {
  createDesk,
  createSealer,
  erasePatient,
  postgresStore,
  reseal,
  type Store,
  sqliteStore,
  verifyAudit,
} from '../src/index.ts'
import { reminder } from './support/drafts.ts'
import { withPostgres } from './support/postgres-server.ts'
import { slotOf, wideClinic } from './support/wide-clinic.ts'

const marked = { ...testPatient(1), lastName: 'Маркерова', firstName: 'Зинаида', phone: '+79161234567' }
const secrets = [marked.lastName, marked.firstName, marked.phone, marked.phone.slice(2), 'zina@example.test']
const key = (id: string) => ({ id, key: new Uint8Array(randomBytes(32)) })

/** A marked patient books, moves on and is reminded; keys are changed; then they are erased. */
async function liveThrough(store: Store, dump: () => string): Promise<void> {
  const clinic = wideClinic(1)
  const sealer = createSealer({ keys: [key('old')], indexKey: new Uint8Array(randomBytes(32)) })
  const adapter = clinic.mis({ runtime: { now: () => Date.now() } })
  const desk = createDesk({ store, adapter, sealer })
  const patient = { ...marked, email: 'zina@example.test' }
  const outcome = await desk.book({ slot: slotOf('1', 3, 3), patient, comment: 'Маркерова боится' })
  expect(outcome.status).toBe('booked')
  const body = await sealer.seal({ to: patient }, 'reminders.body/r')
  const [intent] = await store.intents.list({ limit: 1 })
  await store.reminders.plan('fake', '1', [reminder('r', { patientKey: intent?.patientKey ?? '', body })])
  sealer.add(key('new'))
  for await (const { seen } of reseal({ store, sealer })) expect(seen).toBeGreaterThanOrEqual(0)
  sealer.remove('old')
  expect(await desk.status(outcome.reference)).toMatchObject({ status: 'booked' })
  await desk.close()
  await adapter.close()
  const before = dump()
  expect(before.length).toBeGreaterThan(1_000)
  for (const secret of secrets) expect(before).not.toContain(secret)
  const patientKey = intent?.patientKey ?? ''
  expect(before).toContain(patientKey)
  expect(await erasePatient({ store, patientKey, who: 'officer' })).toMatchObject({
    kind: 'erased',
    intents: 1,
    reminders: 1,
  })
  expect(await verifyAudit(store)).toMatchObject({ ok: true, entries: 2 })
}

describe('a dump of the database, grepped for a marked patient', () => {
  it('SQLite: the bytes of its files hold nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mis-dump-'))
    const store = sqliteStore(join(folder, 'desk.db'))
    const dump = () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name)).toString('utf8'))
        .join()
    await liveThrough(store, dump)
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
})

withPostgres('over a real server', (server) => {
  it('pg_dump, grepped for a marked patient, shows nothing', async () => {
    const pool = new Pool(server().connection)
    const store = postgresStore(pool, { schema: 'dumped' })
    const program = join(globSync('/usr/lib/postgresql/*/bin').at(-1) ?? '', 'pg_dump')
    const { host, port, user, database } = server().connection
    const dump = () =>
      execFileSync(program, [
        '-h',
        host,
        '-p',
        String(port),
        '-U',
        user,
        '-n',
        'dumped',
        '--inserts',
        database,
      ]).toString()
    await liveThrough(store, dump)
    await store.close()
    await pool.end()
  })
})
