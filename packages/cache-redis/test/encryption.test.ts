import { connect as connectTo } from 'node:net'
import { type EncryptionOptions, type RedisClient, redisCache } from '@mis/cache-redis'
import type { AppointmentRef } from '@mis/core'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { appointmentOf } from '../../core/test/support/toy.ts'
import { clients, type TestClient } from './support/clients.ts'
import { type Clinic, clinic, day, heard, instanceOf, patient, slotAt, until } from './support/instance.ts'
import { type RedisServer, redisServer, withRedis } from './support/redis-server.ts'

const bytes = (of: number) => new Uint8Array(32).fill(of)
const [old, next] = [
  { id: '2030', key: bytes(1) },
  { id: '2031', key: Buffer.from(bytes(2)).toString('base64') },
]
const indexKey = bytes(9)
const sealedBy = (...keys: EncryptionOptions['keys']): EncryptionOptions => ({ keys, indexKey })

const doctorId = 'MARKDOCTOR'
const visit = {
  ...appointmentOf({ slot: slotAt('2031-03-05T09:00', doctorId), reference: 'MARKREFERENCE' }, 'MARKVISIT'),
  serviceName: 'MARKSERVICE',
}
const ref: AppointmentRef = { id: visit.id, clinicId: '1', doctorId, start: visit.start }
const marked = { ...patient, lastName: 'MARKLASTNAME', phone: '+74950000077' }
// Long enough that no sealed text has one by chance.
const marks = /MARK(DOCTOR|VISIT|SERVICE|REFERENCE|LASTNAME)|4950000077|2031-03-0|toy\/test|"slots"|"start"|listDoctors/

