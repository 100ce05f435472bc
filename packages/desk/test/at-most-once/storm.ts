import type { FaultRule } from '@mis/mock'
import { Pool } from 'pg'
import { type DeskProcess, deskProcess } from './desk.ts'
import type { MisProcess } from './mis.ts'
import type { DeskJob, StorePlace } from './protocol.ts'

export interface StormOptions {
  readonly place: Extract<StorePlace, { kind: 'postgres' }>
  readonly seconds: number
  /** What happens every few seconds. */
  readonly strike: 'kill-a-desk' | (() => Promise<void>)
  readonly everyMs: number
  /** How many requests each desk that is started has to bring. */
  readonly requestsOfOne: number
}

/** What was seen. */
export interface Storm {
  readonly requests: number
  readonly strikes: number
  /** Told to a caller, and not in the journal afterwards. */
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  /** Booked, and no visit; or not booked, and a visit. */
  readonly untrue: readonly string[]
  /** Not over after the storm. */
  readonly stuck: readonly string[]
  /** How long the oldest due intent lay after its lease had ended, in milliseconds, while a desk could have taken it. */
  readonly longestWaitMs: number
  readonly after: Readonly<Record<string, number>>
}

const troubles: readonly FaultRule[] = [
  { when: { operation: 'book' }, probability: 0.05, fault: 'lost-answer' },
  { when: { operation: 'book' }, probability: 0.03, fault: 'reset' },
  { when: { operation: 'book' }, probability: 0.02, fault: { status: 503 } },
]
const atOnce = 4

/** Two desks share one store under load; something strikes them again and again. Afterwards everything is counted. */
export async function storm(
  mis: MisProcess,
  { place, seconds, strike, everyMs, requestsOfOne }: StormOptions,
): Promise<Storm> {
  const { mis: id, url, slots } = await mis.open({ faults: troubles, slots: 20_000, days: 120 })
  const acknowledged = new Set<string>()
  const asked: { readonly reference: string; readonly index: number }[] = []
  const base = { place, url, attemptMs: 1_000, leaseMs: 2_500 }
  let next = 0
  /** A desk with a batch of requests of its own. */
  const begin = async (): Promise<DeskProcess> => {
    const desk = await deskProcess()
    const first = next
    next = Math.min(next + requestsOfOne, slots.length)
    const indices = Array.from({ length: next - first }, (_, count) => first + count)
    const job: DeskJob = {
      ...base,
      slots: slots.slice(first, next),
      references: indices.map((index) => `r${index}`),
      firstPatient: first + 1,
      task: 'book',
      atOnce,
    }
    void desk
      .perform(job, (report) => {
        if (report.kind === 'outcome') acknowledged.add(report.reference)
        if (report.kind === 'asking')
          asked.push({ reference: report.reference, index: Number(report.reference.slice(1)) })
      })
      .catch((error: unknown) => console.error(error))
    return desk
  }
  const desks = [await begin(), await begin()]
  const watch = await watchWaits(place)
  const until = performance.now() + seconds * 1_000
  let strikes = 0
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, everyMs))
    if (strike === 'kill-a-desk') {
      await desks.shift()?.kill()
      desks.push(await begin())
    } else await strike()
    strikes += 1
  }
  await Promise.all(desks.map((desk) => desk.kill()))
  const longestWaitMs = await watch.end()
  try {
    return { ...(await count()), strikes, longestWaitMs }
  } finally {
    await mis.shut(id)
  }

  async function count(): Promise<Omit<Storm, 'strikes' | 'longestWaitMs'>> {
    const heir = await deskProcess()
    const job: DeskJob = {
      ...base,
      slots: asked.map(({ index }) => slots[index]).filter((slot) => slot !== undefined),
      references: asked.map(({ reference }) => reference),
      patients: asked.map(({ index }) => index + 1),
      task: 'settle',
      atOnce: 16,
    }
    const { reports } = await heir.perform(job)
    await heir.kill()
    const visits = new Map<string, number>()
    for (const { reference = '' } of await mis.look(id)) visits.set(reference, (visits.get(reference) ?? 0) + 1)
    const settled = reports.flatMap((one) => (one.kind === 'settled' ? [one] : []))
    const after: Record<string, number> = {}
    for (const one of settled) after[one.after] = (after[one.after] ?? 0) + 1
    const names = (list: typeof settled) => list.map(({ reference }) => reference)
    return {
      requests: asked.length,
      lost: names(settled.filter(({ reference, before }) => before === 'unknown' && acknowledged.has(reference))),
      doubled: [...visits].flatMap(([reference, times]) => (times > 1 ? [reference] : [])),
      untrue: names(settled.filter((one) => (one.after === 'booked') !== visits.has(one.reference))),
      stuck: [
        ...names(settled.filter(({ before, after: last }) => before === 'stuck' || last === 'stuck')),
        ...asked.map(({ reference }) => reference).filter((one) => !settled.some(({ reference }) => reference === one)),
      ],
      after,
    }
  }
}

/** Looks again and again how long the oldest intent that could be claimed has been lying. */
async function watchWaits({ connection, schema }: StormOptions['place']) {
  const pool = new Pool({ ...connection, max: 1 })
  pool.on('error', () => undefined)
  let longest = 0
  const look = async () => {
    const { rows } = await pool.query(
      `select max(extract(epoch from clock_timestamp()) * 1000 - greatest(due_at, lease_until)) as ms
        from ${schema}.intents where due_at is not null and lane is null`,
    )
    longest = Math.max(longest, Number(rows[0]?.ms ?? 0))
  }
  const timer = setInterval(() => void look().catch(() => undefined), 250)
  return {
    async end() {
      clearInterval(timer)
      await pool.end()
      return Math.round(longest)
    },
  }
}
