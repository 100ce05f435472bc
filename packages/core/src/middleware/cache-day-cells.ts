import { epochOf, isInstant } from '../model/clinic-time.ts'
import { daysBetween } from '../model/day.ts'
import type { Day } from '../model/ids.ts'
import type { Availability, SlotQuery } from '../model/types.ts'
import type { CacheContext } from './cache.ts'
import type { Cell } from './cache-cells.ts'
import type { SharedKey } from './cache-shared.ts'
import { keyOf } from './key.ts'

/** What is remembered of one day. */
export type CachedDay = Pick<Availability, 'slots' | 'asOf'>
export interface DayCell extends Cell {
  readonly value: CachedDay
}

/** Where a day of a query is remembered. */
export interface DayKey extends Required<SharedKey> {
  readonly day: Day
}

/** A cell a day, so that a booking makes only its own day be read again and windows share what they have in common. */
export function dayKeys(query: SlotQuery): readonly DayKey[] {
  const { doctorId, from, to, ...rest } = query
  const variant = keyOf({ operation: 'listSlots', input: { doctorId, ...rest } as SlotQuery })
  return daysBetween(from, to).map((day) => ({ day, key: `${variant} ${day}`, touched: { doctorId, day } }))
}

/** The cell of a day, unless a write to that day is newer. */
export function cellOf({ key, touched }: DayKey, { cells, host }: CacheContext): DayCell | undefined {
  const cell = cells.get(key)
  return cell?.writes === host.writes.last([touched]) ? (cell as DayCell) : undefined
}

/** What was free when it was asked may have begun since. */
export function withoutBegun<D extends CachedDay>(known: D, now: number): D {
  const [first] = known.slots
  if (!first || epochOf(first.start) > now) return known
  return { ...known, slots: known.slots.filter((slot) => epochOf(slot.start) > now) }
}

/** Whether what came from elsewhere can be served as a day: the text may be of another version, or damaged. */
export function isCachedDay(value: unknown): value is CachedDay {
  if (!isRecord(value) || typeof value.asOf !== 'string' || !Array.isArray(value.slots)) return false
  return value.slots.every((slot: unknown) => isRecord(slot) && typeof slot.start === 'string' && isInstant(slot.start))
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
