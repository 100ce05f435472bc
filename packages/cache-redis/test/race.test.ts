import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RaceReply, RaceRequest } from './support/race-child.ts'
import { type RedisServer, redisServer, withRedis } from './support/redis-server.ts'

const trials = process.env.MIS_LONG === '1' ? 10_000 : 200
/** Trials that run at once, so that they get in each other's way as callers of a site do. */
const atOnce = 10

interface Instance {
  ask(what: RaceRequest['what'], doctorId: string, turns: number): Promise<boolean | undefined>
  close(): void
}

async function instance(port: number, localMs: number): Promise<Instance> {
  const script = fileURLToPath(new URL('support/race-child.ts', import.meta.url))
  const child: ChildProcess = fork(script, [String(port), String(localMs)], { execArgv: ['--conditions=@mis/source'] })
  const waiting = new Map<number, (reply: RaceReply) => void>()
  let asked = 0
  child.on('message', (reply: RaceReply) => {
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  })
  await new Promise<unknown>((resolve) => waiting.set(0, resolve))
  return {
    async ask(what, doctorId, turns) {
      asked += 1
      const id = asked
      const reply = new Promise<RaceReply>((resolve) => waiting.set(id, resolve))
      child.send({ id, what, doctorId, turns } satisfies RaceRequest)
      return (await reply).free
    },
    close: () => void child.kill('SIGKILL'),
  }
}

withRedis('two processes over one Redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await redisServer()
  })
  afterAll(() => server.close())

  /** Readings that showed the time as free although they began after the booking had ended. */
  async function staleOf(localMs: number, afterwards: (reader: Instance) => Promise<unknown>): Promise<number> {
    const [a, b] = await Promise.all([instance(server.port, localMs), instance(server.port, localMs)])
    let stale = 0
    const trial = async (index: number) => {
      const doctorId = `${localMs} ${index}`
      const turns = index % 9
      const loads = [a.ask('read', doctorId, turns), a.ask('read', doctorId, turns)]
      if (index % 3 === 0) loads.push(b.ask('read', doctorId, turns))
      if (index % 2 === 0) await loads[0]
      await b.ask('book', doctorId, turns)
      // The instance that booked, at once; the other; and both once more when every load of before has landed.
      const count = async (reader: Instance) => {
        if (await reader.ask('read', doctorId, turns)) stale += 1
      }
      await Promise.all([count(b), afterwards(a).then(() => count(a))])
      await Promise.all(loads)
      await Promise.all([count(a), count(b), count(a)])
    }
    for (let begin = 0; begin < trials; begin += atOnce)
      await Promise.all(Array.from({ length: atOnce }, (_, offset) => trial(begin + offset)))
    a.close()
    b.close()
    return stale
  }

  it(`show nobody what a booking has changed, at once, where localMs is 0: ${trials} trials`, async () => {
    expect(await staleOf(0, async () => {})).toBe(0)
  }, 600_000)

  it(`nor with memories of their own, once the message is there: ${trials} trials`, async () => {
    expect(await staleOf(3_600_000, (reader) => reader.ask('heard', '', 0))).toBe(0)
  }, 600_000)
})
