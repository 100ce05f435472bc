import { toInstant } from '@mis/core/adapter'

export type HourMinute = readonly [hour: number, minute: number]

/** Hours and minutes as they come, padded or not; 24:00 is the end of a day. Null where that is no time. */
export function hourMinute(hour = '', minute = ''): [number, number] | null {
  const [hours, minutes] = [upTo99(hour), upTo99(minute)]
  const isTime = hours < 24 ? hours >= 0 && minutes >= 0 && minutes < 60 : hours === 24 && minutes === 0
  return isTime ? [hours, minutes] : null
}

/** One or two digits as a number; -1 where the text is none. By hand: a schedule has four of them a line. */
function upTo99(text: string): number {
  const first = text.charCodeAt(0) - 48
  if (!(first >= 0 && first <= 9)) return -1
  if (text.length === 1) return first
  const second = text.charCodeAt(1) - 48
  return text.length === 2 && second >= 0 && second <= 9 ? first * 10 + second : -1
}

export const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value))

/** `20310305` as `2031-03-05`. */
const isoDay = (date: string): string => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`

/**
 * Wall times of a zone, `20310305` and `[9, 30]`, as instants. The times of a day differ in hours only, so on a day
 * without a change of clocks the offset is looked up once.
 */
export function dayClock(timeZone: string): (date: string, time: HourMinute) => string {
  let known = dayOf('19700101', timeZone)
  return (date, [hour, minute]) => {
    if (hour === 24) return midnightAfter(date, timeZone)
    if (known.date !== date) known = dayOf(date, timeZone)
    const local = `${known.start}${twoDigits(hour)}:${twoDigits(minute)}`
    return known.end === null ? toInstant(local, timeZone) : local + known.end
  }
}

/** A day of a zone; `end` is null where its clocks are changed. */
function dayOf(date: string, timeZone: string): { date: string; start: string; end: string | null } {
  const start = `${isoDay(date)}T`
  const [first, last] = [toInstant(`${start}00:00`, timeZone), toInstant(`${start}23:59`, timeZone)]
  const isSteady = first.slice(-6) === last.slice(-6)
  return { date, start, end: isSteady ? first.slice(-9) : null }
}

function midnightAfter(date: string, timeZone: string): string {
  const next = new Date(Date.parse(`${isoDay(date)}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return toInstant(`${next}T00:00`, timeZone)
}
