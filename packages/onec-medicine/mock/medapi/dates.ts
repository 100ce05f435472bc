import { isDay } from '@mis/core'

/** The `{date}` of a path: the platform's `YYYYMMDD`, and `YYYY-MM-DD` unless `strict`. */
export function pathDate(text: string, strict: boolean): string | undefined {
  return strict && !/^\d{8}$/.test(text) ? undefined : bodyDate(text)
}

/** A date of a body: `YYYY-MM-DD` or `YYYYMMDD`, a day of the calendar. */
export function bodyDate(text: string): string | undefined {
  const match = /^(\d{4})(-?)(\d{2})\2(\d{2})$/.exec(text)
  const day = match === null ? '' : `${match[1]}-${match[3]}-${match[4]}`
  return isDay(day) ? day : undefined
}
