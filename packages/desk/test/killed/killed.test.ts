// Everything durable beside the journal of intents, which at-most-once has: a process that works on a store is killed with
// -9 at one of its statements, and another one goes on. At each statement with MIS_LONG=1; otherwise at some.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withPostgres } from '../support/postgres-server.ts'
import { isBroker, sharedBroker } from '../support/rabbit.ts'
import type { Death } from './protocol.ts'
import { type Ground, postgresGround, sqliteGround } from './stage.ts'
import { handlerTrial, rabbitTrial, webhookTrial } from './trials/events.ts'
import { ledgersTrial } from './trials/ledgers.ts'
import { mirrorTrial } from './trials/mirror.ts'
import { eraseTrial, openTrial, resealTrial } from './trials/privacy.ts'
import { performOn, type Seen, type Trial } from './trials/trial.ts'
import { type Victim, victimProcess } from './victim.ts'

const isLong = process.env.MIS_LONG === '1'
const minutes = 60_000
/** Deaths of one kind in the long run, spread over all its statements. */
const mostDeaths = 60
const hasBroker = await isBroker(sharedBroker)

/** Spread evenly over the statements and the moments, from another one for each seed. */
function deathsOf(statements: number, some: number, seed: number): readonly Death[] {
  const all = statements * 2
  const most = isLong ? Math.min(mostDeaths, all) : some
  return Array.from({ length: most }, (_, index) => {
    const point = (seed * 37 + Math.floor((index * all) / most)) % all
    return { statement: 1 + (point >> 1), when: point % 2 === 0 ? 'before' : 'after' }
  })
}

interface Promised {
  readonly title: string
  readonly trial: Trial
  /** Deaths outside of the long run. */
  readonly some: number
  /** Some of them must leave something half done. */
  readonly isHalf?: true
}

const promises: readonly Promised[] = [
  { title: 'tables that were being made are made by the next process', trial: openTrial, some: 1 },
  {
    title: 'a mirror is the world of the MIS in the end, and a dead one that had the round holds it for its time alone',
    trial: mirrorTrial,
    some: 2,
    isHalf: true,
  },
  { title: 'events to a handler: none is lost, and each visit has its own in order', trial: handlerTrial, some: 1 },
  { title: 'events to a webhook: none is lost, and each visit has its own in order', trial: webhookTrial, some: 1 },
  {
    title: 'an audit chain is whole and has what was acknowledged, and so have consents; nothing unentered is sent',
    trial: ledgersTrial,
    some: 1,
  },
  {
    title: 'a change of keys is gone on with, and every value opens at each moment',
    trial: resealTrial,
    some: 2,
    isHalf: true,
  },
  { title: 'an erasure is done or not begun, never half', trial: eraseTrial, some: 1 },
]
const overBroker: Promised = {
  title: 'events over RabbitMQ: none is lost, and each visit has its own in order',
  trial: rabbitTrial,
  some: 1,
}

function killedOn(ground: Ground, shift: number): void {
  let survivor: Victim
  beforeAll(async () => {
    survivor = await victimProcess()
  })
  afterAll(() => survivor.kill())

  const promise = ({ title, trial, some, isHalf }: Promised, index: number) =>
    it(
      title,
      async () => {
        // Undisturbed, which shows as well that the victim does something and how many statements it takes.
        const { statements } = await trial(performOn(ground, undefined, survivor))
        const left = [...deathsOf(statements, some, shift + index)]
        const seen: Seen[] = []
        const line = async () => {
          for (let death = left.shift(); death !== undefined; death = left.shift()) {
            seen.push(await at(death, () => trial(performOn(ground, death, survivor))))
          }
        }
        await Promise.all([line(), line()])
        // Where several things are on their way at once a run may take a statement less than another.
        expect(seen.filter(({ died }) => died).length * 2).toBeGreaterThanOrEqual(seen.length)
        if (isHalf) expect(seen.filter((one) => one.isHalf).length).toBeGreaterThan(0)
      },
      30 * minutes,
    )
  promises.forEach(promise)
  if (hasBroker) promise(overBroker, promises.length)
  else it(`${overBroker.title}: was NOT RUN: no broker answers (MIS_RABBITMQ_URL)`, () => console.warn('no broker'))
}

/** What fails says where the process had died. */
async function at<T>(death: Death, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw new Error(`killed ${death.when} statement ${death.statement}`, { cause: error })
  }
}

describe('a process killed over SQLite', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mis-killed-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  killedOn(
    sqliteGround(() => folder),
    0,
  )
})

withPostgres('a process killed over PostgreSQL', (server) => {
  killedOn(postgresGround(server), 5)
})
