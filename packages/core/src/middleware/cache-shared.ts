import type { Call, Host, Next, Runtime } from '../contract/adapter.ts'
import { operations, type Touched } from '../contract/operations.ts'
import { neverAborted } from '../kernel/enter.ts'
import type { CacheContext } from './cache.ts'
import type { Cell } from './cache-cells.ts'
import { isWithin } from './cache-options.ts'
import { awaitFor } from './flight.ts'
import { deepFreeze } from './freeze.ts'

/** A deadline that is nearer than this may come before the shared cache's own. */
const hurryMs = 2_000

/** A memory that several instances of an app share. Nothing in it may reject or wait long: without it the MIS is asked. */
export interface SharedCache {
  /** Nobody who sees where it keeps values can read or forge them, nor tell the key from its name there. Default false. */
  readonly sealsValues?: boolean
  /** Called once by each `cache` layer, when its adapter is wrapped. */
  open(place: SharedPlace): SharedTier
}

/** An adapter in this process, as the shared cache sees it. */
export interface SharedPlace {
  readonly vendor: string
  readonly instance: string
  readonly runtime: Runtime
  /** To be called when another instance has written to these days: what is remembered of them here is old. */
  written(touched: readonly Touched[]): void
}

/** One adapter's part of a shared cache. */
export interface SharedTier {
  /** What is known under each key, in their order; undefined where the shared cache cannot be asked now. */
  read(keys: readonly SharedKey[]): Promise<readonly (SharedAnswer | undefined)[]>
  /** Stores what is not older than the last write to its day; tells which were, in their order. */
  store(entries: readonly SharedEntry[]): Promise<readonly SharedOutcome[]>
  /** Resolves when no instance can get an answer from the shared cache that is older than this write, or when it cannot be asked. */
  invalidate(touched: readonly Touched[]): Promise<void>
  /** On the monotonic clock: since when every write of other instances has been told; `Infinity` = not now. */
  heardSince(): number
}

/** Where an answer is kept. */
export interface SharedKey {
  /** One text for one query; holds no patient. */
  readonly key: string
  /** The doctor's day whose writes make it old; absent = none do. */
  readonly touched?: Touched
}
/** What is known under a key. */
export interface SharedAnswer {
  /** Changes with each write to the day. What is asked of the MIS now may be stored under it. */
  readonly lease: string
  /** `loadedAt`: when the MIS was asked, in milliseconds since 1970. */
  readonly cell?: { readonly value: unknown; readonly loadedAt: number }
}
/** An answer to be stored. */
export interface SharedEntry extends SharedKey {
  readonly lease: string
  readonly value: unknown
  readonly loadedAt: number
  /** How long it may be of use, in milliseconds. */
  readonly keepMs: number
}
/** What came of storing: `overtaken` by a write, or `unknown` because it could not be asked. */
export type SharedOutcome = 'stored' | 'overtaken' | 'unknown'

/** True while this process may serve the cell without asking the shared cache. */
export function isTrusted(checkedAt: number, { shared, settings, host }: CacheContext): boolean {
  if (!shared) return true
  return checkedAt >= shared.heardSince() && isWithin(host.runtime.monotonic() - checkedAt, settings.localMs)
}

/**
 * Brings the cells of this process in line with the shared cache. Gives the lease of each key in their order; undefined
 * where the shared cache cannot be asked: then the cells stay as they are.
 */
export async function checkWithShared(
  call: Call,
  keys: readonly SharedKey[],
  accepts: (value: unknown) => boolean,
  context: CacheContext,
): Promise<readonly (string | undefined)[]> {
  const { shared, host, cells } = context
  if (!shared || keys.length === 0) return keys.map(() => undefined)
  const writesBefore = keys.map(({ touched }) => (touched ? host.writes.last([touched]) : 0))
  const answers = await patiently(shared.read(keys), call, host)
  const now = host.runtime.monotonic()
  return keys.map(({ key, touched }, index) => {
    const answer = answers[index]
    if (!answer) return undefined
    const { lease, cell: theirs } = answer
    const own = cells.get(key)
    const isSame = own?.there?.lease === lease
    if (own && isSame) own.checkedAt = now
    // A write elsewhere has ended that lease, or it was loaded while the shared cache could not be asked.
    if (own && !isSame && touched) cells.delete(key)
    if (!theirs || !accepts(theirs.value)) return lease
    if (isSame && (own.there?.askedAt ?? 0) >= theirs.loadedAt) return lease
    const there = { lease, askedAt: theirs.loadedAt }
    const loadedAt = now - Math.max(0, host.runtime.now() - theirs.loadedAt)
    // A write here since it was asked for makes it old.
    const writes = writesBefore[index] ?? 0
    cells.set(key, { value: deepFreeze(theirs.value), loadedAt, writes, there, checkedAt: now })
    return lease
  })
}

/** A shared cache is never waited for long; only a caller in more of a hurry than that is worth a timer. */
function patiently<T>(promise: Promise<T>, call: Call, { vendor, runtime }: Host): Promise<T> {
  const isInHurry = call.signal !== neverAborted || call.deadlineAt - runtime.monotonic() < hurryMs
  return isInHurry ? awaitFor(promise, call, vendor, runtime) : promise
}

/** Offers new cells to the other instances; forgets those that a write elsewhere has overtaken. */
export async function share(entries: readonly SharedEntry[], { shared, cells }: CacheContext): Promise<void> {
  if (!shared || entries.length === 0) return
  const outcomes = await shared.store(entries)
  entries.forEach(({ key, lease }, index) => {
    const cell: Cell | undefined = cells.peek(key)
    if (outcomes[index] === 'overtaken' && cell?.there?.lease === lease) cells.delete(key)
  })
}

/** A write ends for its caller when the other instances cannot get an older answer from the shared cache any more. */
export function telling(
  next: Next,
  { shared, host }: Pick<CacheContext, 'shared' | 'host'>,
): (call: Call) => Promise<unknown> {
  if (!shared) return next
  return async (call) => {
    const { effect, touches } = operations[call.operation]
    if (effect === 'read' || !touches) return next(call)
    const touched = (touches as (input: unknown) => readonly Touched[])(call.input)
    const before = host.writes.last(touched)
    try {
      return await next(call)
    } finally {
      if (host.writes.last(touched) !== before) {
        await shared.invalidate(touched)
        // A cell of before may have been fetched meanwhile.
        host.writes.mark(touched)
      }
    }
  }
}
