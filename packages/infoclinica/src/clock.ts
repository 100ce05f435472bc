import { toInstant } from '@mis/core/adapter'

export type HourMinute = readonly [hour: number, minute: number]

/** Hours and minutes as they come, padded or not; 24:00 is the end of a day. Null where that is no time. */
export function hourMinute(hour = '', minute = ''): [number, number] | null {
  if (!/^\d{1,2}$/.test(hour) || !/^\d{1,2}$/.test(minute)) return null
  const time: [number, number] = [Number(hour), Number(minute)]
  const isTime = time[0] < 24 ? time[1] < 60 : time[0] === 24 && time[1] === 0
  return isTime ? time : null
}

export const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value))

/** `20310305` as `2031-03-05`. */
const isoDay = (date: string): string => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`

/**
 * Wall times of a zone, `20310305` and `[9, 30]`, as instants. The times of a day differ in hours only, so on a day
 * without a change of clocks the offset is looked up once.
 */
export function dayClock(timeZone: string): (date: string, time: HourMinute) => string {
  const days = new Map<string, { readonly day: string; readonly offset: string | null }>()
  const known = (date: string) => {
    const found = days.get(date)
    if (found !== undefined) return found
    const day = isoDay(date)
    const [first, last] = [toInstant(`${day}T00:00`, timeZone), toInstant(`${day}T23:59`, timeZone)]
    const made = { day, offset: first.slice(-6) === last.slice(-6) ? first.slice(-6) : null }
    days.set(date, made)
    return made
  }
  return (date, [hour, minute]) => {
    if (hour === 24) return midnightAfter(date, timeZone)
    const { day, offset } = known(date)
    if (offset === null) return toInstant(`${day}T${twoDigits(hour)}:${twoDigits(minute)}`, timeZone)
    return `${day}T${twoDigits(hour)}:${twoDigits(minute)}:00${offset}`
  }
}

function midnightAfter(date: string, timeZone: string): string {
  const next = new Date(Date.parse(`${isoDay(date)}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return toInstant(`${next}T00:00`, timeZone)
}
