import type { Trail } from '../contract/adapter.ts'

const none: readonly never[] = []

/** The trail of a call that has only begun; for a layer that makes a call of its own. */
export function createTrail(): Trail {
  return {
    attempts: 0,
    retriedAfter: none,
    waitedMs: 0,
    cacheHits: 0,
    cacheMisses: 0,
    cacheStale: 0,
    settled: undefined,
  }
}
