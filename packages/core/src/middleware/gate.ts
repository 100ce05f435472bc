import type { Runtime } from '../contract/adapter.ts'

/** How much may pass; see `LimitOptions`. */
export interface GateRule {
  readonly concurrency: number
  readonly requests: number
  readonly perMs: number
}

interface Waiting {
  start(): void
  gone: boolean
}

/** First come, first served: so many inside at once, and so many entering in a time. */
export function createGate(runtime: Runtime, { concurrency, requests, perMs }: GateRule) {
  const line = new Set<Waiting>()
  let active = 0
  let tokens = requests
  let filledAt = runtime.monotonic()
  let alarm: AbortController | undefined

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
      place.gone = true
      take()
      place.start()
    }
    if (line.size === 0) {
      alarm?.abort()
      alarm = undefined
    } else if (active < concurrency && alarm === undefined) {
      const own = new AbortController()
      alarm = own
      const wake = () => {
        if (alarm !== own) return
        alarm = undefined
        advance()
      }
      runtime.sleep(Math.ceil(((1 - tokens) * perMs) / requests), own.signal).then(wake, () => {})
    }
  }
  const giveBack = () => {
    tokens = Math.min(requests, tokens + 1)
  }
  return {
    tryEnter() {
      if (line.size > 0 || !isOpen()) return false
      take()
      return true
    },
    length: () => line.size,
    /** A place at the end of the line: `turn` resolves inside; `quit` leaves, and a turn that came at the same moment goes to the next. */
    wait() {
      const { promise: turn, resolve: start } = Promise.withResolvers<void>()
      const place: Waiting = { start, gone: false }
      const quit = () => {
        if (place.gone) {
          active -= 1
          giveBack()
        } else line.delete(place)
        advance()
      }
      line.add(place)
      advance()
      return { turn, quit }
    },
    leave() {
      active -= 1
      if (line.size > 0) advance()
    },
    /** Nothing was sent by one who is inside: its part of the rate is free again. */
    giveBack,
  }
}
