import type { Traffic } from '../contract/health.ts'
import { createRolling } from './rolling.ts'

/** Each bucket of latencies reaches a tenth further than the one before; the first holds all below a millisecond. */
const growth = 1.1
/** Reaches to 112 seconds; the last holds all beyond. */
const buckets = 123
const failed = buckets
const minuteMs = 60_000
const minutes = 5

/** Counts and latencies of the last five minutes in bounded memory: a column a bucket of latencies. */
export function createTraffic() {
  const recent = createRolling(buckets + 1, minutes, minuteMs)
  return {
    add(ms: number, now: number, isFailure: boolean) {
      recent.add(bucketOf(ms), now)
      if (isFailure) recent.add(failed, now)
    },
    read(now: number): Traffic {
      const counts = Array.from({ length: buckets }, (_, bucket) => recent.total(bucket, now))
      const calls = counts.reduce((sum, count) => sum + count, 0)
      const at = (share: number) => endOf(percentile(counts, Math.ceil(calls * share)))
      const latencyMs = calls === 0 ? null : { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) }
      return { calls, failures: recent.total(failed, now), latencyMs }
    },
  }
}

function bucketOf(ms: number): number {
  return ms < 1 ? 0 : Math.min(buckets - 1, 1 + Math.floor(Math.log(ms) / Math.log(growth)))
}

/** Where a bucket ends, in whole milliseconds. */
function endOf(bucket: number): number {
  return Math.ceil(growth ** bucket)
}

/** The bucket in which the call of this rank stands, counted from the fastest, 1 the first. */
function percentile(counts: readonly number[], rank: number): number {
  let passed = 0
  return counts.findIndex((count) => {
    passed += count
    return passed >= rank
  })
}
