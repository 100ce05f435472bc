import type { Call, Host, Middleware, Next } from '../contract/adapter.ts'
import { operations } from '../contract/operations.ts'
import { createFlights, isFlown } from './flight.ts'
import { deepFreeze } from './freeze.ts'
import { keyOf } from './key.ts'

/**
 * A thousand simultaneous reads of one key are one call to the MIS. The key holds the number of the last write to its
 * doctor's days, so that a reader after a booking never joins an older flight. One caller's abort cancels nobody else;
 * when all have gone, the flight is aborted. Reads with a patient and writes pass by, and so does what the `cache` layer
 * already asks once for everybody.
 */
export function dedupe(): Middleware {
  return (next, host) => {
    const flights = createFlights(host)
    return ((call: Call) => {
      if (operations[call.operation].ttlMs === undefined || isFlown(call)) return next(call)
      const fly = (flying: Call) => next(flying).then((answer: unknown) => deepFreeze(answer))
      return flights.join(`${keyOf(call)}#${lastWrite(call, host)}`, call, fly)
    }) as Next
  }
}

function lastWrite(call: Call, host: Host): number {
  const { touches } = operations[call.operation]
  return touches ? host.writes.last((touches as (input: unknown) => never)(call.input)) : 0
}
