import { dayNumberOf, dayOfNumber } from './day.ts'
import type { Day, Instant, TimeZone } from './ids.ts'

const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000
/** Hours remembered per zone, about 14 months, before a zone starts afresh. */
const maxRememberedHours = 10_000

const zonePattern = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/
const localPattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/
const offsetPattern = /(?:Z|([+-])(\d{2}):?(\d{2}))$/
/** Wall times as most are written. */
const plainPattern = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/
/** What stands between the hour and the offset of most instants. */
const restPattern = /^:[0-5]\d:[0-5]\d(?:\.\d{1,9})?$/
const longOffsetPattern = /GMT(?:([+-])(\d{2}):(\d{2}))?/

/** A zone's formatter and what it said so far. */
interface Zone {
  readonly formatter: Intl.DateTimeFormat
  /** The offsets, in minutes, at full hours. */
  readonly offsetAtHour: Map<number, number>
  /** Hours as they were written, such as `2031-03-05T06` and `Z`, and as the zone writes them. */
  readonly writtenHours: Map<string, WrittenHour>
  lastHour: WrittenHour | null
  /** Of days of one offset: that offset; null where a day is none. */
  readonly offsetOfDay: Map<string, string | null>
  /** The instant and the wall time read last, and how they were written: most visits begin when the one before them ends. */
  lastRead: string | null
  lastWritten: Instant
  lastWall: string | null
  lastOfWall: Instant
}

/** `2031-03-05T06` and `Z` become `2031-03-05T09` and `+03:00`: what stands between is the same on both clocks. */
interface WrittenHour {
  readonly readStart: string
  readonly readOffset: string
  readonly start: string
  readonly offset: string
}
const zones = new Map<string, Zone>()

function findZone(name: string): Zone | null {
  const known = zones.get(name)
  if (known !== undefined) return known
  if (!zonePattern.test(name)) return null
  try {
    const formatter = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
    const memory = { offsetAtHour: new Map(), writtenHours: new Map(), offsetOfDay: new Map() }
    const last = { lastHour: null, lastRead: null, lastWritten: '', lastWall: null, lastOfWall: '' }
    const zone: Zone = { formatter, ...memory, ...last }
    zones.set(name, zone)
    return zone
  } catch {
    return null
  }
}

function requireZone(name: TimeZone): Zone {
  const zone = findZone(name)
  if (zone === null) throw new RangeError('Expected an IANA time zone such as Europe/Moscow.')
  return zone
}

/** Seconds of offsets before 1972 are cut off: an `Instant` cannot write them. */
function askOffset(zone: Zone, epochMs: number): number {
  const match = longOffsetPattern.exec(zone.formatter.format(epochMs))
  if (match?.[1] === undefined) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return match[1] === '-' ? -minutes : minutes
}

function offsetAtHour(zone: Zone, hour: number): number {
  const known = zone.offsetAtHour.get(hour)
  if (known !== undefined) return known
  if (zone.offsetAtHour.size >= maxRememberedHours) zone.offsetAtHour.clear()
  const offset = askOffset(zone, hour * hourMs)
  zone.offsetAtHour.set(hour, offset)
  return offset
}

/** In minutes. Asking Intl costs microseconds, so an hour whose both ends agree is answered from memory. */
function offsetMinutes(zone: Zone, epochMs: number): number {
  const hour = Math.floor(epochMs / hourMs)
  const atStart = offsetAtHour(zone, hour)
  return atStart === offsetAtHour(zone, hour + 1) ? atStart : askOffset(zone, epochMs)
}

const pad = (value: number): string => (value < 10 ? `0${value}` : String(value))

function writeOffset(minutes: number): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
}

function writeInstant(epochMs: number, offset: number): Instant {
  const localMs = epochMs + offset * minuteMs
  const dayNumber = Math.floor(localMs / dayMs)
  const second = Math.floor((localMs - dayNumber * dayMs) / 1000)
  const time = `${pad(Math.floor(second / 3600))}:${pad(Math.floor(second / 60) % 60)}:${pad(second % 60)}`
  return `${dayOfNumber(dayNumber)}T${time}${writeOffset(offset)}`
}

