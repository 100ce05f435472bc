import { fromIoredis, type RedisClient } from '@mis/cache-redis'
import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { virtualRuntime } from '../../core/test/support/virtual-runtime.ts'
import { clients } from './support/clients.ts'
import { clinic, day, heard, hold, instanceOf, patient, slotAt, until } from './support/instance.ts'
import { redisServer, withRedis } from './support/redis-server.ts'

const never = () => new Promise<never>(() => {})
const limits = { timeLimitMs: 50, writeTimeLimitMs: 500, pauseMs: 1_000 }

/** A Redis that does as `reply` says, and what was sent to it. */
function pretended(reply: (args: readonly string[]) => Promise<unknown>) {
  const sent: string[] = []
  const client: RedisClient = {
    command: (args) => {
      sent.push(args[0] ?? '')
      return reply(args)
    },
    subscribe: () => () => {},
  }
  return { client, sent }
}

describe('a Redis that does not answer', () => {
  it('is waited for 50 ms once, and then left alone for a second', async () => {
    const clock = virtualRuntime()
    const { client, sent } = pretended(never)
    const mis = clinic()
    const { adapter, shared } = instanceOf(mis, client, { runtime: clock.runtime, redis: limits })
    let came = 0
    const read = (from: string) => void adapter.listSlots(day(from)).then(() => (came += 1))
    read('2031-03-05')
    await clock.advance(50)
    expect(came).toBe(0)
    // One turn of the loop more, for an answer that is here and was not read.
    await clock.advance(1)
    expect(came).toBe(1)
    read('2031-03-06')
    await clock.settle()
    expect(came).toBe(2)
    await clock.advance(999)
    read('2031-03-07')
    await clock.settle()
    expect([came, sent.length]).toEqual([3, 1])
    await clock.advance(1)
    read('2031-03-08')
    read('2031-03-09')
    await clock.settle()
    expect([came, sent.length]).toEqual([3, 2])
    await clock.advance(51)
    expect([came, sent.length]).toEqual([5, 2])
    expect(shared.status()).toMatchObject({ failures: 2, listening: false })
    expect(clock.sleepers()).toBe(0)
  })

  it('is tried by one call at a time after the pause, and used again when it answers', async () => {
    const clock = virtualRuntime()
    let alive = false
    const { client, sent } = pretended(async (args) => {
      if (!alive) throw new Error('Connection is closed.')
      if (args[0] === 'MGET') return args.slice(1).map(() => null)
      return args.includes('1000') ? [1] : ['lease']
    })
    const { adapter } = instanceOf(clinic(), client, { runtime: clock.runtime, redis: limits })
    await adapter.listSlots(day('2031-03-05'))
    alive = true
    await adapter.listSlots(day('2031-03-06'))
    expect(sent).toEqual(['MGET'])
    await clock.advance(1_000)
    await adapter.listSlots(day('2031-03-07'))
    await adapter.listSlots(day('2031-03-08'))
    expect(sent.filter((name) => name === 'MGET')).toHaveLength(3)
  })

  it('delays the end of a booking by half a second at most; the day stays untold', async () => {
    const clock = virtualRuntime()
    const { client, sent } = pretended(never)
    const { adapter, shared } = instanceOf(clinic(), client, { runtime: clock.runtime, redis: limits })
    let booked = false
    void adapter.book({ slot: slotAt('2031-03-05T09:00'), patient }).then(() => (booked = true))
    await clock.advance(500)
    expect(booked).toBe(false)
    await clock.advance(1)
    expect(booked).toBe(true)
    expect(sent).toEqual(['EVALSHA'])
    expect(shared.status()).toMatchObject({ untold: 1, lost: 0 })
    expect(clock.sleepers()).toBe(0)
  })

  it('keeps no caller from leaving, by abort or by deadline', async () => {
    const clock = virtualRuntime()
    const { client } = pretended(never)
    const { adapter } = instanceOf(clinic(), client, { runtime: clock.runtime, redis: limits })
    const leaver = new AbortController()
    const left = adapter.listSlots(day('2031-03-05'), { signal: leaver.signal }).catch((error: Error) => error.message)
    const hasty = adapter.listSlots(day('2031-03-05'), { deadlineMs: 10 }).catch((error) => error.code)
    await clock.settle()
    leaver.abort(new Error('gone'))
    expect(await left).toBe('gone')
    await clock.advance(10)
    expect(await hasty).toBe('timeout')
    await clock.advance(100)
    expect(clock.sleepers()).toBe(0)
  })

  it.each([
    ['no list', 'x'],
    ['a list too short', []],
    ['nothing', null],
  ])('properly, but gives %s, is as if it were not there', async (_, reply) => {
    const mis = clinic()
    const { client } = pretended(async () => reply)
    const { adapter, shared } = instanceOf(mis, client, { cache: { localMs: 0 } })
    expect((await adapter.listSlots(day('2031-03-05'))).slots).toHaveLength(1)
    // As without it: memory serves on for its time.
    await adapter.listSlots(day('2031-03-05'))
    expect(mis.asked).toHaveLength(1)
    expect(shared.status().failures).toBe(1)
  })

  it('with an error reply is not left alone for it', async () => {
    const { client, sent } = pretended(async () => {
      throw new Error('OOM command not allowed when used memory > maxmemory.')
    })
    const { adapter, shared } = instanceOf(clinic(), client)
    await adapter.listSlots(day('2031-03-05'))
    await adapter.listSlots(day('2031-03-06'))
    expect(sent).toEqual(['MGET', 'MGET'])
    expect(shared.status().failures).toBe(2)
  })

  it('loses track of writes only beyond ten thousand days, and says so', async () => {
    const { client } = pretended(async () => {
      throw new Error('Connection is closed.')
    })
    const { adapter, shared } = instanceOf(clinic(), client)
    for (let doctor = 0; doctor < 10_002; doctor += 1)
      await adapter.book({ slot: slotAt('2031-03-05T09:00', String(doctor)), patient })
    expect(shared.status()).toMatchObject({ untold: 10_000, lost: 2 })
  }, 60_000)
})

