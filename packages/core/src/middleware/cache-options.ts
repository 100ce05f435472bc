import { invalid, requireNumber, requireWhole } from '../contract/check.ts'
import { type Operation, operations } from '../contract/operations.ts'
import type { SharedCache } from './cache-shared.ts'

/** Options of `cache`. */
export interface CacheOptions {
  /**
   * How long answers stay fresh, in milliseconds, by operation. Default: `listSlots` 180,000, directories 900,000; the others
   * are never kept, and of them only `getAppointment` can be, where `shared` seals values.
   */
  readonly ttlMs?: Partial<Readonly<Record<Operation, number>>>
  /**
   * How long after its time an answer is still served at once, marked stale, while the MIS is asked in the background.
   * Default 0: the caller waits. Calls with `maxAgeMs` always wait, so that a step before a booking never sees an old answer.
   */
  readonly staleWhileRevalidateMs?: number
  /** How old an answer may be to be served, marked stale, when the MIS cannot be asked; 0 = never. Default 24 hours. */
  readonly staleIfErrorMs?: number
  /** Cells kept at most, a cell being a day of a query, a page of a directory or an appointment; the least recently used go first. Default 50,000. */
  readonly maxEntries?: number
  /** Memory they may take together, in bytes, by an estimate that is rather too high. Default 134,217,728 (128 MiB). */
  readonly maxBytes?: number
  /** What several instances of an app share, such as `redisCache()` of `@mis/cache-redis`. Default: this process alone. */
  readonly shared?: SharedCache
  /**
   * With `shared`: how long, in milliseconds, this process trusts its own memory before it asks the shared cache whether a
   * day is still as it was. Bounds what a lost message of another instance's booking can do; 0 = ask each time. Default 10,000.
   */
  readonly localMs?: number
}

/** The options, checked and complete. */
export interface CacheSettings extends Required<Omit<CacheOptions, 'ttlMs' | 'shared'>> {
  /** Fresh for this long; absent = never cached. */
  readonly ttlMs: Readonly<Partial<Record<Operation, number>>>
  readonly shared: SharedCache | undefined
}

/** Throws `invalid-request` naming the option. */
export function checkCacheOptions(options: CacheOptions): CacheSettings {
  const ttlMs: Partial<Record<Operation, number>> = {}
  for (const operation of Object.keys(operations) as Operation[]) {
    const usual = operations[operation].ttlMs
    if (usual !== undefined) ttlMs[operation] = usual
  }
  for (const [operation, ttl] of Object.entries(options.ttlMs ?? {})) {
    const refusal = refusalOf(operation, ttlMs, options.shared)
    if (refusal !== undefined) throw invalid({ [`cache.ttlMs.${operation}`]: refusal }, { vendor: 'core' })
    ttlMs[operation as Operation] = requireNumber(`cache.ttlMs.${operation}`, ttl)
  }
  return {
    ttlMs,
    staleWhileRevalidateMs: requireNumber('cache.staleWhileRevalidateMs', options.staleWhileRevalidateMs ?? 0),
    staleIfErrorMs: requireNumber('cache.staleIfErrorMs', options.staleIfErrorMs ?? 24 * 3_600_000),
    maxEntries: requireWhole('cache.maxEntries', options.maxEntries ?? 50_000, 1, 10_000_000),
    maxBytes: requireWhole('cache.maxBytes', options.maxBytes ?? 128 * 1024 * 1024, 1, Number.MAX_SAFE_INTEGER),
    shared: options.shared,
    localMs: requireNumber('cache.localMs', options.localMs ?? 10_000),
  }
}

/** Why an operation that has no usual time may not be given one; undefined where it may. */
function refusalOf(operation: string, usual: CacheSettings['ttlMs'], shared: SharedCache | undefined) {
  if (usual[operation as Operation] !== undefined) return undefined
  if (operation === 'getAppointment' && shared?.sealsValues === true) return undefined
  return withPatient[operation] ?? 'is not an operation that may be cached'
}

const withPatient: Readonly<Record<string, string>> = {
  getAppointment:
    "holds a patient's visit; it may be cached where cache.shared seals values: redisCache(client, { encryption })",
  listAppointments:
    'holds a patient and is never cached: a cancel does not name the patient, so that nobody could drop the old list',
  findBooking:
    'holds a patient and is never cached: a cancel does not name the patient, and what became of a booking only the MIS knows',
}

/** How old an answer may be for one call. */
export interface Ages {
  /** Served as it is. */
  readonly fresh: number
  /** Served at once, marked stale, while the MIS is asked in the background. */
  readonly meanwhile: number
  /** Served, marked stale, when the MIS cannot be asked. */
  readonly ifError: number
}

/** `ttl`: of the call's operation. A caller's `maxAgeMs` bounds everything. */
export function agesOf(settings: CacheSettings, ttl: number, maxAgeMs: number | undefined): Ages {
  const { staleIfErrorMs, staleWhileRevalidateMs } = settings
  if (maxAgeMs !== undefined)
    return { fresh: maxAgeMs, meanwhile: maxAgeMs, ifError: Math.min(staleIfErrorMs, maxAgeMs) }
  return { fresh: ttl, meanwhile: ttl + staleWhileRevalidateMs, ifError: staleIfErrorMs }
}

/** A bound of 0 means "ask the MIS", even within the same millisecond. */
export function isWithin(age: number, bound: number): boolean {
  return bound > 0 && age <= bound
}
