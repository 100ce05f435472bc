import type { TimeZone } from '@mis/core'
import { inZone, toInstant } from '@mis/core/adapter'

const zoned = /(?:Z|[+-]\d\d:?\d\d)$/
/** Of `YYYY-MM-DDTHH:mm:ss`: no time with an offset is as long, and it is what nearly all are. */
const wallLength = 19

/** A time of the service as an instant: its wall clock; an offset is honoured where one comes. */
export function readTime(time: string, timeZone: TimeZone): string {
  const isWall = time.length === wallLength || !zoned.test(time)
  return isWall ? toInstant(time, timeZone) : inZone(time, timeZone)
}