withRedis('a Redis that comes and goes', () => {
  it('is told of the bookings it missed before anything in it is believed', async () => {
    const server = await redisServer()
    const mis = clinic()
    const [one, two] = [await clients.ioredis(server.port), await clients.ioredis(server.port)]
    let cut = false
    const cuttable: RedisClient = {
      ...two.client,
      command: (args) => (cut ? Promise.reject(new Error('Connection is closed.')) : two.client.command(args)),
    }
    const clock = virtualRuntime()
    const a = instanceOf(mis, one.client, { cache: { localMs: 0 } })
    const b = instanceOf(mis, cuttable, { cache: { localMs: 0 }, runtime: clock.runtime, redis: { pauseMs: 1 } })
    await a.adapter.listSlots(day('2031-03-05'))
    await until(() => a.shared.status().stored === 1)
    cut = true
    await b.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    expect(b.shared.status().untold).toBe(1)
    cut = false
    await clock.advance(1)
    // What Redis holds is of before the booking: the next read tells it first.
    expect((await b.adapter.listSlots(day('2031-03-05'))).slots).toEqual([])
    expect(b.shared.status().untold).toBe(0)
    expect((await a.adapter.listSlots(day('2031-03-05'))).slots).toEqual([])
    for (const { close } of [a.shared, b.shared, one, two]) await close()
    await server.close()
  })

  it('is asked again for everything once messages may have been lost', async () => {
    const server = await redisServer()
    const mis = clinic()
    const [one, two] = [await clients.ioredis(server.port), await clients.ioredis(server.port)]
    const listeners: { connected(): void; lost(): void }[] = []
    const deaf: RedisClient = {
      ...one.client,
      subscribe: (_, listener) => {
        listeners.push(listener)
        return () => {}
      },
    }
    const a = instanceOf(mis, deaf, { cache: { localMs: 3_600_000 } })
    const b = instanceOf(mis, two.client)
    listeners[0]?.connected()
    await a.adapter.listSlots(day('2031-03-05'))
    await until(() => a.shared.status().stored === 1)
    await b.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    // The message was lost without a sign: the time this memory is trusted bounds it.
    expect((await a.adapter.listSlots(day('2031-03-05'))).slots).toHaveLength(1)
    listeners[0]?.lost()
    expect((await a.adapter.listSlots(day('2031-03-05'))).slots).toEqual([])
    listeners[0]?.connected()
    await a.adapter.listSlots(day('2031-03-05'))
    expect(mis.asked).toHaveLength(2)
    for (const { close } of [a.shared, b.shared, one, two]) await close()
    await server.close()
  })

  it('bounds what a lost message does by localMs', async () => {
    const server = await redisServer()
    const mis = clinic()
    const [one, two] = [await clients.ioredis(server.port), await clients.ioredis(server.port)]
    const clock = virtualRuntime(Date.now())
    const deaf: RedisClient = {
      ...one.client,
      subscribe: (_, listener) => {
        listener.connected()
        return () => {}
      },
    }
    const a = instanceOf(mis, deaf, { cache: { localMs: 10_000 }, runtime: clock.runtime })
    const b = instanceOf(mis, two.client)
    await a.adapter.listSlots(day('2031-03-05'))
    await until(() => a.shared.status().stored === 1)
    await b.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    await clock.advance(10_000)
    expect((await a.adapter.listSlots(day('2031-03-05'))).slots).toHaveLength(1)
    await clock.advance(1)
    expect((await a.adapter.listSlots(day('2031-03-05'))).slots).toEqual([])
    for (const { close } of [a.shared, b.shared, one, two]) await close()
    await server.close()
  })

  it('stops for a while like a black hole: calls go on, and a booking ends', async () => {
    const server = await redisServer()
    const mis = clinic()
    const one = await clients.ioredis(server.port)
    const a = instanceOf(mis, one.client, { redis: limits })
    await until(() => a.shared.status().listening)
    server.signal('SIGSTOP')
    await expect(a.adapter.listSlots(day('2031-03-05'))).resolves.toMatchObject({ complete: true })
    await a.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    expect((await a.adapter.listSlots(day('2031-03-05'))).slots).toEqual([])
    expect(a.shared.status().untold).toBe(1)
    server.signal('SIGCONT')
    await a.shared.close()
    await one.close()
    await server.close()
  })

  it('is killed in the middle of a load: no read fails, and it is used again when it is back', async () => {
    const server = await redisServer()
    const mis = clinic()
    const driver = new Redis({ host: '127.0.0.1', port: server.port, retryStrategy: () => 20 })
    driver.on('error', () => {})
    const other = await clients['node-redis'](server.port)
    const settings = { cache: { localMs: 0 }, redis: { ...limits, timeLimitMs: 1_000, pauseMs: 100 } }
    const a = instanceOf(mis, fromIoredis(driver), settings)
    const b = instanceOf(mis, other.client, settings)
    await until(() => a.shared.status().listening && b.shared.status().listening)
    let reads = 0
    let going = true
    const failures: unknown[] = []
    const reader = async (adapter: typeof a.adapter, begin: number) => {
      for (let turn = begin; going; turn += 1) {
        const each = `2031-03-${String((turn % 28) + 1).padStart(2, '0')}`
        await adapter.listSlots(day(each)).catch((error) => failures.push(error))
        reads += 1
        // Lets sockets be read.
        await new Promise(setImmediate)
      }
    }
    const readers = [0, 1, 2, 3].map((index) => reader(index % 2 ? a.adapter : b.adapter, index * 7))
    const hits = () => a.shared.status().hits + b.shared.status().hits
    await until(() => hits() > 200)
    await server.kill()
    const atDeath = reads
    await until(() => a.shared.status().failures > 0 && b.shared.status().failures > 0 && reads > atDeath + 2_000)
    await a.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    expect(a.shared.status().untold).toBe(1)
    await server.start()
    const before = hits()
    await until(() => hits() > before + 200 && a.shared.status().untold === 0)
    going = false
    await Promise.all(readers)
    expect(failures).toEqual([])
    expect((await b.adapter.listSlots(day('2031-03-05'))).slots).toEqual([])
    for (const { close } of [a.shared, b.shared, other]) await close()
    driver.disconnect()
    await server.close()
  }, 60_000)

  it('tells an instance of a booking elsewhere while nobody reads', async () => {
    const server = await redisServer()
    const mis = clinic()
    const [one, two] = [await clients.ioredis(server.port), await clients['node-redis'](server.port)]
    const a = instanceOf(mis, one.client, { cache: { localMs: 3_600_000 } })
    const b = instanceOf(mis, two.client, { cache: { localMs: 3_600_000 } })
    await until(() => a.shared.status().listening && b.shared.status().listening)
    await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    await b.adapter.book({ slot: slotAt('2031-03-05T09:00'), patient })
    await heard(one.client)
    hold(mis)()
    expect((await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))).slots).toHaveLength(1)
    expect(mis.asked).toEqual(['2031-03-05..2031-03-06', '2031-03-05..2031-03-05'])
    for (const text of ['junk', '[]', '[1,"x","toy/test",[["7"]]]', '[2,"x","toy/test",[["7","2031-03-05"]]]'])
      await two.client.command(['PUBLISH', 'mis:writes', text])
    await heard(one.client)
    await a.adapter.listSlots(day('2031-03-05', '2031-03-06'))
    expect(mis.asked).toHaveLength(2)
    for (const { close } of [a.shared, b.shared, one, two]) await close()
    await server.close()
  })
})
