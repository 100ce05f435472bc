import { addDays, type Day, type Instant, type TimeZone } from '@mis/core'
import { epochOf, instantAt, toInstant } from '@mis/core/adapter'
import type { WirePeriod } from '../wire/bit-umc/schedule.ts'

const minuteMs = 60_000

/** Free time from one moment to another, on the clinic's wall clock: `YYYY-MM-DDTHH:mm:ss`. */
export interface Range {
  readonly from: string
  readonly to: string
}

/** A visit that fits: when it begins on the wall clock, and both ends as moments. */
export interface Piece {
  readonly local: string
  readonly start: Instant
  readonly end: Instant
}

/** Wall time that many minutes later, as a clock that is never set would show it. */
function laterOnTheWall(local: string, minutes: number): string {
  return new Date(Date.parse(`${local}Z`) + minutes * minuteMs).toISOString().slice(0, 19)
}

/** The range of a period, or null for an empty one. A time of day stands on the period's own day; 00:00 ends it. */
export function rangeOf({ Дата: day, ВремяНачала: from, ВремяОкончания: to }: WirePeriod): Range | null {
  if (from === to) return null
  const begins = onDay(from, day)
  const ends = onDay(to, day)
  if (begins === undefined || ends === undefined) return null
  const end = to.startsWith(noDay) && ends.endsWith('T00:00:00') ? laterOnTheWall(ends, 24 * 60) : ends
  return begins < end ? { from: begins, to: end } : null
}

/** Both included. */
export interface Days {
  readonly from: Day
  readonly to: Day
}

/**
 * What of a range can be a visit on these days, one that goes past midnight included. An end that was never set would
 * be cut for hours.
 */
export function nearby(range: Range | null, days: Days): Range | null {
  const end = `${addDays(days.to, 2)}T00:00:00`
  if (range === null || range.from < addDays(days.from, -2) || range.from >= end) return null
  return range.to > end ? { ...range, to: end } : range
}

const noDay = '0001-01-01'

/** Undefined for a time of day without a day. */
function onDay(moment: string, day: string | undefined): string | undefined {
  return moment.startsWith(noDay) ? day && day.slice(0, 10) + moment.slice(10) : moment
}

/**
 * Cuts a range into visits of `minutes`, from its beginning on; what is left at its end is shorter than a visit and
 * dropped. The grid is the wall clock's, as the clinic's is. Where clocks are set, a time that does not happen is left
 * out and no visit begins before the one before it has ended.
 */
export function cut({ from, to }: Range, minutes: number, timeZone: TimeZone): Piece[] {
  const pieces: Piece[] = []
  const closes = epochOf(toInstant(to, timeZone))
  let free = epochOf(toInstant(from, timeZone))
  for (let local = from; local < to; local = laterOnTheWall(local, minutes)) {
    const start = toInstant(local, timeZone)
    const startsAt = epochOf(start)
    const endsAt = startsAt + minutes * minuteMs
    const happens = start.slice(0, 19) === local
    if (!happens || startsAt < free || endsAt > closes) continue
    pieces.push({ local, start, end: instantAt(endsAt, timeZone) })
    free = endsAt
  }
  return pieces
}

/** Whether a visit of `minutes` at `local` fits into the range. */
export function covers(range: Range, local: string, minutes: number): boolean {
  return range.from <= local && laterOnTheWall(local, minutes) <= range.to
}
