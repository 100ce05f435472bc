import type { Call, Host, Middleware, Next } from '../contract/adapter.ts'
import { requireNumber, requireWhole } from '../contract/check.ts'
import { isMisError, MisError } from '../errors/mis-error.ts'
import { awaitFor } from './flight.ts'

export interface LimitOptions {
  /** Calls at once. Default: the adapter's `concurrency`; never above it. */
  readonly concurrency?: number
  /** Calls in a time, such as `{ requests: 60, perMs: 60_000 }`. Default: no bound. */
  readonly rate?: { readonly requests: number; readonly perMs: number }
  /** The longest waiting line; beyond it calls fail at once as `rate-limited`. Default 1,000. */
  readonly queue?: number
}

interface Waiting {
  start(): void
  gone: boolean
}

/** First come, first served: keeps within the MIS's concurrency and the app's rate. Waiting is abortable and bounded. */
export function limit(options: LimitOptions = {}): Middleware {
  const queue = requireWhole('limit.queue', options.queue ?? 1_000, 0)
  const wanted = requireWhole('limit.concurrency', options.concurrency ?? Infinity, 1)
  const rate = options.rate ?? { requests: Infinity, perMs: 1 }
  const requests = requireWhole('limit.rate.requests', rate.requests, 1)
  const perMs = requireNumber('limit.rate.perMs', rate.perMs, 1)
  return (next, host) => {
    const gate = createGate(host, Math.min(wanted, host.capabilities.concurrency), requests, perMs)
    const limited = async (call: Call): Promise<unknown> => {
      await pass(gate, queue, call, host)
      try {
        return await next(call)
      } catch (error) {
        if (isMisError(error, 'unavailable') && error.details.by === 'breaker') gate.giveBack()
        throw error
      } finally {
        gate.leave()
      }
    }
    return limited as Next
  }
}

async function pass(gate: Gate, queue: number, call: Call, host: Host): Promise<void> {
  if (gate.tryEnter()) return
  if (gate.length() >= queue) {
    const { vendor } = host
    const hint = 'the waiting line is full'
    throw new MisError('rate-limited', { vendor, operation: call.operation, hint, details: { retryAfterMs: null } })
  }
  let start = () => {}
  const turn = new Promise<void>((resolve) => {
    start = resolve
  })
  const place: Waiting = { start, gone: false }
  gate.wait(place)
  try {
    await awaitFor(turn, call, host.vendor, host.runtime)
  } catch (error) {
    gate.quit(place)
    throw error
  }
}

type Gate = ReturnType<typeof createGate>

function createGate({ runtime }: Host, concurrency: number, requests: number, perMs: number) {
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
  return {
    tryEnter() {
      if (line.size > 0 || !isOpen()) return false
      take()
      return true
    },
    length: () => line.size,
    wait(place: Waiting) {
      line.add(place)
      advance()
    },
    /** Leaves the line; a turn that came at the same moment goes to the next. */
    quit(place: Waiting) {
      if (place.gone) {
        active -= 1
        tokens = Math.min(requests, tokens + 1)
      } else line.delete(place)
      advance()
    },
    leave() {
      active -= 1
      advance()
    },
    giveBack() {
      tokens = Math.min(requests, tokens + 1)
    },
  }
}
