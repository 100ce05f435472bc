import type { Runtime } from '../contract/adapter.ts'
import { neverAborted } from '../kernel/enter.ts'
import { createAlarm } from './alarm.ts'

/** How much may pass; see `LimitOptions`. */
export interface LineRule {
  readonly concurrency: number
  readonly requests: number
  readonly perMs: number
}

interface Waiting {
  readonly deadlineAt: number
  start(): void
  timeUp(): void
}

/** First come, first served: so many inside at once, and so many entering in a time. The line has two timers, however long it is. */
export function createWaitingLine(runtime: Runtime, { concurrency, requests, perMs }: LineRule) {
  const line = new Set<Waiting>()
  let active = 0
  let tokens = requests
  let filledAt = runtime.monotonic()

  const refill = () => {
    const now = runtime.monotonic()
    tokens = Math.min(requests, tokens + ((now - filledAt) * requests) / perMs)
    filledAt = now
  }
  const isOpen = () => {
    if (requests !== Infinity) refill()
    return active < concurrency && tokens >= 1
  }
  const take = () => {
    active += 1
    tokens -= 1
  }
  const advance = () => {
    for (const place of line) {
      if (!isOpen()) break
      line.delete(place)
      take()
      place.start()
    }
    if (line.size > 0 && active < concurrency) nextOfRate.set(filledAt + Math.ceil(((1 - tokens) * perMs) / requests))
    clearIfIdle()
  }
  /** Not as soon as the line is empty: under load that would be a timer for every few calls. */
  const clearIfIdle = () => {
    if (line.size > 0 || active > 0) return
    nextOfRate.clear()
    nextDeadline.clear()
  }
  const expire = () => {
    const now = runtime.monotonic()
    for (const place of line) {
      if (place.deadlineAt <= now) {
        line.delete(place)
        place.timeUp()
      } else nextDeadline.set(place.deadlineAt)
    }
    advance()
  }
  const nextOfRate = createAlarm(runtime, advance)
  const nextDeadline = createAlarm(runtime, expire)

  return {
    tryEnter() {
      if (line.size > 0 || !isOpen()) return false
      take()
      return true
    },
    length: () => line.size,
    /** A place at the end of the line: true once inside, false when the time is up. Rejects with the reason of a signal that aborts. */
    wait: (deadlineAt: number, signal: AbortSignal) =>
      new Promise<boolean>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const leaveLine = () => {
          line.delete(place)
          reject(signal.reason)
          advance()
        }
        const end = (isInside: boolean) => {
          if (signal !== neverAborted) signal.removeEventListener('abort', leaveLine)
          resolve(isInside)
        }
        const place: Waiting = { deadlineAt, start: () => end(true), timeUp: () => end(false) }
        if (signal !== neverAborted) signal.addEventListener('abort', leaveLine, { once: true })
        line.add(place)
        nextDeadline.set(deadlineAt)
        advance()
      }),
    leave() {
      active -= 1
      if (line.size > 0) advance()
      else clearIfIdle()
    },
    /** Nothing was sent by one who is inside: its part of the rate is free again. */
    giveBack() {
      tokens = Math.min(requests, tokens + 1)
    },
  }
}
