import type { Call } from '../contract/adapter.ts'
import { operations } from '../contract/operations.ts'
import { neverAborted } from '../kernel/enter.ts'
import { createTrail } from '../kernel/trail.ts'
import { isUnaskable, joinGaps } from '../kernel/windows.ts'
import type { Day } from '../model/ids.ts'
import type { Availability, Gap, SlotQuery } from '../model/types.ts'
import type { CacheContext } from './cache.ts'
import { createAnswers, oldestOf } from './cache-answers.ts'
import { ageOf } from './cache-cells.ts'
import { type CachedDay, cellOf, type DayKey, dayKeys, isCachedDay, withoutBegun } from './cache-day-cells.ts'
import { type LoadedDay, loadDays } from './cache-load.ts'
import { type Ages, agesOf, isWithin } from './cache-options.ts'
import { checkWithShared, isTrusted } from './cache-shared.ts'

/** What is known of one day: an answer, perhaps stale, or nothing. */
interface KnownDay {
  readonly day: Day
  readonly known?: CachedDay
  readonly stale: boolean
  readonly from: 'cache' | 'mis'
}

/** Answers `listSlots` from day cells, asking the MIS only for the days that are not fresh. */
export function cachedSlots(ttl: number, context: CacheContext): (call: Call<'listSlots'>) => Promise<Availability> {
  const answers = createAnswers(context)
  return (call) => {
    const ready = answers.find(call.input, call.options.maxAgeMs ?? ttl)
    if (!ready) return daysOfSlots(call, agesOf(context.settings, ttl, call.options.maxAgeMs), context)
    call.trail.cacheHits += ready.days
    return ready.served
  }
}

async function daysOfSlots(call: Call<'listSlots'>, ages: Ages, context: CacheContext): Promise<Availability> {
  const keys = dayKeys(call.input)
  const leases = await leasesOf(call, keys, ages, context)
  const fresh = new Map<Day, KnownDay>()
  const late: DayKey[] = []
  for (const key of keys) {
    const known = lookUp(key, ages.fresh, false, context)
    const meanwhile = known ?? lookUp(key, ages.meanwhile, true, context)
    if (meanwhile) fresh.set(key.day, meanwhile)
    if (meanwhile?.stale) late.push(key)
  }
  for (const run of runsOf(late)) askMeanwhile(call, run, leases, context)
  const missing = runsOf(keys.filter(({ day }) => !fresh.has(day)))
  const outcomes = await Promise.all(missing.map((run) => askFor(call, run, leases, ages, context)))
  for (const { days } of outcomes) for (const known of days) fresh.set(known.day, known)
  const all = keys.flatMap(({ day }) => fresh.get(day) ?? [])
  const failure = outcomes.find((outcome) => outcome.error !== undefined)
  if (failure && all.every(({ known }) => known === undefined)) throw failure.error
  note(call, all)
  return assemble(all)
}

/** What the shared cache says of the days this process is not sure of; empty without one. */
async function leasesOf(call: Call, keys: readonly DayKey[], ages: Ages, context: CacheContext) {
  const leases = new Map<string, string>()
  if (!context.shared) return leases
  const isSure = (key: DayKey) => {
    const cell = cellOf(key, context)
    return cell && isTrusted(cell.checkedAt, context) && isWithin(ageOf(cell, context.host.runtime), ages.fresh)
  }
  const unsure = keys.filter((key) => !isSure(key))
  const found = await checkWithShared(call, unsure, isCachedDay, context)
  unsure.forEach(({ key }, index) => {
    const lease = found[index]
    if (lease !== undefined) leases.set(key, lease)
  })
  return leases
}

function lookUp(key: DayKey, bound: number, stale: boolean, context: CacheContext): KnownDay | undefined {
  const { runtime } = context.host
  const cell = cellOf(key, context)
  if (!cell || !isWithin(ageOf(cell, runtime), bound)) return undefined
  return { day: key.day, known: withoutBegun(cell.value, runtime.now()), stale, from: 'cache' }
}

interface AskedRun {
  readonly days: readonly KnownDay[]
  readonly error?: unknown
}

/** Asks for days in a row; when that cannot be done, falls back to what is remembered. */
async function askFor(
  call: Call<'listSlots'>,
  run: readonly DayKey[],
  leases: ReadonlyMap<string, string>,
  ages: Ages,
  context: CacheContext,
): Promise<AskedRun> {
  const stillKnown = (key: DayKey): KnownDay =>
    lookUp(key, ages.ifError, true, context) ?? { day: key.day, stale: false, from: 'mis' }
  try {
    const loaded = await fly(call, run, leases, context)
    return {
      days: run.map((key, index) => {
        const day: LoadedDay | undefined = loaded[index]
        return day ? { day: key.day, known: day, stale: day.stale, from: 'mis' } : stillKnown(key)
      }),
    }
  } catch (error) {
    if (!isUnaskable(error)) throw error
    return { error, days: run.map(stillKnown) }
  }
}

/** Serves nobody: the next reader finds the days fresh. Bounded by the deadline of the call that found them old. */
function askMeanwhile(
  call: Call<'listSlots'>,
  run: readonly DayKey[],
  leases: ReadonlyMap<string, string>,
  context: CacheContext,
): void {
  const background = { ...call, signal: neverAborted, trail: createTrail() }
  fly(background, run, leases, context).catch(() => {})
}

/** One call to the MIS for everybody who wants these days, unless there was a write to one of them since it began. */
function fly(
  call: Call<'listSlots'>,
  run: readonly DayKey[],
  leases: ReadonlyMap<string, string>,
  context: CacheContext,
) {
  const query: SlotQuery = { ...call.input, ...rangeOf(run) }
  const lastWrite = context.host.writes.last(operations.listSlots.touches?.(query) ?? [])
  const name = [run[0]?.key, query.to, lastWrite, ...run.map(({ key }) => leases.get(key))].join(' ')
  return context.flights.join(name, { ...call, input: query }, (flying) =>
    loadDays(flying as Call<'listSlots'>, run, leases, context),
  )
}

/** Days in a row, each a request of its own. */
function runsOf(keys: readonly DayKey[]): DayKey[][] {
  const gaps = joinGaps(keys.map(({ day }) => ({ from: day, to: day })))
  return gaps.map(({ from, to }) => keys.filter(({ day }) => from <= day && day <= to))
}

const rangeOf = (run: readonly DayKey[]): Gap => ({ from: run[0]?.day ?? '', to: run.at(-1)?.day ?? '' })

function note({ trail }: Call, days: readonly KnownDay[]): void {
  for (const { from, stale } of days) {
    if (from === 'mis') trail.cacheMisses += 1
    else if (stale) trail.cacheStale += 1
    else trail.cacheHits += 1
  }
}

function assemble(days: readonly KnownDay[]): Availability {
  const known = days.flatMap((day) => (day.known ? [day.known] : []))
  const gaps = joinGaps(days.flatMap(({ known, day }) => (known ? [] : [{ from: day, to: day }])))
  return {
    slots: known.flatMap(({ slots }) => slots),
    asOf: oldestOf(known),
    stale: days.some(({ stale }) => stale),
    complete: gaps.length === 0,
    gaps,
  }
}