/** Wall time as if it were UTC, in milliseconds; null where there is no such date or time. */
function parseLocal(text: string): number | null {
  const match = localPattern.exec(text)
  if (match === null) return null
  const dayNumber = dayNumberOf(Number(match[1]), Number(match[2]), Number(match[3]))
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)]
  if (dayNumber === null || hour > 23 || minute > 59 || second > 59) return null
  const fraction = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  return dayNumber * dayMs + hour * hourMs + minute * minuteMs + second * 1000 + fraction
}

/** Epoch milliseconds of an instant, or null where the text is none. */
function parseInstant(text: string): number | null {
  const match = offsetPattern.exec(text)
  if (match === null) return null
  const localMs = parseLocal(text.slice(0, match.index))
  const [hours, minutes] = [Number(match[2] ?? 0), Number(match[3] ?? 0)]
  if (localMs === null || hours > 18 || minutes > 59) return null
  const offsetMs = hours * hourMs + minutes * minuteMs
  return match[1] === '-' ? localMs + offsetMs : localMs - offsetMs
}

/** True for a zone of the IANA database that this platform knows, such as `Europe/Moscow`; bare offsets are none. */
export function isTimeZone(zone: string): boolean {
  return findZone(zone) !== null
}

/** True for ISO 8601 with a real date and time and an explicit offset or `Z`. */
export function isInstant(text: string): boolean {
  return parseInstant(text) !== null
}

/**
 * The moment `instant` names, in milliseconds since 1970. Seconds and a fraction may be missing.
 * Throws `RangeError` where the text is not ISO 8601 with an offset or `Z`.
 */
export function epochOf(instant: Instant): number {
  const epochMs = parseInstant(instant)
  if (epochMs === null) throw new RangeError('Expected ISO 8601 with an offset, such as 2031-03-05T09:00:00+03:00.')
  return epochMs
}

/** The zone's offset from UTC at a moment, such as `+03:00`. Throws `RangeError` for an unknown zone. */
export function offsetAt(epochMs: number, zone: TimeZone): string {
  return writeOffset(offsetMinutes(requireZone(zone), epochMs))
}

/** The clinic's calendar day at a moment. Throws `RangeError` for an unknown zone. */
export function dayAt(epochMs: number, zone: TimeZone): Day {
  return dayOfNumber(Math.floor((epochMs + offsetMinutes(requireZone(zone), epochMs) * minuteMs) / dayMs))
}

/** A moment, in milliseconds since 1970, as an instant with the zone's offset. Fractions of a second are cut off. */
export function instantAt(epochMs: number, zone: TimeZone): Instant {
  return writeInstant(epochMs, offsetMinutes(requireZone(zone), epochMs))
}

/**
 * The same moment with the clinic's offset, as `YYYY-MM-DDTHH:mm:ss+03:00`. Fractions of a second are cut off.
 * Throws `RangeError` for an unknown zone, and where `instant` has no offset: wall times go to `toInstant`.
 */
export function inZone(instant: string, zone: TimeZone): Instant {
  const found = requireZone(zone)
  if (found.lastRead !== instant) {
    found.lastWritten = written(instant, zone, found)
    found.lastRead = instant
  }
  return found.lastWritten
}

function written(instant: string, name: TimeZone, zone: Zone): Instant {
  const tail = instant.endsWith('Z') ? 'Z' : instant.slice(-6)
  const rest = instant.slice(13, instant.length - tail.length)
  if (!restPattern.test(rest)) return instantAt(epochOf(instant), name)
  const hour = hourOf(zone, instant, tail)
  return hour === null ? instantAt(epochOf(instant), name) : `${hour.start}${rest.slice(0, 6)}${hour.offset}`
}

