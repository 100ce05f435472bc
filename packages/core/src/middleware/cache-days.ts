import type { Call } from '../contract/adapter.ts'
import { isUnaskable, joinGaps } from '../kernel/windows.ts'
import { epochOf } from '../model/clinic-time.ts'
import { daysBetween } from '../model/day.ts'
import type { Day } from '../model/ids.ts'
import type { Availability, Gap, SlotQuery } from '../model/types.ts'
import { type CacheContext, type CachedDay, type Cell, isWithin } from './cache.ts'
import { deepFreeze } from './freeze.ts'
import { keyOf } from './key.ts'

/** What is known of one day: an answer, perhaps stale, or nothing. */
interface KnownDay {
  readonly day: Day
  readonly known?: CachedDay
  readonly stale: boolean
}

/** Answers `listSlots` from day cells, asking the MIS only for the days that are not fresh. */
export async function daysOfSlots(call: Call<'listSlots'>, context: CacheContext): Promise<Availability> {
  const days = daysBetween(call.input.from, call.input.to)
  const fresh = new Map<Day, KnownDay>()
  for (const day of days) {
    const known = lookUp(call.input, day, context.ages.fresh, context)
    if (known) fresh.set(day, { day, known, stale: false })
  }
  const missing = runsOf(days.filter((day) => !fresh.has(day)))
  const outcomes = await Promise.all(missing.map((run) => loadRun(call, run, context)))
  const loaded = outcomes.flatMap((outcome) => outcome.days)
  for (const known of loaded) fresh.set(known.day, known)
  const all = days.map((day) => fresh.get(day) ?? { day, stale: false })
  const failure = outcomes.find((outcome) => outcome.error !== undefined)
  if (failure && all.every(({ known }) => known === undefined)) throw failure.error
  return assemble(all)
}

function lookUp(query: SlotQuery, day: Day, bound: number, { cells, host }: CacheContext): CachedDay | undefined {
  const cell: Cell | undefined = cells.get(dayKey(query, day))
  if (!cell || !isWithin(host.runtime.monotonic() - cell.loadedAt, bound)) return undefined
  if (cell.writes !== host.writes.last([{ doctorId: query.doctorId, day }])) return undefined
  return withoutBegun(cell.value as CachedDay, host.runtime.now())
}

function dayKey(query: SlotQuery, day: Day): string {
  return keyOf({ operation: 'listSlots', input: { ...query, from: day, to: day } })
}

interface LoadedRun {
  readonly days: readonly KnownDay[]
  readonly error?: unknown
}

/** Asks for one run of days; when that cannot be done, falls back to what is remembered. */
async function loadRun(call: Call<'listSlots'>, run: Gap, context: CacheContext): Promise<LoadedRun> {
  const { host, cells, next, ages } = context
  const query = { ...call.input, ...run }
  const days = daysBetween(run.from, run.to)
  const loadedAt = host.runtime.monotonic()
  const writesBefore = days.map((day) => host.writes.last([{ doctorId: query.doctorId, day }]))
  try {
    const answer = await next({ ...call, input: query })
    const slotsByDay = Map.groupBy(answer.slots, (slot) => slot.start.slice(0, 10))
    const known = days.map((day, index): KnownDay => {
      if (answer.gaps.some((gap) => gap.from <= day && day <= gap.to))
        return stillKnown(query, day, ages.stale, context)
      const value: CachedDay = deepFreeze({ slots: slotsByDay.get(day) ?? [], asOf: answer.asOf })
      const writes = writesBefore[index] ?? 0
      const overtaken = host.writes.last([{ doctorId: query.doctorId, day }]) !== writes
      if (!overtaken) cells.set(dayKey(query, day), { value, loadedAt, writes })
      return { day, known: value, stale: answer.stale }
    })
    return { days: known }
  } catch (error) {
    if (!isUnaskable(error)) throw error
    return { error, days: days.map((day) => stillKnown(query, day, ages.stale, context)) }
  }
}

function stillKnown(query: SlotQuery, day: Day, bound: number, context: CacheContext): KnownDay {
  const known = lookUp(query, day, bound, context)
  return known ? { day, known, stale: true } : { day, stale: false }
}

/** What was free when it was asked may have begun since. */
function withoutBegun(known: CachedDay, now: number): CachedDay {
  const [first] = known.slots
  if (!first || epochOf(first.start) > now) return known
  return { ...known, slots: known.slots.filter((slot) => epochOf(slot.start) > now) }
}

function runsOf(days: readonly Day[]): Gap[] {
  return joinGaps(days.map((day) => ({ from: day, to: day })))
}

function assemble(days: readonly KnownDay[]): Availability {
  const known = days.flatMap((day) => (day.known ? [day.known] : []))
  const gaps = runsOf(days.filter((day) => day.known === undefined).map(({ day }) => day))
  return {
    slots: known.flatMap(({ slots }) => slots),
    asOf: known.reduce((oldest, { asOf }) => (asOf < oldest ? asOf : oldest), known[0]?.asOf ?? ''),
    stale: days.some(({ stale }) => stale),
    complete: gaps.length === 0,
    gaps,
  }
}
