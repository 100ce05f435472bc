import type { Runtime } from '@mis/core'
import type { Counters } from './status.ts'
import { createTimeLimits } from './time-limits.ts'

/** Redis with a time limit: what it does not answer in time, or at all, is undefined. Never rejects. */
export interface Link {
  /** `undefined` at once while Redis is left alone after a failure. */
  ask<T>(send: () => Promise<T>): Promise<T | undefined>
  /** Tries even then: for what other instances must learn. */
  insist<T>(send: () => Promise<T>): Promise<T | undefined>
  close(): void
}

export interface LinkLimits {
  readonly timeLimitMs: number
  readonly writeTimeLimitMs: number
  readonly pauseMs: number
}

/** A reply that is an error begins with its code in capitals, such as `OOM` or `READONLY`; it came at once, and others may do. */
const isErrorReply = (error: unknown) => error instanceof Error && /^[A-Z]{2,} /.test(error.message)

export function createLink(limits: LinkLimits, runtime: Runtime, counters: Counters): Link {
  const reads = createTimeLimits(limits.timeLimitMs, runtime)
  let pausedUntil = -Infinity
  let probing = false

  const settle = async <T>(reply: Promise<T>): Promise<T | undefined> => {
    try {
      const answer = await reply
      pausedUntil = -Infinity
      return answer
    } catch (error) {
      counters.failures += 1
      if (!isErrorReply(error)) pausedUntil = runtime.monotonic() + limits.pauseMs
      return undefined
    }
  }

  return {
    async ask(send) {
      if (pausedUntil === -Infinity) return settle(reads.within(send()))
      if (probing || runtime.monotonic() < pausedUntil) return undefined
      probing = true
      try {
        return await settle(reads.within(send()))
      } finally {
        probing = false
      }
    },
    async insist(send) {
      // Rare enough for a timer of its own, which goes with it.
      const timeLimits = createTimeLimits(limits.writeTimeLimitMs, runtime)
      try {
        return await settle(timeLimits.within(send()))
      } finally {
        timeLimits.end()
      }
    },
    close: reads.end,
  }
}
