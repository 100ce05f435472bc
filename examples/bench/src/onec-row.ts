import { addDays, recommended, wrap } from '@mis/core'
import { createOneCMedicine } from '@mis/onec-medicine'
import { type Facts, startMock } from './mock-process.ts'
import { type Spread, spreadOf } from './paired.ts'

const from = '2031-03-03'
const days = 30
const deadlineMs = 600_000

/** A clinic's reading of its whole schedule. */
interface Reading {
  readonly doctors: number
  /** Calls at once, so sessions and licences too. */
  readonly concurrency: number
}
const readings: readonly Reading[] = [
  { doctors: 50, concurrency: 10 },
  { doctors: 5, concurrency: 2 },
]

/** How long it took beside how long the base alone would need. */
export interface FloorResult {
  readonly title: string
  readonly sample: string
  readonly runs: number
  readonly milliseconds: Spread
  /** Calls × latency ÷ calls at once: nobody can be faster. */
  readonly floorMs: number
  /** Time taken divided by the floor: 1.0 is as fast as the base allows. */
  readonly ratio: Spread
}

/** Reads thirty days of every doctor from a base that takes `latencyMs` a call, `runs` times after a short warm-up. */
export async function measureOneC(runs: number): Promise<FloorResult[]> {
  const mock = await startMock<Facts & { readonly latencyMs: number }>('onec-child.ts')
  try {
    await read(mock, { doctors: 2, concurrency: 10 })
    const results: FloorResult[] = []
    for (const reading of readings) {
      const { doctors, concurrency } = reading
      const floorMs = (doctors * days * mock.latencyMs) / concurrency
      const times: number[] = []
      while (times.length < runs) times.push(await read(mock, reading))
      results.push({
        title: `1C: ${days} days of ${doctors} doctors, ${concurrency} calls at once`,
        sample: `${doctors * days} calls, one a doctor and day, of ${mock.latencyMs} ms each; wrap(createOneCMedicine, recommended())`,
        runs,
        milliseconds: spreadOf(times),
        floorMs,
        ratio: spreadOf(times.map((time) => time / floorMs)),
      })
    }
    return results
  } finally {
    await mock.close()
  }
}

async function read({ url, doctorIds }: Facts, { doctors, concurrency }: Reading): Promise<number> {
  const base = { baseUrl: url, username: 'bench', password: 'bench', timeZone: 'Europe/Moscow', concurrency }
  const mis = wrap(createOneCMedicine(base), recommended())
  const query = { from, to: addDays(from, days - 1) }
  const begun = performance.now()
  const answers = await Promise.all(
    doctorIds.slice(0, doctors).map((doctorId) => mis.listSlots({ doctorId, ...query }, { deadlineMs })),
  )
  const took = performance.now() - begun
  await mis.close()
  if (!answers.every(({ complete, slots }) => complete && slots.length > 0)) throw new Error('not everything was read')
  return took
}
