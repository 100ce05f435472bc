import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochOf } from '@mis/core'
import { testPatient } from '@mis/mock'
import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createDesk,
  createMirror,
  createSealer,
  type DayChange,
  erasePatient,
  type NewReminder,
  postgresStore,
  reseal,
  type Store,
  sqliteStore,
  verifyAudit,
} from '../src/index.ts'
import type { StartedStore, StoreSubject } from '../src/testing/index.ts'
import { type PostgresServer, postgresServer, withPostgres } from './support/postgres-server.ts'
import { memorySubject, postgresSubject, sqliteSubject } from './support/store-subjects.ts'
import { slotOf, today, wideClinic } from './support/wide-clinic.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text))
const text = (value: Uint8Array | null | undefined) => Buffer.from(value ?? []).toString()

function change(
  day: number,
  places: readonly number[],
  { doctorId = '7', ...more }: Partial<DayChange> = {},
): DayChange {
  const slots = places.map((place) => slotOf(doctorId, day, place))
  const date = slotOf(doctorId, day, 0).start.slice(0, 10)
  return { doctorId, day: date, slots, hash: places.join(), asOf: 100, fence: 0, ...more }
}
const query = { instance: 'clinic', doctorId: '7', from: today, to: '2031-04-01' }

function reminder(id: string, more: Partial<NewReminder> = {}): NewReminder {
  return {
    id,
    instance: 'clinic',
    appointmentId: '1',
    kind: 'day-before',
    patientKey: 'anna',
    startsAt: 9e12,
    dueAt: 1,
    notAfter: 9e12,
    body: bytes(id),
    ...more,
  }
}

