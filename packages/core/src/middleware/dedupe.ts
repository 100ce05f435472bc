import type { Call, Host, Middleware, Next } from '../contract/adapter.ts'
import { operations } from '../contract/operations.ts'
import { isMisError } from '../errors/mis-error.ts'
import { awaitFor } from './flight.ts'
import { deepFreeze } from './freeze.ts'
import { keyOf } from './key.ts'

/** A flight whose deadline is earlier than this before the caller's own would give up too soon for them. */
const similarMs = 1_000
/** Timers may go off this much early. */
const timerGrainMs = 2

interface Flight {
  readonly promise: Promise<unknown>
  readonly startedAt: number
  readonly deadlineAt: number
  readonly controller: AbortController
  waiting: number
  landed: boolean
}

/**
 * A thousand simultaneous reads of one key are one call to the MIS. The key holds the number of the last write to its
 * doctor's days, so that a reader after a booking never joins an older flight. One caller's abort cancels nobody else;
 * when all have gone, the flight is aborted. Reads with a patient and writes pass by.
 */
export function dedupe(): Middleware {
  return (next, host) => {
    const flights = new Map<string, Flight>()
    return ((call: Call) => {
      if (operations[call.operation].ttlMs === undefined) return next(call)
      return join(call, flights, next, host)
    }) as Next
  }
}

async function join(call: Call, flights: Map<string, Flight>, next: Next, host: Host): Promise<unknown> {
  const { runtime } = host
  const key = `${keyOf(call)}#${lastWrite(call, host)}`
  for (;;) {
    call.signal.throwIfAborted()
    const flight = open(key, call, flights, next, host)
    flight.waiting += 1
    try {
      return await awaitFor(flight.promise, call, host.vendor, runtime)
    } catch (error) {
      // The flight had less time than this caller has: fly again.
      const outlived = runtime.monotonic() >= flight.deadlineAt - timerGrainMs && flight.deadlineAt < call.deadlineAt
      if (!(isMisError(error, 'timeout') && outlived)) throw error
      if (flights.get(key) === flight) flights.delete(key)
    } finally {
      flight.waiting -= 1
      if (flight.waiting === 0) {
        if (flights.get(key) === flight) flights.delete(key)
        if (!flight.landed) flight.controller.abort(call.signal.reason)
      }
    }
  }
}

function open(key: string, call: Call, flights: Map<string, Flight>, next: Next, host: Host): Flight {
  const now = host.runtime.monotonic()
  const current = flights.get(key)
  const isFresh = current && now - current.startedAt <= (call.options.maxAgeMs ?? Infinity)
  if (isFresh && current.deadlineAt >= call.deadlineAt - similarMs) return current
  const controller = new AbortController()
  const promise = next({ ...call, signal: controller.signal }).then((answer: unknown) => deepFreeze(answer))
  const flight: Flight = { promise, startedAt: now, deadlineAt: call.deadlineAt, controller, waiting: 0, landed: false }
  flights.set(key, flight)
  const land = () => {
    flight.landed = true
    if (flights.get(key) === flight) flights.delete(key)
  }
  promise.then(land, land)
  return flight
}

function lastWrite(call: Call, host: Host): number {
  const { touches } = operations[call.operation]
  return touches ? host.writes.last((touches as (input: unknown) => never)(call.input)) : 0
}
