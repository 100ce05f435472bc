import type { Call, Host, Runtime } from '../contract/adapter.ts'
import { isMisError, MisError } from '../errors/mis-error.ts'
import { neverAborted } from '../kernel/enter.ts'

/** A flight whose deadline is earlier than this before the caller's own would give up too soon for them. */
const similarMs = 1_000
/** Timers may go off this much early. */
const timerGrainMs = 2
/** Made once: `abort()` without a reason makes a `DOMException` each time. */
const settled = new Error('settled')

interface Flight {
  readonly promise: Promise<unknown>
  readonly startedAt: number
  readonly deadlineAt: number
  /** Absent where the first caller cannot leave before the flight is over. */
  readonly controller: AbortController | undefined
  waiting: number
  landed: boolean
}

/** Marks a call that already flies for everybody, so that it is not joined once more further in; copies keep the mark. */
const flown = Symbol('flown')

export const isFlown = (call: Call): boolean => flown in call

/**
 * Callers of one key share one flight. One caller's abort cancels nobody else; when all have gone, the flight is aborted.
 * Each waits no longer than its own deadline, and flies again where the flight had less time than it has.
 */
export interface Flights {
  join<T>(key: string, call: Call, fly: (call: Call) => Promise<T>): Promise<T>
}

export function createFlights(host: Host): Flights {
  const flights = new Map<string, Flight>()
  const forget = (key: string, flight: Flight) => {
    if (flights.get(key) === flight) flights.delete(key)
  }
  const open = (key: string, call: Call, fly: (call: Call) => Promise<unknown>): Flight => {
    const now = host.runtime.monotonic()
    const current = flights.get(key)
    const isFresh = current && now - current.startedAt <= (call.options.maxAgeMs ?? Infinity)
    if (isFresh && current.deadlineAt >= call.deadlineAt - similarMs) return current
    const controller = call.signal === neverAborted ? undefined : new AbortController()
    const flying: Call & { readonly [flown]: true } = {
      ...call,
      signal: controller?.signal ?? neverAborted,
      [flown]: true,
    }
    const promise = fly(flying)
    const { deadlineAt } = call
    const flight: Flight = { promise, startedAt: now, deadlineAt, controller, waiting: 0, landed: false }
    flights.set(key, flight)
    const land = () => {
      flight.landed = true
      forget(key, flight)
    }
    promise.then(land, land)
    return flight
  }
  return {
    async join<T>(key: string, call: Call, fly: (call: Call) => Promise<T>): Promise<T> {
      const { runtime, vendor } = host
      for (;;) {
        call.signal.throwIfAborted()
        const flight = open(key, call, fly)
        flight.waiting += 1
        try {
          return (await awaitFor(flight.promise, call, vendor, runtime, flight.deadlineAt)) as T
        } catch (error) {
          const isOver = runtime.monotonic() >= flight.deadlineAt - timerGrainMs
          const hadLessTime = isOver && flight.deadlineAt < call.deadlineAt
          if (!(isMisError(error, 'timeout') && hadLessTime)) throw error
          forget(key, flight)
        } finally {
          flight.waiting -= 1
          if (flight.waiting === 0) {
            forget(key, flight)
            if (!flight.landed) flight.controller?.abort(call.signal.reason)
          }
        }
      }
    },
  }
}

/**
 * Waits for `promise` no longer than this caller would: rejects with its signal's reason or with `timeout` at its
 * deadline. The promise itself goes on. `endsAt`: when it ends by itself at the latest, so that nobody has to watch it.
 */
export function awaitFor<T>(
  promise: Promise<T>,
  call: Call,
  vendor: string,
  runtime: Runtime,
  endsAt = Infinity,
): Promise<T> {
  const { signal, deadlineAt, operation } = call
  const isWatched = deadlineAt < endsAt
  if (signal === neverAborted && !isWatched) return promise
  return new Promise<T>((resolve, reject) => {
    const timer = new AbortController()
    const finish = (settle: () => void) => {
      timer.abort(settled)
      signal.removeEventListener('abort', onAbort)
      settle()
    }
    const onAbort = () => finish(() => reject(signal.reason))
    const timeUp = () => {
      const attempts = Math.max(1, call.trail.attempts)
      finish(() => reject(new MisError('timeout', { vendor, operation, attempts, details: {} })))
    }
    promise.then(
      (value) => finish(() => resolve(value)),
      (error) => finish(() => reject(error)),
    )
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    if (isWatched) runtime.sleep(deadlineAt - runtime.monotonic(), timer.signal).then(timeUp, () => {})
  })
}
