import { z } from 'zod'
import { isNothing } from './tree.ts'

/** [platform] The empty reference. */
const emptyReference = '00000000-0000-0000-0000-000000000000'

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/
/** [doc] The liberal form that the service takes; no answer was seen with it. */
const dotted = /^(\d\d)\.(\d\d)\.(\d{4})(?: (\d{1,2}):(\d\d)(?::(\d\d))?)?$/
const clock = /^(?:0001-01-01T)?(\d{1,2}):(\d\d)(?::\d\d(?:\.\d+)?)?$/

/** Wall time `YYYY-MM-DDTHH:mm:ss`, or undefined where the text is none. */
function wallTimeOf(text: string): string | undefined {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = iso.exec(text) ?? []
  if (year !== undefined) return `${year}-${month}-${day}T${hour}:${minute}:${second}`
  const [, dayOfMonth, ofMonth, ofYear, hours = '0', minutes = '00', seconds = '00'] = dotted.exec(text) ?? []
  return ofYear && `${ofYear}-${ofMonth}-${dayOfMonth}T${hours.padStart(2, '0')}:${minutes}:${seconds}`
}

const noMoment = '0001-01-01T00:00:00'

function momentOf(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const time = clock.exec(value.trim())
  return time ? `0001-01-01T${time[1]?.padStart(2, '0')}:${time[2]}:00` : (wallTimeOf(value.trim()) ?? 'no time')
}

/** [doc] Local time of the server without a zone; a time of day stands on 0001-01-01, and so does "none". */
export const moment = z.preprocess(momentOf, z.iso.datetime({ local: true }))

/** The same, where `0001-01-01T00:00:00`, nothing and an empty element are "none". */
export const optionalMoment = z.preprocess((value) => {
  const read = isNothing(value) ? undefined : momentOf(value)
  return read === noMoment ? undefined : read
}, z.iso.datetime({ local: true }).optional())

/** [doc] A length of time as the time of day on 0001-01-01, in minutes; undefined where it is not set. */
export const optionalMinutes = z.preprocess((value) => {
  if (isNothing(value)) return undefined
  const [, hours, minutes] = clock.exec(String(value).trim()) ?? []
  return hours === undefined ? 'no length of time' : Number(hours) * 60 + Number(minutes) || undefined
}, z.int().min(1).max(1439).optional())

/** A reference; the empty one and nothing are "none". */
export const optionalReference = z.preprocess((value) => {
  if (isNothing(value)) return undefined
  const reference = typeof value === 'string' ? value.trim() : value
  return reference === emptyReference ? undefined : reference
}, z.string().optional())

const two = (value: number): string => String(value).padStart(2, '0')

/** The day of wall time, as `Date` of a request: `YYYY-MM-DDT00:00:00`. */
export function dayText(local: string): string {
  return `${local.slice(0, 10)}T00:00:00`
}

/** The time of day of wall time, on the platform's empty date. [doc] `TimeBegin` of the vendor's own sample. */
export function timeText(local: string): string {
  return `0001-01-01T${local.slice(11, 16)}:00`
}

/** Minutes as a length of time on the platform's empty date. [doc] `Duration` of the vendor's own sample. */
export function lengthText(minutes: number): string {
  return `0001-01-01T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00`
}
