import type { MedeskMockOptions } from './options.ts'
import { Refusal } from './refusal.ts'

/** Counts requests in windows of the world's time. Throws the 429 where one is full. */
export function createRateGate(now: () => number): (limit: MedeskMockOptions['rateLimit']) => void {
  let opened = Number.NEGATIVE_INFINITY
  let count = 0
  return (limit) => {
    if (limit === undefined) return
    const windowMs = (limit.perSeconds ?? 60) * 1000
    if (now() >= opened + windowMs) {
      opened = now()
      count = 0
    }
    count += 1
    if (count <= limit.requests) return
    const endsAt = opened + windowMs
    const seconds = Math.ceil((endsAt - now()) / 1000)
    const retryAfter = limit.retryAfter === 'date' ? new Date(endsAt).toUTCString() : String(seconds)
    throw new Refusal(429, 'rate_limited', 'Слишком часто', { headers: { 'retry-after': retryAfter } })
  }
}
