import type { Call } from '../contract/adapter.ts'
import { neverAborted } from '../kernel/enter.ts'
import { createTrail } from '../kernel/trail.ts'
import { isUnaskable } from '../kernel/windows.ts'
import type { CacheContext } from './cache.ts'
import { ageOf, type Cell } from './cache-cells.ts'
import { type Ages, isWithin } from './cache-options.ts'
import { checkWithShared, isTrusted, type SharedKey, share } from './cache-shared.ts'
import { deepFreeze } from './freeze.ts'

/** An answer that is one cell: a page of a directory, or one appointment. */
export interface Whole extends SharedKey {
  readonly ages: Ages
  /** How long it may be of use to other instances, in milliseconds. */
  readonly keepMs: number
  /** Whether a value may be kept, or served where it comes from elsewhere: the text may be of another version, or damaged. */
  accepts(value: unknown): boolean
}

export const isFresh = (cell: Cell, bound: number, { host }: CacheContext) => isWithin(ageOf(cell, host.runtime), bound)

/** Answers from one cell. Failures are never remembered, `not-found` included. */
export async function wholeAnswer(call: Call, whole: Whole, context: CacheContext): Promise<unknown> {
  const { ages } = whole
  const lease = await leaseOf(call, whole, context)
  const cell = currentCell(whole, context)
  if (cell && isFresh(cell, ages.fresh, context)) {
    call.trail.cacheHits += 1
    return cell.value
  }
  const fly = (from: Call) =>
    context.flights.join(flightOf(whole, lease, context), from, (flying) => load(flying, whole, lease, context))
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

/** What the shared cache says of a cell this process is not sure of. */
async function leaseOf(call: Call, whole: Whole, context: CacheContext): Promise<string | undefined> {
  const cell = currentCell(whole, context)
  if (cell && isTrusted(cell.checkedAt, context) && isFresh(cell, whole.ages.fresh, context)) return undefined
  const [lease] = await checkWithShared(call, [whole], whole.accepts, context)
  return lease
}

/** The cell, unless a write to its day is newer. */
function currentCell(whole: Whole, { cells, ...context }: CacheContext): Cell | undefined {
  const cell = cells.get(whole.key)
  return cell?.writes === lastWrite(whole, context) ? cell : undefined
}

const lastWrite = ({ touched }: SharedKey, { host }: Pick<CacheContext, 'host'>) =>
  touched ? host.writes.last([touched]) : 0

/** Who comes after a write never joins a call from before it. */
const flightOf = (whole: Whole, lease: string | undefined, context: CacheContext) =>
  whole.touched ? [whole.key, lastWrite(whole, context), lease].join(' ') : whole.key

async function load(call: Call, whole: Whole, lease: string | undefined, context: CacheContext): Promise<unknown> {
  const { key, touched, keepMs } = whole
  const { runtime } = context.host
  const loadedAt = runtime.monotonic()
  const askedAt = runtime.now()
  const writes = lastWrite(whole, context)
  const value: unknown = deepFreeze(await context.next(call))
  if (!whole.accepts(value) || lastWrite(whole, context) !== writes) return value
  const there = lease === undefined ? undefined : { lease, askedAt }
  context.cells.set(key, { value, loadedAt, writes, there, checkedAt: loadedAt })
  if (lease !== undefined)
    void share([{ key, lease, value, loadedAt: askedAt, keepMs, ...(touched && { touched }) }], context)
  return value
}
