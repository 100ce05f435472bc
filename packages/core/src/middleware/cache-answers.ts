import { LRUCache } from 'lru-cache'
import { operations } from '../contract/operations.ts'
import { epochOf } from '../model/clinic-time.ts'
import type { DoctorId } from '../model/ids.ts'
import type { Availability, SlotQuery } from '../model/types.ts'
import type { CacheContext } from './cache.ts'
import { type CachedDay, cellOf, dayKeys, withoutBegun } from './cache-day-cells.ts'
import { isWithin } from './cache-options.ts'
import { isTrusted } from './cache-shared.ts'

/** A whole answer made of fresh days, kept ready until one of them is no longer so. */
interface Answer {
  readonly query: SlotQuery
  /** Settled: handing it out costs nothing. */
  readonly served: Promise<Availability>
  readonly days: number
  /** Of its oldest day, on the monotonic clock. */
  readonly loadedAt: number
  readonly checkedAt: number
  /** When its first slot begins and is no longer free, on the monotonic clock. */
  readonly beginsAt: number
  readonly bytes: number
  /** The last write to any of its days. */
  readonly lastWrite: number
  /** How many writes there were when that was last looked at. */
  writes: number
}

/** Windows kept ready of one doctor: those of a site are few. Of doctors, a tenth as many as there may be cells. */
const perDoctor = 8
const ownBytes = 500

export interface Answers {
  /** The answer, if all its days are known and no older than `fresh`. */
  find(query: SlotQuery, fresh: number): Answer | undefined
}

/** Answers kept ready, by doctor: a hit builds no key, no list and no object. */
export function createAnswers(context: CacheContext): Answers {
  const { host, settings } = context
  const shelves = new LRUCache<DoctorId, readonly Answer[]>({
    max: Math.ceil(settings.maxEntries / 10),
    maxSize: Math.ceil(settings.maxBytes / 8),
    sizeCalculation: (shelf, key) => shelf.reduce((sum, { bytes }) => sum + bytes, ownBytes + 2 * key.length),
  })

  const isCurrent = (answer: Answer, fresh: number): boolean => {
    const now = host.runtime.monotonic()
    if (now >= answer.beginsAt || !isWithin(now - answer.loadedAt, fresh)) return false
    if (!isTrusted(answer.checkedAt, context)) return false
    const writes = host.writes.count()
    if (answer.writes === writes) return true
    if (host.writes.last(operations.listSlots.touches?.(answer.query) ?? []) !== answer.lastWrite) return false
    answer.writes = writes
    return true
  }

  const compose = (query: SlotQuery, fresh: number): Answer | undefined => {
    const known: CachedDay[] = []
    const now = host.runtime.monotonic()
    const wallNow = host.runtime.now()
    let loadedAt = now
    let checkedAt = now
    let beginsAt = Infinity
    for (const key of dayKeys(query)) {
      const cell = cellOf(key, context)
      if (!cell || !isWithin(now - cell.loadedAt, fresh) || !isTrusted(cell.checkedAt, context)) return undefined
      loadedAt = Math.min(loadedAt, cell.loadedAt)
      checkedAt = Math.min(checkedAt, cell.checkedAt)
      const day = withoutBegun(cell.value, wallNow)
      const [first] = day.slots
      if (first) beginsAt = Math.min(beginsAt, now + epochOf(first.start) - wallNow)
      known.push(day)
    }
    // What the days hold is frozen already.
    const slots = Object.freeze(known.flatMap((day) => day.slots))
    const gaps = Object.freeze([])
    const value: Availability = Object.freeze({ slots, asOf: oldestOf(known), stale: false, complete: true, gaps })
    return {
      query,
      served: Promise.resolve(value),
      days: known.length,
      loadedAt,
      checkedAt,
      beginsAt,
      bytes: ownBytes + 8 * slots.length,
      lastWrite: host.writes.last(operations.listSlots.touches?.(query) ?? []),
      writes: host.writes.count(),
    }
  }

  return {
    find(query, fresh) {
      const shelf = shelves.get(query.doctorId)
      const kept = onShelf(shelf, query)
      if (kept && isCurrent(kept, fresh)) return kept
      const made = compose(query, fresh)
      const others = shelf?.filter((answer) => answer !== kept) ?? []
      if (made) shelves.set(query.doctorId, [made, ...others].slice(0, perDoctor))
      return made
    },
  }
}

/** A loop rather than `find`, which would build a function for each hit. */
function onShelf(shelf: readonly Answer[] | undefined, query: SlotQuery): Answer | undefined {
  if (!shelf) return undefined
  for (const answer of shelf) if (isSame(answer.query, query)) return answer
  return undefined
}

/** The oldest moment among the days. */
export function oldestOf(days: readonly Pick<Availability, 'asOf'>[]): string {
  return days.reduce((oldest, { asOf }) => (asOf < oldest ? asOf : oldest), days[0]?.asOf ?? '')
}

function isSame(a: SlotQuery, b: SlotQuery): boolean {
  return (
    a.from === b.from && a.to === b.to && a.clinicId === b.clinicId && a.serviceId === b.serviceId && a.mode === b.mode
  )
}