/** What every store owes to the desk's memory, whatever it is made of. */
function sectionsOf(subject: StoreSubject): void {
  describe(`the memory in ${subject.name}`, () => {
    let stage: StartedStore
    let store: Store
    beforeEach(async () => {
      stage = await subject.start()
      store = stage.store
    })
    afterEach(() => stage.close())

    it('links audit entries of several writers into one chain', async () => {
      const draft = { who: 'a', what: 'book', whose: null, about: 'clinic', outcome: 'done', code: null } as const
      const other = await stage.another()
      await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? store : other).audit.append(draft)))
      expect(await verifyAudit(store)).toMatchObject({ ok: true, entries: 20 })
      expect((await store.audit.list(18, 5)).map(({ number }) => number)).toEqual([19, 20])
    })

    it('keeps every word about a consent, in order', async () => {
      const draft = { patientKey: 'anna', purpose: 'terms', version: null, source: 'site' }
      await store.consents.append({ ...draft, act: 'given' })
      await store.consents.append({ ...draft, patientKey: 'boris', act: 'given' })
      await store.consents.append({ ...draft, act: 'withdrawn' })
      expect((await store.consents.list('anna')).map(({ act, source }) => [act, source])).toEqual([
        ['given', 'site'],
        ['withdrawn', 'site'],
      ])
    })

    it('gives each mirrored day as it was last told, and none that was not', async () => {
      expect(await store.mirror.write('clinic', [change(0, [1, 2]), change(1, [])])).toEqual([])
      const days = await store.mirror.read(query)
      expect(days.map(({ day, slots, asOf }) => [day, slots.length, asOf])).toEqual([
        ['2031-03-03', 2, 100],
        ['2031-03-04', 0, 100],
      ])
      expect(days[0]?.slots).toEqual(change(0, [1, 2]).slots)
      expect(await store.mirror.marks(query)).toEqual([
        { day: '2031-03-03', hash: '1,2', asOf: 100, fence: 0 },
        { day: '2031-03-04', hash: '', asOf: 100, fence: 0 },
      ])
      expect((await store.mirror.read({ ...query, days: ['2031-03-04'] })).map(({ day }) => day)).toEqual([
        '2031-03-04',
      ])
      expect(await store.mirror.read({ ...query, doctorId: '8' })).toEqual([])
    })

    it('refuses a day that was written or told since', async () => {
      await store.mirror.write('clinic', [change(0, [1, 2])])
      const gone = epochOf(slotOf('7', 0, 1).start)
      const overtaken = { doctorId: '7', day: today }
      await store.mirror.touch('clinic', [overtaken], gone)
      expect(await store.mirror.write('clinic', [change(0, [1, 2], { asOf: 200 }), change(1, [3])])).toEqual([
        overtaken,
      ])
      const [first] = await store.mirror.read(query)
      expect(first?.slots).toEqual([slotOf('7', 0, 2)])
      expect(await store.mirror.write('clinic', [change(0, [4], { fence: 1, asOf: 99 })])).toEqual([overtaken])
      expect(await store.mirror.write('clinic', [change(0, [4], { fence: 1, asOf: 201 })])).toEqual([])
    })

    it('remembers that a day was touched before it was ever told', async () => {
      await store.mirror.touch('clinic', [{ doctorId: '7', day: today }])
      expect(await store.mirror.marks(query)).toEqual([{ day: today, hash: '', asOf: 0, fence: 1 }])
      expect((await store.mirror.read(query))[0]?.asOf).toBe(0)
    })

    it('makes days as new as the last whole round, but for who is behind', async () => {
      await store.mirror.write('clinic', [change(0, [1])])
      await store.mirror.write('clinic', [change(0, [1], { doctorId: '8' })])
      const round = { asOf: 500, from: today, to: '2031-04-01', behind: [{ doctorId: '8', asOf: 300 }], held: ['7/0'] }
      await store.mirror.endRound('clinic', round)
      expect(await store.mirror.lastRound('clinic')).toEqual(round)
      expect(await store.mirror.lastRound('another')).toBeNull()
      expect((await store.mirror.read(query))[0]?.asOf).toBe(500)
      expect((await store.mirror.read({ ...query, doctorId: '8' }))[0]?.asOf).toBe(300)
    })

    it('finds the nearest free times, of a day that has begun as well', async () => {
      await store.mirror.write('clinic', [change(0, [1, 5]), change(1, [0])])
      await store.mirror.write('clinic', [change(0, [4], { doctorId: '8' })])
      const after = epochOf(slotOf('7', 0, 2).start)
      const nearest = await store.mirror.nearest({ instance: 'clinic', doctorIds: ['7', '8'], after, limit: 2 })
      expect(nearest).toEqual([slotOf('8', 0, 4), slotOf('7', 0, 5)])
      expect(await store.mirror.nearest({ instance: 'clinic', doctorIds: [], after, limit: 2 })).toEqual([])
    })

    it('finds as many nearest free times as are wanted, of all days and of the wanted doctors alone', async () => {
      const days = Array.from({ length: 12 }, (_, day) => day)
      const free = (doctorId: string, first: number, every: number) =>
        days.filter((day) => day >= first && day % every === 0).map((day) => change(day, [day % 3], { doctorId }))
      const all = [...free('7', 9, 1), ...free('8', 2, 2), ...free('9', 0, 1), change(1, [], { doctorId: '7' })]
      await store.mirror.write('clinic', all)
      const after = epochOf(slotOf('7', 0, 0).start) - 1
      const wanted = (doctorIds: readonly string[], from = after) =>
        all
          .filter(({ doctorId }) => doctorIds.includes(doctorId))
          .flatMap(({ slots }) => slots)
          .filter(({ start }) => epochOf(start) > from)
          .sort((one, other) => epochOf(one.start) - epochOf(other.start))
      for (const limit of [1, 3, 100])
        for (const from of [after, epochOf(slotOf('8', 4, 1).start), epochOf(slotOf('8', 4, 9).start)])
          expect(await store.mirror.nearest({ instance: 'clinic', doctorIds: ['7', '8'], after: from, limit })).toEqual(
            wanted(['7', '8'], from).slice(0, limit),
          )
    })

    it('writes days of several doctors at once, and gives back those that were overtaken', async () => {
      await store.mirror.touch('clinic', [{ doctorId: '8', day: today }])
      const days = [change(0, [1]), change(0, [2], { doctorId: '8' }), change(1, [3], { doctorId: '8' })]
      expect(await store.mirror.write('clinic', days)).toEqual([{ doctorId: '8', day: today }])
      expect((await store.mirror.read(query)).flatMap(({ slots }) => slots)).toEqual([slotOf('7', 0, 1)])
      const other = await store.mirror.read({ ...query, doctorId: '8' })
      expect(other.flatMap(({ slots }) => slots)).toEqual([slotOf('8', 1, 3)])
    })

    it('tells with a day what it is written with, and nothing of a day that it gives back', async () => {
      const event = (id: string) => ({
        id,
        type: 'slots.freed',
        instance: 'clinic',
        subject: 'slots/7',
        body: bytes(id),
      })
      await store.mirror.touch('clinic', [{ doctorId: '7', day: today }])
      const late = { ...change(0, [1]), events: [event('a')] }
      await store.mirror.write('clinic', [late, { ...change(1, [3]), events: [event('b'), event('c')] }, change(2, [])])
      expect((await store.outbox.list(0, 10)).map(({ id, sequence }) => [id, sequence])).toEqual([
        ['b', 1],
        ['c', 2],
      ])
      expect((await store.mirror.read({ ...query, from: '2031-03-04' }))[0]).not.toHaveProperty('events')
    })

    it('forgets days that are over, and doctors who left', async () => {
      await store.mirror.write('clinic', [change(0, [1]), change(1, [1])])
      await store.mirror.write('clinic', [change(1, [1], { doctorId: '8' })])
      expect(await store.mirror.forget('clinic', '2031-03-04', ['8'])).toBe(2)
      expect((await store.mirror.marks(query)).map(({ day }) => day)).toEqual(['2031-03-04'])
    })

    it('lets one process at a time go round, and its directory is written with its events', async () => {
      expect(await store.mirror.lease('clinic', 'one', 60_000)).toBe(true)
      expect(await store.mirror.lease('clinic', 'two', 60_000)).toBe(false)
      expect(await store.mirror.lease('clinic', 'one', 60_000)).toBe(true)
      await store.mirror.release('clinic', 'one')
      expect(await store.mirror.lease('clinic', 'two', 60_000)).toBe(true)
      const entry = { id: '7', body: { id: '7', name: 'Пример' }, hash: 'x', isListed: true }
      const event = { id: 'e', type: 'doctor.added', instance: 'clinic', subject: 'doctor/7', body: bytes('{}') }
      await store.mirror.saveEntries('clinic', 'doctor', [entry], [event])
      await store.mirror.saveEntries('clinic', 'doctor', [{ ...entry, isListed: false }], [])
      expect(await store.mirror.entries('clinic', 'doctor')).toEqual([{ ...entry, isListed: false }])
      expect(await store.mirror.entries('clinic', 'clinic')).toEqual([])
      expect((await store.outbox.list(0, 9)).map(({ type }) => type)).toEqual(['doctor.added'])
    })

    it('leases a sink to one process, and a stale one moves nothing', async () => {
      const [event] = await store.outbox.append([
        { id: 'e', type: 'booked', instance: 'clinic', subject: 's', body: bytes('x') },
      ])
      const claimed = await store.deliveries.claim('site', 60_000)
      expect(claimed).toEqual({ fence: 1, after: 0 })
      expect(await store.deliveries.claim('site', 60_000)).toBeNull()
      const dead = [{ eventId: 'e', ordinal: event?.ordinal ?? 0, why: 'http-422' }]
      const mine = { sink: 'site', fence: 1 }
      expect(await store.deliveries.advance(mine, { after: 1, dead, leaseMs: 0 })).toBe(true)
      expect(await store.deliveries.claim('site', 60_000)).toEqual({ fence: 2, after: 1 })
      expect(await store.deliveries.advance(mine, { after: 9, leaseMs: 0 })).toBe(false)
      expect(await store.deliveries.event('e')).toEqual(event)
      expect(await store.deliveries.event('f')).toBeNull()
      expect(await store.deliveries.dead('site', 0, 9)).toMatchObject([{ sink: 'site', ...dead[0] }])
      await store.deliveries.revive('site', 'e')
      expect(await store.deliveries.dead('site', 0, 9)).toEqual([])
    })

    it('gives each reminder to one claimer, and a stale one writes nothing', async () => {
      await store.reminders.plan(
        'clinic',
        '1',
        Array.from({ length: 10 }, (_, index) => reminder(`r${index}`)),
      )
      const other = await stage.another()
      const both = await Promise.all([store.reminders.claim(6, 60_000), other.reminders.claim(6, 60_000)])
      const ids = both.flat().map(({ id }) => id)
      expect(new Set(ids).size).toBe(10)
      expect(ids).toHaveLength(10)
      const [first] = both[0]
      const claim = { id: first?.id ?? '', fence: first?.fence ?? 0 }
      expect(await store.reminders.begin({ ...claim, fence: 0 }, 60_000)).toBe(false)
      expect(await store.reminders.begin(claim, 60_000)).toBe(true)
      expect(await store.reminders.end({ ...claim, fence: 9 }, { state: 'sent', why: null })).toBe(false)
      expect(await store.reminders.end(claim, { state: 'sent', why: null })).toBe(true)
      const sent = (await store.reminders.list('clinic', '1')).find(({ id }) => id === claim.id)
      expect(sent).toMatchObject({ state: 'sent', attempts: 1, leaseUntil: null, fence: 1 })
    })

    it('plans the messages of a visit anew, and what was sent stays sent', async () => {
      expect(await store.reminders.plan('clinic', '1', [reminder('a'), reminder('b')])).toBe(2)
      const [claimed] = await store.reminders.claim(1, 0)
      await store.reminders.end({ id: 'a', fence: claimed?.fence ?? 0 }, { state: 'sent', why: null })
      expect(claimed?.id).toBe('a')
      expect(await store.reminders.plan('clinic', '1', [reminder('a'), reminder('c', { dueAt: 9e12 })])).toBe(1)
      const states = (await store.reminders.list('clinic', '1')).map(({ id, state }) => `${id} ${state}`)
      expect(states.sort()).toEqual(['a sent', 'b dropped', 'c planned'])
      expect(await store.reminders.nextDueAt()).toBe(9e12)
      expect(await store.reminders.plan('clinic', '1', [])).toBe(0)
      expect(await store.reminders.nextDueAt()).toBeNull()
    })

    it('has one owner of messages an installation', async () => {
      expect(await store.reminders.own('clinic', 'portal')).toBe('portal')
      expect(await store.reminders.own('clinic', 'mis')).toBe('portal')
      await store.reminders.disown('clinic', 'mis')
      expect(await store.reminders.own('clinic', 'mis')).toBe('portal')
      await store.reminders.disown('clinic', 'portal')
      expect(await store.reminders.own('clinic', 'mis')).toBe('mis')
    })

    it('walks over everything sealed, and puts other bytes in a place that has not changed', async () => {
      const visit = { instance: 'clinic', patientKey: 'anna', intentId: null, doctorId: '7', startsAt: 5 }
      for (const id of ['1', '2', '3'])
        await store.appointments.record({ ...visit, id, status: 'booked', seenAt: 1, from: [], body: bytes(id) })
      await store.reminders.plan('clinic', '1', [reminder('a')])
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const page = await store.privacy.sealed('appointments.body', cursor, 2)
        seen.push(...page.values.map(({ row, bytes: value }) => `${row} ${text(value)}`))
        cursor = page.next
      } while (cursor !== null)
      expect(seen).toEqual(['clinic/1 1', 'clinic/2 2', 'clinic/3 3'])
      const value = { column: 'appointments.body', row: 'clinic/2', bytes: bytes('2') } as const
      expect(await store.privacy.replace(value, bytes('new'))).toBe(true)
      expect(await store.privacy.replace(value, bytes('newer'))).toBe(false)
      expect(text((await store.appointments.get('clinic', '2'))?.body)).toBe('new')
      expect((await store.privacy.sealed('reminders.body', null, 9)).values.map(({ row }) => row)).toEqual(['a'])
      expect(await store.privacy.erase('anna')).toEqual({ kind: 'erased', intents: 0, appointments: 3, reminders: 1 })
      expect((await store.privacy.sealed('appointments.body', null, 9)).values).toEqual([])
      expect((await store.reminders.list('clinic', '1'))[0]).toMatchObject({ state: 'dropped', patientKey: 'erased' })
    })

    it('mirrors a clinic, and writes nothing where nothing has changed', async () => {
      const clinic = wideClinic(3)
      const adapter = clinic.mis()
      const timed = { ...store, now: async () => clinic.world.now() }
      const mirror = createMirror({ store: timed, adapter })
      const written: number[] = []
      for (let round = 0; round < 2; round++)
        for await (const { phase, written: days } of mirror.sync()) if (phase === 'done') written.push(days)
      expect(written).toEqual([90, 0])
      const days = await store.mirror.read({ instance: 'fake', doctorId: '2', from: today, to: '2031-04-01' })
      expect(days.flatMap(({ slots }) => slots)).toEqual(clinic.slots('2'))
      await adapter.close()
    })
  })
}

sectionsOf(memorySubject)
sectionsOf(sqliteSubject)

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

withPostgres('over a real server', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await postgresServer()
  })
  afterAll(() => server.close())
  sectionsOf(postgresSubject(() => server))

  it('pg_dump, grepped for a marked patient, shows nothing', async () => {
    const pool = new Pool(server.connection)
    const store = postgresStore(pool, { schema: 'dumped' })
    const program = join(globSync('/usr/lib/postgresql/*/bin').at(-1) ?? '', 'pg_dump')
    const { host, port, user, database } = server.connection
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
