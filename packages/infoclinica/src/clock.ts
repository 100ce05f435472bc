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

/** Wall times of a zone, `20310305` and `[9, 30]`, as instants. */
export function dayClock(timeZone: string): (date: string, time: HourMinute) => string {
  return (date, [hour, minute]) =>
    hour === 24
      ? midnightAfter(date, timeZone)
      : toInstant(`${isoDay(date)}T${twoDigits(hour)}:${twoDigits(minute)}`, timeZone)
}

function midnightAfter(date: string, timeZone: string): string {
  const next = new Date(Date.parse(`${isoDay(date)}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return toInstant(`${next}T00:00`, timeZone)
}
