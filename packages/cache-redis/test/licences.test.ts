import { type RedisLicences, type RedisLicencesOptions, redisLicences } from '@mis/cache-redis'
import { type Licence, limit, wrap } from '@mis/core'
import { createWorld, fakeMis } from '@mis/mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clients, type TestClient } from './support/clients.ts'
import { type RedisServer, redisServer, withRedis } from './support/redis-server.ts'

const never = new AbortController().signal
const key = (part: string) => `mis{licences/base}${part}`

withRedis('licences shared over a real Redis', () => {
  let redis: RedisServer
  let watcher: TestClient
  const opened: { close(): Promise<void> }[] = []
  beforeEach(async () => {
    redis = await redisServer()
    watcher = await clients.ioredis(redis.port)
  })
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close()
    await watcher.close()
    await redis.close()
  })

  async function instance(
    options: Partial<RedisLicencesOptions> = {},
    driver: keyof typeof clients = 'ioredis',
  ): Promise<RedisLicences> {
    const connected = await clients[driver](redis.port)
    const licences = redisLicences(connected.client, { name: 'base', licences: 1, leaseMs: 2_000, ...options })
    opened.push(connected, licences)
    return licences
  }
  const count = async (part: string) => Number(await watcher.client.command(['ZCARD', key(part)]))
  const inLine = (length: number) => until(async () => (await count('line')) === length)

  describe.each(['ioredis', 'node-redis'] as const)('through %s', (driver) => {
    it('are never more than there are, among three hundred calls of three instances, and all are served', async () => {
      const instances = await Promise.all([1, 2, 3].map(() => instance({ licences: 2 }, driver)))
      let inFlight = 0
      let most = 0
      const call = async (index: number) => {
        const licence = await instances[index % 3]?.take(never)
        most = Math.max(most, ++inFlight)
        await Promise.resolve()
        inFlight -= 1
        licence?.giveBack()
      }
      await Promise.all(Array.from({ length: 300 }, (_, index) => call(index)))
      expect(most).toBe(2)
      await until(async () => (await count('held')) === 0)
    })

    it('go first come, first served, whichever instance one stands at', async () => {
      const instances = await Promise.all([1, 2, 3].map(() => instance({}, driver)))
      const first = await instances[0]?.take(never)
      const order: number[] = []
      const taken: Promise<void>[] = []
      for (const [place, at] of [1, 2, 0, 0, 2, 1].entries()) {
        const taking = instances[at]?.take(never).then((licence) => {
          order.push(place)
          licence.giveBack()
        })
        if (taking) taken.push(taking)
        await inLine(place + 1)
      }
      first?.giveBack()
      await Promise.all(taken)
      expect(order).toEqual([0, 1, 2, 3, 4, 5])
    })
  })

  it('pass by a caller who left the line', async () => {
    const [one, two] = [await instance(), await instance()]
    const held = await one.take(never)
    const leaving = new AbortController()
    const left = two.take(leaving.signal).catch((error: Error) => error.message)
    await inLine(1)
    const next = two.take(never)
    await inLine(2)
    leaving.abort(new Error('gone'))
    expect(await left).toBe('gone')
    await inLine(1)
    held.giveBack()
    ;(await next).giveBack()
    await expect(two.take(AbortSignal.abort(new Error('gone before')))).rejects.toThrow('gone before')
  })

  it('come to an instance that hears no message as well: it asks', async () => {
    const { client, close } = await clients.ioredis(redis.port)
    const deaf = redisLicences({ ...client, subscribe: () => () => {} }, { name: 'base', licences: 1 })
    opened.push({ close }, deaf)
    const one = await instance()
    const held = await one.take(never)
    const next = deaf.take(never)
    await inLine(1)
    held.giveBack()
    ;(await next).giveBack()
  })

  it('are given back once, however often', async () => {
    const one = await instance({ licences: 2 })
    const [first] = [await one.take(never), await one.take(never)]
    first.giveBack()
    first.giveBack()
    expect(first.isHeld()).toBe(false)
    const third = await one.take(never)
    expect(third.isHeld()).toBe(true)
    await until(async () => (await count('held')) === 2)
  })

  it('outlive the lease while they are held', async () => {
    const [one, two] = [await instance(), await instance()]
    const held = await one.take(never)
    const expiry = async () =>
      Number(((await watcher.client.command(['ZRANGE', key('held'), '0', '-1', 'WITHSCORES'])) as string[]).flat()[1])
    const first = await expiry()
    const next = two.take(never)
    await until(async () => (await expiry()) > first + 400)
    expect([held.isHeld(), await count('line')]).toEqual([true, 1])
    held.giveBack()
    ;(await next).giveBack()
  })

  it('of an instance that has stopped go to the next, and so do its places in the line', async () => {
    const [stopped, other] = [await instance({ leaseMs: 200 }), await instance({ leaseMs: 200 })]
    await stopped.take(never)
    void stopped.take(never).catch(() => {})
    await inLine(1)
    const next = other.take(never)
    await inLine(2)
    // Neither renews nor gives back: its client is cut off without a word.
    const [, second] = opened
    expect(second).toBe(stopped)
    await opened[0]?.close()
    ;(await next).giveBack()
  })

  it('are not begun on by a process that slept past the lease', async () => {
    let slept = 0
    const one = await instance({ runtime: { monotonic: () => performance.now() + slept } })
    const licence = await one.take(never)
    slept = 1_000
    expect(licence.isHeld()).toBe(true)
    slept = 2_001
    expect(licence.isHeld()).toBe(false)
  })

  it('leave nothing in Redis and no timer when nobody holds or waits', async () => {
    const timers: AbortSignal[] = []
    const one = await instance({
      runtime: {
        sleep: (ms, signal) => {
          timers.push(signal)
          return new Promise((resolve, reject) => {
            const timer = setTimeout(resolve, ms)
            signal.addEventListener('abort', () => {
              clearTimeout(timer)
              reject(signal.reason)
            })
          })
        },
      },
    })
    const licence = await one.take(never)
    licence.giveBack()
    await until(async () => (await count('held')) + (await count('line')) + (await count('seen')) === 0)
    await until(() => timers.every(({ aborted }) => aborted))
    const ttl = Number(await watcher.client.command(['PTTL', key('tickets')]))
    expect(ttl).toBeGreaterThan(0)
    expect(ttl).toBeLessThanOrEqual(20_000)
  })

  it('are counted again after Redis has lost its memory, and who waits keeps waiting', async () => {
    const [one, two, three] = [await instance(), await instance(), await instance()]
    const held = await one.take(never)
    const next = two.take(never)
    await inLine(1)
    const [token] = (await watcher.client.command(['ZRANGE', key('held'), '0', '0'])) as string[]
    await watcher.client.command(['FLUSHALL'])
    await until(async () => (await watcher.client.command(['ZSCORE', key('held'), token ?? ''])) !== null)
    const last = three.take(never)
    await until(async () => (await count('line')) > 0)
    held.giveBack()
    ;(await next).giveBack()
    ;(await last).giveBack()
  })

  describe('while Redis is down', () => {
    it('are replaced by this process’s own share, without an error, and shared again afterwards', async () => {
      const one = await instance({ licences: 2, fallbackConcurrency: 1, timeLimitMs: 100 })
      const before = await one.take(never)
      await redis.kill()
      const waiting = [one.take(never), one.take(never)]
      await until(() => one.state() === 'fallback')
      const served: Licence[] = []
      for (const each of waiting) void each.then((licence) => served.push(licence))
      // The one from before still runs, so the share is used up.
      await turns(20)
      expect(served).toHaveLength(0)
      before.giveBack()
      await until(() => served.length === 1)
      await turns(20)
      expect([served.length, served[0]?.isHeld()]).toEqual([1, true])

      await redis.start()
      await until(() => one.state() === 'shared')
      // Two licences: the one that runs is counted, so one more is free.
      await until(() => served.length === 2)
      expect(await count('held')).toBe(2)
      for (const licence of served) licence.giveBack()
      await until(async () => (await count('held')) === 0)
    })

    it('fail no call of an adapter, and run no more at once than its share', async () => {
      const shared = await instance({ licences: 2, timeLimitMs: 100 })
      await redis.kill()
      let inFlight = 0
      let most = 0
      const adapter = wrap(fakeMis(createWorld()), [
        limit({ shared }),
        (next) => async (call) => {
          most = Math.max(most, ++inFlight)
          try {
            return await next(call)
          } finally {
            inFlight -= 1
          }
        },
      ])
      const query = { doctorId: '1', from: '2031-03-04', to: '2031-03-04' }
      const answers = await Promise.all(Array.from({ length: 50 }, () => adapter.listSlots(query)))
      expect(answers.every(({ complete }) => complete)).toBe(true)
      expect([most, shared.state()]).toEqual([1, 'fallback'])
      await adapter.close()
    })

    it('or takes connections and says nothing, the same', async () => {
      const one = await instance({ timeLimitMs: 50 })
      ;(await one.take(never)).giveBack()
      redis.signal('SIGSTOP')
      const licence = await one.take(never)
      expect([one.state(), licence.isHeld()]).toEqual(['fallback', true])
      redis.signal('SIGCONT')
      await until(() => one.state() === 'shared')
      licence.giveBack()
    })
  })

  it('close gives back what is held; a take afterwards is this process’s own', async () => {
    const one = await instance()
    await one.take(never)
    await one.close()
    expect(await count('held')).toBe(0)
    await one.close()
  })
})

describe('options', () => {
  it.each([
    ['redisLicences.licences', { licences: 0 }],
    ['redisLicences.leaseMs', { leaseMs: 0.5 }],
    ['redisLicences.fallbackConcurrency', { fallbackConcurrency: 0 }],
    ['redisLicences.timeLimitMs', { timeLimitMs: -1 }],
    ['redisLicences.name', { name: 'a{b}' }],
    ['redisLicences.name', { name: '' }],
    ['redisLicences.prefix', { prefix: 'two words' }],
  ])('are refused by name: %s', (name, bad) => {
    const client = { command: async () => null, subscribe: () => () => {} }
    expect(() => redisLicences(client, { name: 'base', licences: 1, ...bad })).toThrow(name)
  })
})

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve))
}
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
