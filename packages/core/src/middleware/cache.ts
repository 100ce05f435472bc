import { LRUCache } from 'lru-cache'
import type { Call, Host, Middleware, Next } from '../contract/adapter.ts'
import { invalid, requireNumber, requireWhole } from '../contract/check.ts'
import { type Operation, operations } from '../contract/operations.ts'
import { isUnaskable } from '../kernel/windows.ts'
import type { Availability } from '../model/types.ts'
import { daysOfSlots } from './cache-days.ts'
import { deepFreeze } from './freeze.ts'
import { keyOf } from './key.ts'

export interface CacheOptions {
  /** How long answers stay fresh, in milliseconds, by operation. Default: `listSlots` 180,000, directories 900,000. */
  readonly ttlMs?: Partial<Readonly<Record<Operation, number>>>
  /** How old an answer may be to be served, marked stale, when the MIS cannot be asked; 0 = never. Default 24 hours. */
  readonly staleIfErrorMs?: number
  /** Cells kept at most; the least recently used go first. Default 50,000. */
  readonly maxEntries?: number
}

/** One remembered answer. `writes`: the number of the last write to its doctor's day when it was asked for. */
export interface Cell {
  readonly value: unknown
  readonly loadedAt: number
  readonly writes: number
}

/** The parts of the cache that reading needs. */
export interface CacheContext {
  readonly cells: LRUCache<string, Cell>
  readonly host: Host
  readonly next: Next
  /** How old an answer may be now: while the MIS answers, and when it cannot be asked. */
  readonly ages: { readonly fresh: number; readonly stale: number }
}

/**
 * Remembers reads that hold no patient. Slots are kept day by day, so that a booking makes only its own day be read
 * again; a load that began before a write is never stored after it. When the MIS cannot be asked, older answers are
 * served: slots say so (`stale`, `asOf`), and a day that nothing is known about is a gap.
 */
export function cache(options: CacheOptions = {}): Middleware {
  const staleIfErrorMs = requireNumber('cache.staleIfErrorMs', options.staleIfErrorMs ?? 24 * 3_600_000)
  const max = requireWhole('cache.maxEntries', options.maxEntries ?? 50_000, 1, 10_000_000)
  for (const [operation, ttl] of Object.entries(options.ttlMs ?? {})) {
    requireNumber(`cache.ttlMs.${operation}`, ttl)
    if (operations[operation as Operation]?.ttlMs === undefined)
      throw invalid({ [`cache.ttlMs.${operation}`]: 'is not an operation that may be cached' }, { vendor: 'core' })
  }
  return (next, host) => {
    const cells = new LRUCache<string, Cell>({ max })
    const cached = (call: Call): Promise<unknown> => {
      const ttl = operations[call.operation].ttlMs
      if (ttl === undefined) return next(call)
      const fresh = call.options.maxAgeMs ?? options.ttlMs?.[call.operation] ?? ttl
      const stale = Math.min(staleIfErrorMs, call.options.maxAgeMs ?? Infinity)
      const context: CacheContext = { cells, host, next, ages: { fresh, stale } }
      return call.operation === 'listSlots'
        ? daysOfSlots(call as Call<'listSlots'>, context)
        : wholeAnswer(call, context)
    }
    return cached as Next
  }
}

async function wholeAnswer(call: Call, { cells, host, next, ages }: CacheContext): Promise<unknown> {
  const key = keyOf(call)
  const cell = cells.get(key)
  const age = cell ? host.runtime.monotonic() - cell.loadedAt : Infinity
  if (cell && isWithin(age, ages.fresh)) return cell.value
  const loadedAt = host.runtime.monotonic()
  try {
    const value = deepFreeze(await next(call))
    cells.set(key, { value, loadedAt, writes: 0 })
    return value
  } catch (error) {
    if (cell && isUnaskable(error) && isWithin(age, ages.stale)) return cell.value
    throw error
  }
}

/** A bound of 0 means "ask the MIS", even within the same millisecond. */
export function isWithin(age: number, bound: number): boolean {
  return bound > 0 && age <= bound
}

export type CachedDay = Pick<Availability, 'slots' | 'asOf'>