/** Most times lie in the hour of the one before them. */
function hourOf(zone: Zone, instant: string, tail: string): WrittenHour | null {
  const last = zone.lastHour
  if (last?.readOffset === tail && instant.startsWith(last.readStart)) return last
  const start = instant.slice(0, 13)
  const key = start + tail
  zone.lastHour = zone.writtenHours.get(key) ?? writeHour(zone, key, start, tail)
  return zone.lastHour
}

/**
 * A schedule has thousands of times in few hours, so an hour is worked out once. Null where the zone changes its clocks
 * in it, or its minutes are others. Throws `RangeError` where the text is no instant.
 */
function writeHour(zone: Zone, key: string, start: string, tail: string): WrittenHour | null {
  const epochMs = epochOf(`${start}:00:00${tail}`)
  const [first, last] = [epochMs, epochMs + hourMs - 1].map((ms) => writeInstant(ms, offsetMinutes(zone, ms)))
  if (first === undefined || last === undefined || first.slice(0, 13) !== last.slice(0, 13)) return null
  const offset = first.slice(19)
  if (first.slice(13, 19) !== ':00:00' || last.slice(19) !== offset) return null
  if (zone.writtenHours.size >= maxRememberedHours) zone.writtenHours.clear()
  const hour: WrittenHour = { readStart: start, readOffset: tail, start: first.slice(0, 13), offset }
  zone.writtenHours.set(key, hour)
  return hour
}

/**
 * Wall time of a clinic, `YYYY-MM-DDTHH:mm[:ss]` without an offset, as an instant with the offset in force then.
 * A time that happens twice (clocks set back) is its first occurrence; a time that never happens (clocks set
 * forward) moves forward by the missing span, so 02:30 becomes 03:30. Throws `RangeError` for an unknown zone or
 * where the text is not wall time.
 */
export function toInstant(localText: string, zone: TimeZone): Instant {
  const found = requireZone(zone)
  if (found.lastWall !== localText) {
    found.lastOfWall = writtenWall(localText, found)
    found.lastWall = localText
  }
  return found.lastOfWall
}

function writtenWall(localText: string, zone: Zone): Instant {
  const offset = plainPattern.test(localText) ? offsetOfDay(zone, localText.slice(0, 10)) : null
  if (offset === null) return workedOut(localText, zone)
  return localText.length === 16 ? `${localText}:00${offset}` : localText + offset
}

/**
 * A schedule has thousands of times on few days, and nearly every day has one offset. Null where the zone changes its
 * clocks on that day. Throws `RangeError` where the text is no day.
 */
function offsetOfDay(zone: Zone, day: string): string | null {
  const known = zone.offsetOfDay.get(day)
  if (known !== undefined) return known
  const [first, last] = [`${day}T00:00:00`, `${day}T23:59:59`]
  const [begin, end] = [workedOut(first, zone), workedOut(last, zone)]
  const offset = begin.slice(first.length)
  // The first second may be one that never happens.
  const isOne = begin.startsWith(first) && end === last + offset
  if (zone.offsetOfDay.size >= maxRememberedHours) zone.offsetOfDay.clear()
  zone.offsetOfDay.set(day, isOne ? offset : null)
  return isOne ? offset : null
}

function workedOut(localText: string, zone: Zone): Instant {
  const localMs = parseLocal(localText)
  if (localMs === null) throw new RangeError('Expected wall time without an offset, such as 2031-03-05T09:00.')
  // No offset reaches a day, so these two lie before and after every moment that could be meant.
  const before = offsetMinutes(zone, localMs - dayMs)
  const after = offsetMinutes(zone, localMs + dayMs)
  const earlier = localMs - before * minuteMs
  const later = localMs - after * minuteMs
  const earlierHappens = offsetMinutes(zone, earlier) === before
  const laterHappens = offsetMinutes(zone, later) === after
  const epochMs = !earlierHappens && laterHappens ? later : earlier
  return writeInstant(epochMs, offsetMinutes(zone, epochMs))
}
