const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const time = '(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})'
/** The three dates of HTTP: IMF-fixdate, RFC 850, asctime. */
const dates = [
  new RegExp(`^[a-z]{3}, (?<day>\\d{2}) (?<month>[a-z]{3}) (?<year>\\d{4}) ${time} GMT$`, 'i'),
  new RegExp(`^[a-z]{6,9}, (?<day>\\d{2})-(?<month>[a-z]{3})-(?<year>\\d{2}) ${time} GMT$`, 'i'),
  new RegExp(`^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \\d]\\d) ${time} (?<year>\\d{4})$`, 'i'),
]

/**
 * Milliseconds to wait from a `Retry-After` header: whole seconds, or an HTTP date in any of its three forms.
 * A date that has passed is 0; anything else is null.
 */
export function parseRetryAfter(text: string | null, nowMs: number): number | null {
  const value = text?.trim() ?? ''
  if (/^\d{1,12}$/.test(value)) return Number(value) * 1000
  for (const pattern of dates) {
    const groups = pattern.exec(value)?.groups
    if (groups) {
      const at = epochOf(groups, nowMs)
      return at === null ? null : Math.max(0, at - nowMs)
    }
  }
  return null
}

function epochOf(groups: Readonly<Record<string, string>>, nowMs: number): number | null {
  const month = months.indexOf((groups.month ?? '').toLowerCase())
  const [day, hour, minute, second] = [groups.day, groups.hour, groups.minute, groups.second].map(Number)
  if (month < 0 || !day || hour === undefined || minute === undefined || second === undefined) return null
  // A leap second is written as 60.
  if (hour > 23 || minute > 59 || second > 60) return null
  const year = fullYear(groups.year ?? '', nowMs)
  if (day > daysIn(year, month)) return null
  return Date.UTC(year, month, day, hour, minute, second)
}

/** RFC 9110: a two-digit year more than 50 years ahead is the latest past year with these digits. */
function fullYear(digits: string, nowMs: number): number {
  if (digits.length === 4) return Number(digits)
  const thisYear = new Date(nowMs).getUTCFullYear()
  const year = thisYear - (thisYear % 100) + Number(digits)
  return year > thisYear + 50 ? year - 100 : year
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
}
