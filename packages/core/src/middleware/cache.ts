import type { Call, Host, Middleware, Next } from '../contract/adapter.ts'
import { appointmentAnswer } from './cache-appointment.ts'
import { type Cells, createCells } from './cache-cells.ts'
import { cachedSlots } from './cache-days.ts'
import { directoryAnswer } from './cache-directory.ts'
import { type CacheOptions, type CacheSettings, checkCacheOptions } from './cache-options.ts'
import { type SharedTier, telling } from './cache-shared.ts'
import { createFlights, type Flights } from './flight.ts'

/** The parts of the cache that reading needs. */
export interface CacheContext {
  readonly settings: CacheSettings
  readonly cells: Cells
  readonly flights: Flights
  readonly shared: SharedTier | undefined
  readonly host: Host
  readonly next: Next
}

/**
 * Remembers reads that hold no patient. Slots are kept day by day, so that a booking makes only its own day be read
 * again; a load that began before a write is never stored after it, and a thousand misses are one call to the MIS. When
 * the MIS cannot be asked, older answers are served: slots say so (`stale`, `asOf`), and a day that nothing is known
 * about is a gap. Answers are frozen. Failures are never remembered. Of reads with a patient only `getAppointment` can be
 * given a time, and only where the shared cache seals what it keeps.
 */
export function cache(options: CacheOptions = {}): Middleware {
  const settings = checkCacheOptions(options)
  return (next, host) => {
    const { vendor, instance, runtime, writes } = host
    const shared = settings.shared?.open({ vendor, instance, runtime, written: (touched) => writes.mark(touched) })
    const cells = createCells(settings)
    const context: CacheContext = { settings, cells, flights: createFlights(host), shared, host, next }
    const slots = cachedSlots(settings.ttlMs.listSlots ?? 0, context)
    const others = telling(next, context)
    const cached = (call: Call): Promise<unknown> => {
      if (call.operation === 'listSlots') return slots(call as Call<'listSlots'>)
      const ttl = settings.ttlMs[call.operation]
      if (ttl === undefined) return others(call)
      if (call.operation === 'getAppointment') return appointmentAnswer(call as Call<'getAppointment'>, ttl, context)
      return directoryAnswer(call, ttl, context)
    }
    return cached as Next
  }
}