withRedis('a shared cache with an encryption key', () => {
  let server: RedisServer
  let mis: Clinic
  let one: TestClient
  let two: TestClient
  const open: { close(): unknown }[] = []
  beforeAll(async () => {
    server = await redisServer()
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    mis = clinic()
    mis.visits.set(visit.id, visit)
    one = await clients.ioredis(server.port)
    two = await clients['node-redis'](server.port)
    await one.client.command(['FLUSHALL'])
    open.push(one, two)
  })
  afterEach(async () => {
    for (const { close } of open.splice(0)) await close()
  })

  interface Settings {
    readonly encryption?: EncryptionOptions
    readonly localMs?: number
  }
  const instance = (client: RedisClient, { encryption = sealedBy(old), localMs = 0 }: Settings = {}) => {
    const made = instanceOf(mis, client, {
      redis: { encryption },
      cache: { localMs, ttlMs: { getAppointment: 60_000 } },
    })
    open.push(made.shared)
    return made
  }
  const names = async (kind = '*') => (await one.client.command(['KEYS', kind])) as string[]
  const storedAt = async (name: string) => String(await one.client.command(['GET', name]))
  /** The only answer that Redis has. */
  const theAnswer = async () => (await names('*answer:*'))[0] ?? ''

  /** Everything that went to Redis while `use` ran, and what is in it afterwards, decoded as well. */
  async function seenBy(use: () => Promise<void>): Promise<string> {
    const listener = new Redis({ host: '127.0.0.1', port: server.port })
    const published: string[] = []
    await listener.psubscribe('*')
    listener.on('pmessage', (_, channel, text) => published.push(channel, text))
    // Without a driver, which may mistake what is monitored for a reply.
    const monitor = connectTo(server.port, '127.0.0.1')
    let log = ''
    monitor.on('data', (chunk) => (log += chunk))
    monitor.write('MONITOR\r\n')
    await until(() => log.startsWith('+OK'))
    await use()
    await one.client.command(['ECHO', 'the end'])
    await until(() => log.includes('the end') && published.length > 0)
    const commands = log.match(/(?<=")(?:[^"\\]|\\.)+(?=")/g)?.map((text) => text.replaceAll('\\', '')) ?? []
    const kept: string[] = []
    for (const name of await names()) kept.push(name, await storedAt(name))
    monitor.destroy()
    listener.disconnect()
    expect(kept.length).toBeGreaterThan(0)
    const all = [...commands, ...published, ...kept]
    return [...all, ...all.map((text) => Buffer.from(text, 'base64').toString('latin1'))].join('\n')
  }

  it('holds and publishes nothing of a patient, a visit, a doctor, a day or a clinic', async () => {
    const a = instance(one.client)
    await until(() => a.shared.status().listening)
    const seen = await seenBy(async () => {
      await a.adapter.getAppointment(ref)
      await a.adapter.listSlots(day('2031-03-05', '2031-03-06', doctorId))
      await a.adapter.listDoctors({})
      await until(() => a.shared.status().stored === 4)
      await a.adapter.book({ slot: slotAt('2031-03-06T09:00', doctorId), patient: marked })
      await a.adapter.getAppointment(ref)
    })
    expect(seen).not.toMatch(marks)
    expect(seen).toContain(old.id)
  })

  it('without a key holds the doctor and the day, which the search above would find', async () => {
    const a = instanceOf(mis, one.client)
    open.push(a.shared)
    const seen = await seenBy(async () => {
      await a.adapter.listSlots(day('2031-03-05', '2031-03-05', doctorId))
      await until(() => a.shared.status().stored === 1)
      await a.adapter.book({ slot: slotAt('2031-03-06T09:00', doctorId), patient: marked })
    })
    for (const mark of [doctorId, '2031-03-05', 'toy/test', '"slots"']) expect(seen).toContain(mark)
  })

  it('serves the other instance, which drops the visit when it is cancelled here', async () => {
    const a = instance(one.client, { localMs: 3_600_000 })
    const b = instance(two.client, { localMs: 3_600_000 })
    await until(() => a.shared.status().listening && b.shared.status().listening)
    await a.adapter.getAppointment(ref)
    await until(() => a.shared.status().stored === 1)
    expect(await b.adapter.getAppointment(ref)).toEqual(visit)
    await b.adapter.getAppointment(ref)
    expect(mis.asked).toEqual(['visit MARKVISIT'])
    await b.adapter.cancel({ appointment: ref })
    await heard(one.client)
    expect(await a.adapter.getAppointment(ref)).toMatchObject({ status: 'cancelled' })
    expect(await b.adapter.getAppointment(ref)).toMatchObject({ status: 'cancelled' })
    expect(mis.asked).toHaveLength(2)
  })

  it('tells of a cancel an instance that does not know the newest key', async () => {
    const a = instance(one.client, { encryption: sealedBy(old), localMs: 3_600_000 })
    const b = instance(two.client, { encryption: sealedBy(next) })
    await until(() => a.shared.status().listening)
    await a.adapter.getAppointment(ref)
    await b.adapter.cancel({ appointment: ref })
    await heard(one.client)
    expect(await a.adapter.getAppointment(ref)).toMatchObject({ status: 'cancelled' })
  })

  const flipped = (text: string, at: number) => {
    const sealed = Buffer.from(text, 'base64')
    sealed[at < 0 ? sealed.length + at : at] = (sealed.at(at) ?? 0) ^ 1
    return sealed.toString('base64')
  }
  it.each<[string, (sealed: string) => string]>([
    ['has a bit flipped in its last byte', (sealed) => flipped(sealed, -1)],
    ['has a bit flipped in the tag', (sealed) => flipped(sealed, 20)],
    ['has a bit flipped in the IV', (sealed) => flipped(sealed, 8)],
    ["has a bit flipped in its key's id", (sealed) => flipped(sealed, 3)],
    ['is of another format', (sealed) => flipped(sealed, 0)],
    ['was cut', (sealed) => sealed.slice(0, 40)],
    ['is empty', () => ''],
    ['is text', () => JSON.stringify([1, 'lease', Date.now(), visit])],
  ])('reads the MIS, and no error comes, where an answer %s', async (_, spoil) => {
    const a = instance(one.client)
    await a.adapter.getAppointment(ref)
    await until(() => a.shared.status().stored === 1)
    const name = await theAnswer()
    await one.client.command(['SET', name, spoil(await storedAt(name))])
    const b = instance(two.client)
    expect(await b.adapter.getAppointment(ref)).toEqual(visit)
    expect(mis.asked).toHaveLength(2)
    await until(() => b.shared.status().stored === 1)
    expect(b.shared.status()).toMatchObject({ hits: 0, junk: 1, failures: 0 })
    expect(await instance(two.client).adapter.getAppointment(ref)).toEqual(visit)
    expect(mis.asked).toHaveLength(2)
  })

  it.each([
    ['of an id that is not known here', sealedBy(next)],
    ['of a known id and other bytes', sealedBy({ id: old.id, key: bytes(3) })],
  ])('reads the MIS where an answer is under a key %s', async (_, encryption) => {
    const a = instance(one.client)
    await a.adapter.getAppointment(ref)
    await until(() => a.shared.status().stored === 1)
    const b = instance(two.client, { encryption })
    expect(await b.adapter.getAppointment(ref)).toEqual(visit)
    expect(mis.asked).toHaveLength(2)
    expect(b.shared.status()).toMatchObject({ hits: 0, junk: 1, failures: 0 })
  })

  it('reads the MIS where two answers of one day have changed places', async () => {
    const other = { ...visit, id: 'OTHERVISIT' }
    mis.visits.set(other.id, other)
    const a = instance(one.client)
    await a.adapter.getAppointment(ref)
    await a.adapter.getAppointment({ ...ref, id: other.id })
    await until(() => a.shared.status().stored === 2)
    const [first = '', second = ''] = await names('*answer:*')
    const [firstValue, secondValue] = [await storedAt(first), await storedAt(second)]
    await one.client.command(['MSET', first, secondValue, second, firstValue])
    const b = instance(two.client)
    expect(await b.adapter.getAppointment(ref)).toEqual(visit)
    expect(await b.adapter.getAppointment({ ...ref, id: other.id })).toEqual(other)
    expect(mis.asked).toHaveLength(4)
    expect(b.shared.status()).toMatchObject({ hits: 0, junk: 2, failures: 0 })
  })

  it('does not serve an answer of before a cancel that somebody has put back', async () => {
    const a = instance(one.client)
    await a.adapter.getAppointment(ref)
    await until(() => a.shared.status().stored === 1)
    const name = await theAnswer()
    const before = await storedAt(name)
    await a.adapter.cancel({ appointment: ref })
    await one.client.command(['SET', name, before])
    expect(await instance(two.client).adapter.getAppointment(ref)).toMatchObject({ status: 'cancelled' })
  })

  it('loses nothing while keys are changed under load, one instance after the other', async () => {
    const days = Array.from({ length: 12 }, (_, index) => `2031-03-${String(index + 10)}`)
    const failures: unknown[] = []
    let reads = 0
    let going = true
    const fleet = [one.client, two.client, one.client].map((client) => ({
      client,
      now: instance(client, { encryption: sealedBy(old) }),
    }))
    const [first] = fleet
    for (const each of days) await first?.now.adapter.listSlots(day(each, each, doctorId))
    await first?.now.adapter.getAppointment(ref)
    await until(() => first?.now.shared.status().stored === days.length + 1)
    const readOnce = async ({ now }: (typeof fleet)[number], turn: number) => {
      const each = days[turn % days.length] ?? ''
      const { slots } = await now.adapter.listSlots(day(each, each, doctorId))
      expect(slots).toHaveLength(1)
      expect(await now.adapter.getAppointment(ref)).toEqual(visit)
      reads += 1
    }
    const reader = async (member: (typeof fleet)[number], begin: number) => {
      for (let turn = begin; going; turn += 1) await readOnce(member, turn).catch((error) => failures.push(error))
    }
    const readers = fleet.map((member, index) => reader(member, index * 4))
    /** A booking of another doctor's day in one instance, seen in all. */
    let bookings = 0
    const bookAndLook = async () => {
      const at = `2031-04-${String((bookings % 28) + 1).padStart(2, '0')}`
      const writer = fleet[bookings % fleet.length]
      bookings += 1
      for (const { now } of fleet) expect((await now.adapter.listSlots(day(at, at, '8'))).slots).toHaveLength(1)
      await writer?.now.adapter.book({ slot: slotAt(`${at}T09:00`, '8'), patient })
      for (const { now } of fleet) expect((await now.adapter.listSlots(day(at, at, '8'))).slots).toEqual([])
    }
    const askedOf = () => mis.asked.filter((what) => what.startsWith('visit') || what.startsWith('2031-03')).length
    for (const encryption of [sealedBy(old, next), sealedBy(next, old)]) {
      for (const member of fleet) {
        member.now = instance(member.client, { encryption })
        await bookAndLook()
        const before = reads
        await until(() => reads > before + 30)
      }
    }
    // Nobody had to ask the MIS again, whatever key its answer was under.
    expect(askedOf()).toBe(days.length + 1)
    for (const member of fleet) {
      member.now = instance(member.client, { encryption: sealedBy(next) })
      await bookAndLook()
      const before = reads
      await until(() => reads > before + 30)
    }
    going = false
    await Promise.all(readers)
    expect(failures).toEqual([])
    expect(fleet.map(({ now }) => now.shared.status().failures)).toEqual([0, 0, 0])
    const sealed = await Promise.all((await names('*answer:*')).map(storedAt))
    const ids = new Set(sealed.map((text) => Buffer.from(text, 'base64').toString('latin1', 2, 6)))
    expect(ids).toContain(next.id)
  }, 60_000)

  it('shares nothing with instances of another index key, nor hears them', async () => {
    const a = instance(one.client, { localMs: 3_600_000 })
    const b = instance(two.client, { encryption: { keys: [old], indexKey: bytes(8) } })
    await until(() => a.shared.status().listening)
    await a.adapter.listSlots(day('2031-03-05', '2031-03-05', doctorId))
    await b.adapter.listSlots(day('2031-03-05', '2031-03-05', doctorId))
    await b.adapter.book({ slot: slotAt('2031-03-05T09:00', doctorId), patient })
    await heard(one.client)
    expect((await a.adapter.listSlots(day('2031-03-05', '2031-03-05', doctorId))).slots).toHaveLength(1)
    expect(mis.asked).toHaveLength(2)
  })
})

describe('options of encryption', () => {
  const unused: RedisClient = { command: async () => null, subscribe: () => () => {} }
  const good = { id: 'a', key: bytes(1) }
  it.each<[string, unknown]>([
    ['keys: must name a key', { indexKey }],
    ['keys: must name a key', { keys: [], indexKey }],
    ['keys.0.id: must be 1 to 64', { keys: [{ id: '', key: bytes(1) }], indexKey }],
    ['keys.0.id: must be 1 to 64', { keys: [undefined], indexKey }],
    ['keys.0.id: must be 1 to 64', { keys: ['c2hvcnQ='], indexKey }],
    ['keys.1.id: must be 1 to 64', { keys: [good, { id: 'к', key: bytes(1) }], indexKey }],
    ['keys.1.id: is the id of another key', { keys: [good, good], indexKey }],
    ['keys.0.key: must be 32 bytes', { keys: [{ id: 'a', key: new Uint8Array(16) }], indexKey }],
    ['keys.0.key: must be 32 bytes', { keys: [{ id: 'a', key: 'c2hvcnQ=' }], indexKey }],
    ['keys.0.key: must be 32 bytes', { keys: [{ id: 'a' }], indexKey }],
    ['indexKey: must be 32 bytes', { keys: [good] }],
    ['indexKey: must be 32 bytes', { keys: [good], indexKey: 'x' }],
  ])('are refused by name: %s', (problem, encryption) => {
    const make = () => redisCache(unused, { encryption: encryption as EncryptionOptions })
    expect(make).toThrow(`redisCache.encryption.${problem}`)
  })

  it('must be there for an appointment to be cached', () => {
    const cached = { cache: { ttlMs: { getAppointment: 60_000 } } }
    expect(() => instanceOf(clinic(), unused, cached)).toThrow('redisCache(client, { encryption })')
    expect(redisCache(unused).sealsValues).toBe(false)
    expect(redisCache(unused, { encryption: sealedBy(old) }).sealsValues).toBe(true)
  })
})
