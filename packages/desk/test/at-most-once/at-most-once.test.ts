// The proof. The whole of it with MIS_LONG=1, which writes docs/at-most-once.md; otherwise a sample.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PostgresServer, withPostgres } from '../support/postgres-server.ts'
import { type Contention, contend } from './contention.ts'
import { deathPoints, faultsOfMis, type Run, runOnce, type Seen, violation } from './matrix.ts'
import { type MisProcess, misProcess } from './mis.ts'
import { atMostOncePage, cellOf, machine } from './page.ts'
import type { StorePlace } from './protocol.ts'
import { type Storm, storm } from './storm.ts'

const isLong = process.env.MIS_LONG === '1'
const page = new URL('../../../../docs/at-most-once.md', import.meta.url)
const minutes = 60_000
/** Processes mostly wait for leases and quiet periods. */
const runsAtOnce = isLong ? 6 : 4

const runs = new Map<string, Map<string, Seen>>()
const contentions = new Map<string, Contention>()
const storms = new Map<string, Storm>()
const folder = mkdtempSync(join(tmpdir(), 'mis-at-most-once-'))
let mis: MisProcess
let places = 0
beforeAll(async () => {
  mis = await misProcess()
})
afterAll(async () => {
  await mis.close()
  rmSync(folder, { recursive: true, force: true })
  if (isLong && storms.size > 0) writeFileSync(page, atMostOncePage({ runs, contentions, storms, on: machine() }))
})

/** All of them in the long run. In CI some faults, each with another death. */
function chosen(shift: number): Omit<Run, 'place'>[] {
  if (isLong) return faultsOfMis.flatMap((fault) => deathPoints.map((death) => ({ fault, death })))
  return faultsOfMis.flatMap((fault, index) => {
    const death = deathPoints[(index * 3 + shift) % deathPoints.length]
    return death && index % 3 === shift ? [{ fault, death }] : []
  })
}

function proof(store: string, place: () => StorePlace, shift: number): void {
  const cells = new Map<string, Seen>()
  runs.set(store, cells)

  it(
    'has at most one visit for an intent, and one where it says booked, whenever a process dies',
    async () => {
      const left = chosen(shift)
      const violations: string[] = []
      const line = async () => {
        for (let run = left.shift(); run !== undefined; run = left.shift()) {
          if (store === 'SQLite' && run.death.name === 'at the commit of sending') continue
          const name = cellOf(run.fault.name, run.death.name)
          const seen = await runOnce(mis, { ...run, place: place() })
          cells.set(name, seen)
          const wrong = violation(seen)
          if (wrong !== undefined) violations.push(`${name}: ${wrong}`)
        }
      }
      await Promise.all(Array.from({ length: runsAtOnce }, line))
      expect(violations).toEqual([])
      expect([...cells.values()].filter(({ died }) => died).length).toBeGreaterThan(cells.size / 3)
    },
    40 * minutes,
  )

  it(
    'gives one slot to one of many in four processes, and the others alternatives',
    async () => {
      const attempts = isLong ? 1_000 : 40
      const seen = await contend(mis, place(), attempts, 4)
      contentions.set(store, seen)
      expect(seen.told).toEqual({ booked: 1, refused: attempts - 1 })
      expect(seen.withoutAlternatives).toBe(0)
      expect(seen.visits).toBe(1)
    },
    5 * minutes,
  )
}

describe('over SQLite, a desk', () => {
  proof('SQLite', () => ({ kind: 'sqlite', file: join(folder, `${++places}.db`) }), 0)
})

withPostgres('over PostgreSQL, a desk', (server) => {
  const place = () => ({ kind: 'postgres', connection: server().connection, schema: `desk_${++places}` }) as const
  proof('PostgreSQL', place, 1)

  const killings = ['one of the desks is killed', () => 'kill-a-desk' as const] as const
  const crashes = ['PostgreSQL crashes and is started again', () => async () => crash(server())] as const
  const measure = isLong
    ? { seconds: 120, everyMs: 4_000, requestsOfOne: 400 }
    : { seconds: 3, everyMs: 1_500, requestsOfOne: 40 }
  for (const [what, strike] of isLong ? [killings, crashes] : [crashes])
    it(
      `loses, doubles and forgets nothing while ${what} again and again`,
      async () => {
        const seen = await storm(mis, { place: place(), ...measure, strike: strike() })
        storms.set(what, seen)
        expect(seen).toMatchObject({ lost: [], doubled: [], untrue: [], stuck: [] })
        expect(seen.strikes).toBeGreaterThan(0)
        expect(seen.requests).toBeGreaterThan(0)
      },
      10 * minutes,
    )
})

async function crash(server: PostgresServer): Promise<void> {
  server.stop('immediate')
  server.start()
}

it('the page shows the matrix as it is', () => {
  const text = readFileSync(page, 'utf8')
  for (const { name } of deathPoints) expect(text).toContain(`| ${name} |`)
  expect(text).toContain(`| dies | ${faultsOfMis.map(({ name }) => name).join(' | ')} |`)
})
