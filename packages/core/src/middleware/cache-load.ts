import type { Call } from '../contract/adapter.ts'
import type { CacheContext } from './cache.ts'
import type { CachedDay, DayKey } from './cache-day-cells.ts'
import { share } from './cache-shared.ts'
import { deepFreeze } from './freeze.ts'

export interface LoadedDay extends CachedDay {
  readonly stale: boolean
}

/**
 * Asks the MIS for days in a row and remembers them; a day that was written to meanwhile is answered and not remembered.
 * Gives the days in their order; undefined for a day the MIS said nothing about.
 */
export async function loadDays(
  call: Call<'listSlots'>,
  run: readonly DayKey[],
  leases: ReadonlyMap<string, string>,
  context: CacheContext,
): Promise<readonly (LoadedDay | undefined)[]> {
  const { host, next, settings } = context
  const loadedAt = host.runtime.monotonic()
  const askedAt = host.runtime.now()
  const writesBefore = run.map(({ touched }) => host.writes.last([touched]))
  const answer = await next(call)
  const { asOf, stale, gaps } = answer
  const slotsByDay = Map.groupBy(answer.slots, (slot) => slot.start.slice(0, 10))
  const days = run.map(({ day }): LoadedDay | undefined => {
    if (gaps.some((gap) => gap.from <= day && day <= gap.to)) return undefined
    return deepFreeze({ slots: slotsByDay.get(day) ?? [], asOf, stale })
  })
  const keepMs = Math.max(settings.ttlMs.listSlots ?? 0, settings.staleIfErrorMs)
  const entries = run.flatMap(({ key, touched }, index) => {
    const day = days[index]
    const writes = writesBefore[index] ?? 0
    if (!day || stale || host.writes.last([touched]) !== writes) return []
    const value: CachedDay = Object.freeze({ slots: day.slots, asOf })
    const lease = leases.get(key)
    const there = lease === undefined ? undefined : { lease, askedAt }
    context.cells.set(key, { value, loadedAt, writes, there, checkedAt: loadedAt })
    return lease === undefined ? [] : [{ key, touched, lease, value, loadedAt: askedAt, keepMs }]
  })
  void share(entries, context)
  return days
}
