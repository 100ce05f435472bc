import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { dayCount } from '@mis/core'
import { createWorld, listen } from '@mis/mock'
import { type OneCMockOptions, oneCGuid, oneCMedicineMock } from '@mis/onec-medicine/mock'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { clients } from './support/clients.ts'
import type { Reading } from './support/reading-child.ts'
import { type RedisServer, redisServer, withRedis } from './support/redis-server.ts'

// All thirty days with MIS_LONG=1; a sample of them otherwise.
const month = { from: '2031-03-03', to: process.env.MIS_LONG === '1' ? '2031-04-01' : '2031-03-09' }
const daysOfMonth = dayCount(month.from, month.to)
const user = { username: 'site', password: 'secret' }

withRedis('two processes with one pool of two 1C licences', () => {
  let redis: RedisServer
  const children: ChildProcess[] = []
  beforeEach(async () => {
    redis = await redisServer()
  })
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL')
    await redis.close()
  })

  async function base(options: Partial<OneCMockOptions> = {}) {
    const world = createWorld()
    const mock = oneCMedicineMock(world, { ...user, licences: 2, ...options })
    const server = await listen(mock)
    const doctorIds = world
      .doctors()
      .flatMap(({ id, active, clinicIds }) => (active && clinicIds.includes('1') ? [id] : []))
    const guids = doctorIds.map((id) => oneCGuid('doctor', id))
    const freeTimes = (place: number) => world.freeSlots({ doctorId: doctorIds[place] ?? '', ...month }).length
    const start = (place: number, reading: Partial<Reading>) => {
      const doctorId = guids[place] ?? ''
      const told = { redisPort: redis.port, url: server.url, doctorId, days: month, leaseMs: 5_000, ...reading }
      const child = fork(
        fileURLToPath(new URL('./support/reading-child.ts', import.meta.url)),
        [JSON.stringify(told)],
        {
          execArgv: ['--conditions=@mis/source'],
        },
      )
      children.push(child)
      return { child, doctorId, answer: once(child, 'message').then(([answer]) => answer), end: once(child, 'exit') }
    }
    return { mock, server, start, freeTimes }
  }

  it('read fifty months each: never more than two sessions, none refused, and nobody starves', {
    timeout: 120_000,
  }, async () => {
    // A base that takes a moment for each call, so that sessions overlap.
    const { mock, server, start, freeTimes } = await base({ work: () => setTimeout(1) })
    const both = [start(0, { driver: 'ioredis', times: 50 }), start(1, { driver: 'node-redis', times: 50 })]
    const answers = await Promise.all(both.map(({ answer }) => answer))
    expect(answers).toEqual([0, 1].map((place) => ({ complete: true, slots: freeTimes(place) })))
    expect([mock.platform.peak(), mock.platform.refusals(), mock.platform.sessions()]).toEqual([2, 0, 0])

    const readers = server.requests().map(({ path }) => both.findIndex(({ doctorId }) => path.includes(doctorId)))
    expect(readers).toHaveLength(2 * 50 * daysOfMonth)
    // When one has been served for the last time, the other has had a fair part.
    const [one, other] = [0, 1].map((reader) => readers.lastIndexOf(reader))
    const first = Math.min(one ?? -1, other ?? -1)
    const begun = Math.max(...[0, 1].map((reader) => readers.indexOf(reader)))
    const together = readers.slice(begun, first + 1)
    for (const reader of [0, 1]) {
      const part = together.filter((each) => each === reader).length / together.length
      expect(part).toBeGreaterThan(0.3)
    }
    await Promise.all(both.map(({ end }) => end))
    await server.close()
  })

  it('one of which is killed with -9 in the middle of its calls: its licences go to the other within the lease', {
    timeout: 60_000,
  }, async () => {
    const hanging = Promise.withResolvers<void>()
    const { mock, server, start } = await base({ work: () => hanging.promise })
    const leaseMs = 2_000
    const killed = start(0, { driver: 'ioredis', times: 5, leaseMs })
    await until(() => mock.platform.sessions() === 2)
    const survivor = start(1, {
      driver: 'node-redis',
      times: 1,
      days: { from: '2031-03-05', to: '2031-03-05' },
      leaseMs,
    })
    const { client, close } = await clients.ioredis(redis.port)
    const key = (part: string) => `mis{licences/base}${part}`
    await until(async () => (await client.command(['ZCARD', key('line')])) === 1)

    killed.child.kill('SIGKILL')
    await killed.end
    const [seconds, micros] = (await client.command(['TIME'])) as [string, string]
    const now = Number(seconds) * 1_000 + Number(micros) / 1_000
    const held = (await client.command(['ZRANGE', key('held'), '0', '-1', 'WITHSCORES'])) as string[][]
    // Pairs or not, as the driver's protocol has it.
    const expiries = held.flat().filter((_, place) => place % 2 === 1)
    expect(expiries).toHaveLength(2)
    for (const expiry of expiries) expect(Number(expiry) - now).toBeLessThanOrEqual(leaseMs)
    expect(server.requests()).toHaveLength(2)
    // The base notices that its caller has gone.
    hanging.resolve()

    expect(await survivor.answer).toMatchObject({ complete: true })
    expect([mock.platform.peak(), mock.platform.refusals()]).toEqual([2, 0])
    await survivor.end
    expect(await client.command(['ZCARD', key('held')])).toBe(0)
    await close()
    await server.close()
  })
})

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve))
}
