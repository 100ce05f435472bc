import type { TimeZone } from '@mis/core'
import { epochOf, instantAt, inZone, toInstant } from '@mis/core/adapter'

/** Reads the times of one answer. */
export interface Clock {
  /** Wall clock of the service; an offset is honoured where one comes. */
  read(time: string): string
  /** So many minutes later. */
  after(instant: string, minutes: number): string
}

const plain = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/
const zoned = /(?:Z|[+-]\d\d:?\d\d)$/

/**
 * A schedule has thousands of times on few days, and nearly every day has one offset: the zone is asked once a day, and
 * once a time only on days that change their clocks.
 */
export function createClock(timeZone: TimeZone): Clock {
  const offsets = new Map<string, string | null>()

  const offsetOf = (day: string): string | null => {
    const known = offsets.get(day)
    if (known !== undefined) return known
    const [first, last] = [`${day}T00:00:00`, `${day}T23:59:59`]
    const [begin, end] = [toInstant(first, timeZone), toInstant(last, timeZone)]
    const offset = begin.slice(first.length)
    // The first second may be one that never happens.
    const isOne = begin.startsWith(first) && end === last + offset
    offsets.set(day, isOne ? offset : null)
    return isOne ? offset : null
  }
  return {
    read(time) {
      const offset = plain.test(time) ? offsetOf(time.slice(0, 10)) : null
      if (offset !== null) return time + offset
      return zoned.test(time) ? inZone(time, timeZone) : toInstant(time, timeZone)
    },
    after: (instant, minutes) => instantAt(epochOf(instant) + minutes * 60_000, timeZone),
  }
}
