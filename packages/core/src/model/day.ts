import type { Day } from './ids.ts'

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
/** 0000-01-01 and 9999-12-31: the days that four digits of year can write. */
const firstDayNumber = -719_528
const lastDayNumber = 2_932_896

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

function monthLength(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (monthLengths[month - 1] ?? 0)
}

/**
 * Days since 1970-01-01 of a date of the Gregorian calendar, or null where there is no such date.
 * Plain arithmetic, no `Date`: a zone cannot creep in.
 */
export function dayNumberOf(year: number, month: number, dayOfMonth: number): number | null {
  if (dayOfMonth < 1 || dayOfMonth > monthLength(year, month)) return null
  // Years are counted from March, so that the leap day is the last one of its year.
  const shiftedYear = month > 2 ? year : year - 1
  const shiftedMonth = (month + 9) % 12
  const dayOfYear = Math.floor((153 * shiftedMonth + 2) / 5) + dayOfMonth - 1
  const leapDays = Math.floor(shiftedYear / 4) - Math.floor(shiftedYear / 100) + Math.floor(shiftedYear / 400)
  return shiftedYear * 365 + leapDays + dayOfYear - 719_468
}

/** Days since 1970-01-01 of `day`, or null where the text is not a real day. */
export function parseDay(day: string): number | null {
  const match = dayPattern.exec(day)
  return match === null ? null : dayNumberOf(Number(match[1]), Number(match[2]), Number(match[3]))
}

/** The day that lies `dayNumber` days after 1970-01-01. Throws `RangeError` outside of the years 0000 to 9999. */
export function dayOfNumber(dayNumber: number): Day {
  if (!Number.isInteger(dayNumber) || dayNumber < firstDayNumber || dayNumber > lastDayNumber) {
    throw new RangeError('The day lies outside of the years 0000 to 9999, or the number of days is not whole.')
  }
  // Counted from 0000-03-01 in spans of 400 years, which all have 146097 days.
  const shifted = dayNumber + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`
}

function requireDay(day: Day): number {
  const dayNumber = parseDay(day)
  if (dayNumber === null) throw new RangeError('Expected a real day as YYYY-MM-DD.')
  return dayNumber
}

/** True for a real calendar day written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return parseDay(text) !== null
}

/** The day `count` days after `day`; before it where `count` is negative. Throws `RangeError` where `day` is not a day. */
export function addDays(day: Day, count: number): Day {
  return dayOfNumber(requireDay(day) + count)
}

/** How many days `from`..`to` has, both included; 0 where `from` is after `to`. Throws `RangeError` for what is no day. */
export function dayCount(from: Day, to: Day): number {
  return Math.max(0, requireDay(to) - requireDay(from) + 1)
}

/** The days `from`..`to` in order, both included; empty where `from` is after `to`. Throws `RangeError` for what is no day. */
export function daysBetween(from: Day, to: Day): Day[] {
  const first = requireDay(from)
  return Array.from({ length: dayCount(from, to) }, (_, index) => dayOfNumber(first + index))
}
