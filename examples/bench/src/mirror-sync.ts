import { monitorEventLoopDelay } from 'node:perf_hooks'
import { deskClinic } from './desk-clinic.ts'
import { mirrorOf, round, sqliteHome } from './desk-home.ts'
import type { FloorResult } from './onec-row.ts'
import { spreadOf } from './paired.ts'

/** How long the event loop stands still while a first load runs, in a sentence. */
export async function mirrorLoopDelay(): Promise<string> {
  const home = sqliteHome()
  const store = await home.store()
  const clinic = deskClinic()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await round(mirrorOf(store, clinic))
  delay.disable()
  await store.close()
  await home.close()
  const [p99, max] = [delay.percentile(99) / 1e6, delay.max / 1e6]
  return `The event loop during a first load into SQLite: delayed by ${p99.toFixed(1)} ms at most in 99 % of the time, by ${max.toFixed(1)} ms at worst.`
}

/** A whole round over a MIS with latency, beside calls × latency ÷ calls at once. */
export async function measureSync(latencyMs: number, runs: number): Promise<FloorResult> {
  const home = sqliteHome()
  const samples: number[] = []
  let [floorMs, slotCount] = [0, 0]
  for (let run = 0; run < runs; run += 1) {
    const clinic = deskClinic({ latencyMs, concurrency: 5 })
    const store = await home.store()
    const begun = performance.now()
    await round(mirrorOf(store, clinic))
    samples.push(performance.now() - begun)
    floorMs = (clinic.calls() * latencyMs) / 4
    slotCount = clinic.slotCount
    await store.close()
  }
  await home.close()
  return {
    title: `Mirror: a whole first round, SQLite, ${latencyMs} ms a call`,
    sample: `500 calls of ${latencyMs} ms, 4 at once, ${slotCount} free times`,
    milliseconds: spreadOf(samples),
    floorMs,
    ratio: spreadOf(samples.map((sample) => sample / floorMs)),
    runs,
  }
}
