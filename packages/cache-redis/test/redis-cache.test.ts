import { type RedisClient, redisCache } from '@mis/cache-redis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clients, type TestClient } from './support/clients.ts'
import { type Clinic, clinic, day, hold, instanceOf, patient, slotAt, until } from './support/instance.ts'
import { type RedisServer, redisServer, withRedis } from './support/redis-server.ts'

withRedis('two instances over a real Redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await redisServer()
  })
  afterAll(() => server.close())

  describe.each(Object.entries(clients))('by %s', (_, connect) => {
    let mis: Clinic
    let one: TestClient
    let two: TestClient
    const open: { close(): unknown }[] = []
    const instance = (client: RedisClient, options?: Parameters<typeof instanceOf>[2]) => {
      const made = instanceOf(mis, client, options)
      open.push(made.shared)
      return made
    }
    beforeEach(async () => {
      mis = clinic()
      one = await connect(server.port)
      two = await connect(server.port)
      await one.client.command(['FLUSHALL'])
      open.push(one, two)
    })
    afterEach(async () => {
      for (const { close } of open.splice(0)) await close()
    })

    it('serve what the other has read, as old as it is', async () => {
      const a = instance(one.client)
      const b = instance(two.client)
      const first = await a.adapter.listSlots(day('2031-03-05', '2031-03-09'))
      await a.adapter.listDoctors({})
      await until(() => a.shared.status().stored === 6)
      expect(await b.adapter.listSlots(day('2031-03-05', '2031-03-09'))).toEqual(first)
      await b.adapter.listDoctors({})
      expect(mis.asked).toEqual(['2031-03-05..2031-03-09', 'doctors'])
      expect(b.shared.status()).toMatchObject({ reads: 6, hits: 6, junk: 0, failures: 0 })
    })

    it('never serve what a booking of the other has changed, and read only its day again', async () => {
      const a = instance(one.client)
      const b = instance(two.client)
      await until(() => a.shared.status().listening && b.shared.status().listening)
      await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
      await until(() => a.shared.status().stored === 2)
      await b.adapter.listSlots(day('2031-03-05', '2031-03-06'))
      await b.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
      expect((await b.adapter.listSlots(day('2031-03-05', '2031-03-06'))).slots).toHaveLength(1)
      await until(() => b.shared.status().stored === 1)
      expect(mis.asked).toEqual(['2031-03-05..2031-03-06', '2031-03-05..2031-03-05'])
      const late = instance(one.client)
      expect((await late.adapter.listSlots(day('2031-03-05', '2031-03-06'))).slots).toHaveLength(1)
      expect(mis.asked).toHaveLength(2)
    })

    it('do not keep what was asked for before a booking of the other', async () => {
      const a = instance(one.client, { cache: { localMs: 0 } })
      const b = instance(two.client, { cache: { localMs: 0 } })
      const letGo = hold(mis)
      const loading = a.adapter.listSlots(day('2031-03-05'))
      await until(() => mis.asked.length === 1)
      mis.gate = Promise.resolve()
      await b.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
      expect((await a.adapter.listSlots(day('2031-03-05'))).slots).toEqual([])
      letGo()
      await loading
      expect((await a.adapter.listSlots(day('2031-03-05'))).slots).toEqual([])
      expect((await b.adapter.listSlots(day('2031-03-05'))).slots).toEqual([])
      expect(mis.asked).toHaveLength(2)
    })

    it('ask once for a thousand readers, and Redis once for a thousand readers of what it has', async () => {
      const a = instance(one.client)
      await Promise.all(Array.from({ length: 1_000 }, () => a.adapter.listSlots(day('2031-03-05'))))
      expect(mis.asked).toHaveLength(1)
      await until(() => a.shared.status().stored === 1)
      const sent: string[] = []
      const spied: RedisClient = {
        ...two.client,
        command: (args) => {
          sent.push(args[0] ?? '')
          return two.client.command(args)
        },
      }
      const b = instance(spied)
      const days = Array.from({ length: 25 }, (_, index) => `2031-03-${String(index + 1).padStart(2, '0')}`)
      await b.adapter.listSlots(day('2031-03-05'))
      expect(sent).toEqual(['MGET'])
      expect(mis.asked).toHaveLength(1)
      sent.length = 0
      await Promise.all(days.flatMap((each) => Array.from({ length: 40 }, () => b.adapter.listSlots(day(each)))))
      expect(sent.slice(0, 2)).toEqual(['MGET', 'EVALSHA'])
      expect(sent.filter((name) => name === 'MGET')).toHaveLength(1)
      expect(mis.asked).toHaveLength(days.length)
    })

    it('go on without Redis where it holds what is no answer of ours', async () => {
      const a = instance(one.client, { cache: { localMs: 0 } })
      await a.adapter.listSlots(day('2031-03-05'))
      await until(() => a.shared.status().stored === 1)
      const [name = ''] = (await one.client.command(['KEYS', '*answer:*'])) as string[]
      const [lease = ''] = (await one.client.command(['KEYS', '*lease:*'])) as string[]
      const token = String(await one.client.command(['GET', lease]))
      const now = Date.now()
      const answer = { asOf: new Date(now).toISOString(), slots: [{ start: '2031-03-05T09:00:00+03:00' }] }
      const junk = [
        'junk',
        '',
        '{}',
        'null',
        '[1]',
        JSON.stringify([0, token, now, answer]),
        JSON.stringify([1, 'old', now, answer]),
        JSON.stringify([1, token, now + 3_600_000, answer]),
        JSON.stringify([1, token, now, { asOf: 1, slots: [] }]),
        JSON.stringify([1, token, now, { asOf: '', slots: [null] }]),
        JSON.stringify([1, token, now, { asOf: '', slots: [{ start: 'x' }] }]),
        JSON.stringify([1, token, now]),
        JSON.stringify([1, token, 'x', answer]),
        JSON.stringify([1, 7, now, answer]),
      ]
      for (const text of junk) {
        await one.client.command(['SET', name, text])
        const b = instance(two.client)
        const before = mis.asked.length
        expect((await b.adapter.listSlots(day('2031-03-05'))).slots, text).toHaveLength(1)
        expect(mis.asked.length, text).toBe(before + 1)
        await until(() => b.shared.status().stored === 1)
      }
      await one.client.command(['SET', name, JSON.stringify([1, token, now, answer])])
      const before = mis.asked.length
      await instance(two.client).adapter.listSlots(day('2031-03-05'))
      expect(mis.asked).toHaveLength(before)
      await one.client.command(['DEL', name])
      await one.client.command(['RPUSH', name, 'a list'])
      await expect(instance(two.client).adapter.listSlots(day('2031-03-05'))).resolves.toMatchObject({ complete: true })
      await one.client.command([
        'SET',
        'mis{toy/test}answer:listDoctors',
        JSON.stringify([1, '', now, { items: 'none' }]),
      ])
      await expect(instance(two.client).adapter.listDoctors({})).resolves.toEqual({ items: [] })
    })

    it('share nothing with another installation, vendor or prefix', async () => {
      const a = instance(one.client)
      await a.adapter.listSlots(day('2031-03-05'))
      await until(() => a.shared.status().stored === 1)
      for (const options of [{ instance: 'other' }, { instance: 'test}' }, { redis: { prefix: 'other' } }]) {
        await instance(two.client, options).adapter.listSlots(day('2031-03-05'))
      }
      expect(mis.asked).toHaveLength(4)
    })

    it.each(['Иванов: 7', '{}', '}{', 'a b', '"', '*'])('bear a doctor of the id %j', async (doctorId) => {
      const a = instance(one.client, { cache: { localMs: 0 } })
      const b = instance(two.client, { cache: { localMs: 0 } })
      await a.adapter.listSlots(day('2031-03-05', '2031-03-06', doctorId))
      await until(() => a.shared.status().stored === 2)
      await b.adapter.listSlots(day('2031-03-05', '2031-03-06', doctorId))
      expect(mis.asked).toHaveLength(1)
      await b.adapter.book({ slot: slotAt('2031-03-05T09:00', doctorId), patient })
      expect((await a.adapter.listSlots(day('2031-03-05', '2031-03-06', doctorId))).slots).toHaveLength(1)
    })

    it('keep no answer in a Redis that is full, tell of bookings all the same, and use it again later', async () => {
      const a = instance(one.client, { cache: { localMs: 0 } })
      const b = instance(two.client, { cache: { localMs: 0 } })
      await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
      await until(() => a.shared.status().stored === 2)
      await one.client.command(['CONFIG', 'SET', 'maxmemory', '1'])
      await b.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
      expect(b.shared.status().untold).toBe(0)
      expect((await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))).slots).toHaveLength(1)
      expect((await a.adapter.listSlots(day('2031-03-07'))).slots).toHaveLength(1)
      await one.client.command(['CONFIG', 'SET', 'maxmemory', '0'])
      await a.adapter.listSlots(day('2031-03-07'), { maxAgeMs: 0 })
      await until(() => a.shared.status().stored === 3)
    })

    it('lose an answer with its lease, as where Redis evicts, and nothing else', async () => {
      const a = instance(one.client, { cache: { localMs: 0 } })
      const letGo = hold(mis)
      const loading = a.adapter.listSlots(day('2031-03-05'))
      await until(() => mis.asked.length === 1)
      for (const name of (await one.client.command(['KEYS', '*lease:*'])) as string[])
        await one.client.command(['DEL', name])
      letGo()
      await loading
      await until(() => a.shared.status().overtaken === 1)
      await a.adapter.listSlots(day('2031-03-05'))
      expect(mis.asked).toHaveLength(2)
    })

    it('go on alone once the shared cache is closed', async () => {
      const a = instance(one.client)
      await a.adapter.listSlots(day('2031-03-05'))
      a.shared.close()
      expect(a.shared.status().listening).toBe(false)
      await a.adapter.listSlots(day('2031-03-05'))
      await a.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
      expect((await a.adapter.listSlots(day('2031-03-05'))).slots).toEqual([])
      expect(mis.asked).toHaveLength(2)
    })
  })
})

describe('options of redisCache', () => {
  const unused: RedisClient = { command: async () => null, subscribe: () => () => {} }
  it.each([
    ['prefix', { prefix: 'a{b' }],
    ['prefix', { prefix: '' }],
    ['timeLimitMs', { timeLimitMs: 0 }],
    ['writeTimeLimitMs', { writeTimeLimitMs: Number.NaN }],
    ['pauseMs', { pauseMs: Infinity }],
  ])('are refused by name: %s', (name, options) => {
    expect(() => redisCache(unused, options)).toThrow(`redisCache.${name}`)
  })
})
