import type { Runtime } from '@mis/core'
import type { RedisClient } from './client.ts'
import type { Counters } from './status.ts'

/** Redis with a time limit: what it does not answer in time, or at all, is undefined. Never rejects. */
export interface Link {
  /** `undefined` at once while Redis is left alone after a failure. */
  ask<T>(send: (client: RedisClient) => Promise<T>): Promise<T | undefined>
  /** Tries even then: for what other instances must learn. */
  insist<T>(send: (client: RedisClient) => Promise<T>): Promise<T | undefined>
}

export interface LinkLimits {
  readonly timeLimitMs: number
  readonly writeTimeLimitMs: number
  readonly pauseMs: number
}

/** A reply that is an error begins with its code in capitals, such as `OOM` or `READONLY`; it came at once, and others may do. */
const isErrorReply = (error: unknown) => error instanceof Error && /^[A-Z]{2,} /.test(error.message)

const late = Symbol('late')
/** Made once: `abort()` without a reason makes a `DOMException` each time. */
const answered = new Error('answered')

export function createLink(client: RedisClient, limits: LinkLimits, runtime: Runtime, counters: Counters): Link {
  let pausedUntil = -Infinity
  let probing = false

  const within = async <T>(ms: number, send: (client: RedisClient) => Promise<T>): Promise<T | undefined> => {
    const timer = new AbortController()
    try {
      const reply = await Promise.race([send(client), timeUp(ms, timer.signal)])
      if (reply === late) throw new Error('Redis did not answer in time')
      pausedUntil = -Infinity
      return reply as T
    } catch (error) {
      counters.failures += 1
      if (!isErrorReply(error)) pausedUntil = runtime.monotonic() + limits.pauseMs
      return undefined
    } finally {
      timer.abort(answered)
    }
  }
  const timeUp = async (ms: number, signal: AbortSignal): Promise<typeof late> => {
    try {
      await runtime.sleep(ms, signal)
      // After a stall of this process the answer may be here, unread: one more turn of the loop reads it.
      await runtime.sleep(1, signal)
    } catch {}
    return late
  }

  return {
    async ask(send) {
      if (pausedUntil === -Infinity) return within(limits.timeLimitMs, send)
      if (probing || runtime.monotonic() < pausedUntil) return undefined
      probing = true
      try {
        return await within(limits.timeLimitMs, send)
      } finally {
        probing = false
      }
    },
    insist: (send) => within(limits.writeTimeLimitMs, send),
  }
}
