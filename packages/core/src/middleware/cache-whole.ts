import type { Call } from '../contract/adapter.ts'
import { neverAborted } from '../kernel/enter.ts'
import { createTrail } from '../kernel/trail.ts'
import { isUnaskable } from '../kernel/windows.ts'
import type { CacheContext } from './cache.ts'
import { ageOf, type Cell } from './cache-cells.ts'
import { agesOf, isWithin } from './cache-options.ts'
import { checkWithShared, share } from './cache-shared.ts'
import { deepFreeze } from './freeze.ts'
import { keyOf } from './key.ts'

/** Answers a directory from one cell a page. No write of ours makes it old. Failures are never remembered, `not-found` included. */
export function wholeAnswer(call: Call, ttl: number, context: CacheContext): Promise<unknown> {
  const key = keyOf(call)
  const cell = context.cells.get(key)
  if (cell && isFresh(cell, call.options.maxAgeMs ?? ttl, context)) {
    call.trail.cacheHits += 1
    return Promise.resolve(cell.value)
  }
  return fetched(key, call, ttl, context)
}

const isFresh = (cell: Cell, bound: number, { host }: CacheContext) => isWithin(ageOf(cell, host.runtime), bound)

async function fetched(key: string, call: Call, ttl: number, context: CacheContext): Promise<unknown> {
  const ages = agesOf(context.settings, ttl, call.options.maxAgeMs)
  const [lease] = await checkWithShared(call, [{ key }], isPage, context)
  const cell = context.cells.get(key)
  if (cell && isFresh(cell, ages.fresh, context)) {
    call.trail.cacheHits += 1
    return cell.value
  }
  const fly = (from: Call) => context.flights.join(key, from, (flying) => load(key, flying, lease, context))
  if (cell && isFresh(cell, ages.meanwhile, context)) {
    fly({ ...call, signal: neverAborted, trail: createTrail() }).catch(() => {})
    call.trail.cacheStale += 1
    return cell.value
  }
  try {
    const value = await fly(call)
    call.trail.cacheMisses += 1
    return value
  } catch (error) {
    if (!cell || !isUnaskable(error) || !isFresh(cell, ages.ifError, context)) throw error
    call.trail.cacheStale += 1
    return cell.value
  }
}

async function load(key: string, call: Call, lease: string | undefined, context: CacheContext): Promise<unknown> {
  const { runtime } = context.host
  const loadedAt = runtime.monotonic()
  const askedAt = runtime.now()
  const value: unknown = deepFreeze(await context.next(call))
  const there = lease === undefined ? undefined : { lease, askedAt }
  context.cells.set(key, { value, loadedAt, writes: 0, there, checkedAt: loadedAt })
  const { settings } = context
  const keepMs = Math.max(settings.ttlMs[call.operation] ?? 0, settings.staleIfErrorMs)
  if (lease !== undefined) void share([{ key, lease, value, loadedAt: askedAt, keepMs }], context)
  return value
}

/** Whether what came from elsewhere can be served as a page of a directory. */
function isPage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items)
}
