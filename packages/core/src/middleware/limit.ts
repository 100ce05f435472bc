import type { Call, Host, Middleware, Next } from '../contract/adapter.ts'
import { invalid, requireNumber, requireWhole } from '../contract/check.ts'
import type { Licence, SharedLicences } from '../contract/licences.ts'
import { isMisError, MisError } from '../errors/mis-error.ts'
import { awaitFor } from './flight.ts'
import { createWaitingLine } from './waiting-line.ts'

/** Options of `limit`. */
export interface LimitOptions {
  /** Calls at once. Default: the adapter's `concurrency`; never above it. */
  readonly concurrency?: number
  /** Calls in a time, such as `{ requests: 60, perMs: 60_000 }`. Default: no bound. */
  readonly rate?: { readonly requests: number; readonly perMs: number }
  /** The longest waiting line; beyond it calls fail at once as `rate-limited`. Default 1,000. */
  readonly queue?: number
  /**
   * Licences shared with other processes, such as `redisLicences` of `@mis/cache-redis`: each call holds one while it
   * runs. Default: none, this process is alone with the MIS.
   */
  readonly shared?: SharedLicences
}

/** First come, first served: keeps within the MIS's concurrency and the app's rate. Waiting is abortable and bounded. */
export function limit(options: LimitOptions = {}): Middleware {
  const queue = requireWhole('limit.queue', options.queue ?? 1_000, 0)
  const wanted = requireWhole('limit.concurrency', options.concurrency ?? Infinity, 1)
  const rate = options.rate ?? { requests: Infinity, perMs: 1 }
  const requests = requireWhole('limit.rate.requests', rate.requests, 1)
  const perMs = requireNumber('limit.rate.perMs', rate.perMs, 1)
  const { shared } = options
  if (shared !== undefined && typeof shared?.take !== 'function')
    throw invalid({ 'limit.shared': 'must have take() and state()' }, { vendor: 'core', operation: 'options' })
  return (next, host) => {
    const concurrency = Math.min(wanted, host.capabilities.concurrency)
    const line = createWaitingLine(host.runtime, { concurrency, requests, perMs })
    host.vitals.lines.push(line.length)
    if (shared) host.vitals.licences.push(() => shared.state())
    const proceed: Next = shared ? licensed(next, shared, host) : next

    const limited = async (call: Call): Promise<unknown> => {
      if (!line.tryEnter()) await standInLine(line, queue, call, host)
      try {
        // Its caller left at the very moment its turn came.
        if (call.signal.aborted) throw call.signal.reason
        return await proceed(call)
      } catch (error) {
        if (isUnsent(error, call)) line.giveBack()
        throw error
      } finally {
        line.leave()
      }
    }
    return limited as Next
  }
}

/** Nothing was sent, so that its part of the rate is free again. */
const isUnsent = (error: unknown, { signal, trail }: Call) =>
  isMisError(error, 'unavailable') ? error.details.by === 'breaker' : signal.aborted && trail.attempts === 0

async function standInLine(
  line: ReturnType<typeof createWaitingLine>,
  queue: number,
  call: Call,
  host: Host,
): Promise<void> {
  const { vendor, runtime } = host
  const where = { vendor, operation: call.operation, attempts: Math.max(1, call.trail.attempts) }
  if (line.length() >= queue)
    throw new MisError('rate-limited', { ...where, hint: 'the waiting line is full', details: { retryAfterMs: null } })
  const cameAt = runtime.monotonic()
  try {
    const isInside = await line.wait(call.deadlineAt, call.signal)
    if (!isInside) throw new MisError('timeout', { ...where, details: {} })
  } finally {
    call.trail.waitedMs += runtime.monotonic() - cameAt
  }
}

/** Each call holds a licence of the shared ones while it runs. */
function licensed(next: Next, shared: SharedLicences, host: Host): Next {
  const holding = async (call: Call): Promise<unknown> => {
    const licence = await takeFor(call, shared, host)
    try {
      return await next(call)
    } finally {
      licence.giveBack()
    }
  }
  return holding as Next
}

async function takeFor(call: Call, shared: SharedLicences, { vendor, runtime }: Host): Promise<Licence> {
  const cameAt = runtime.monotonic()
  try {
    for (;;) {
      const leaving = new AbortController()
      const taking = shared.take(leaving.signal)
      try {
        const licence = await awaitFor(taking, call, vendor, runtime)
        if (licence.isHeld()) return licence
        licence.giveBack()
      } catch (error) {
        leaving.abort(error)
        // Granted at the very moment its caller left.
        taking.then(
          (licence) => licence.giveBack(),
          () => {},
        )
        throw error
      }
    }
  } finally {
    call.trail.waitedMs += runtime.monotonic() - cameAt
  }
}
