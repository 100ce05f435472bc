import { isDay } from '@mis/core'

export type Members = Readonly<Record<string, unknown>>

/** A body as an object; undefined for what is no JSON object. */
export function membersOf(body: string): Members | undefined {
  try {
    const parsed: unknown = JSON.parse(body.replace(/^\uFEFF/, ''))
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Members) : undefined
  } catch {
    return undefined
  }
}

/** A scalar as text; anything else, and a missing one, is empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
}

export function isTrue(value: unknown): boolean {
  return value === true || /^(true|истина|да|1)$/i.test(textOf(value))
}

/** `guid; guid` taken apart. */
export function listOf(value: unknown): readonly string[] {
  return textOf(value)
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** A wall clock's moment. */
export interface Moment {
  /** `YYYY-MM-DD` */
  readonly day: string
  /** `HH:mm:ss` */
  readonly time: string
}

const isoForm = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](.+))?$/
const russianForm = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: +(.+))?$/

/** `05.03.2031 09:00:00`, `2031-03-05T09:00:00`, either without the time; undefined for another text. */
export function momentOf(value: unknown): Moment | undefined {
  const text = textOf(value)
  const iso = isoForm.exec(text)
  const russian = iso === null ? russianForm.exec(text) : null
  const [year, month, date, rest] =
    iso !== null ? iso.slice(1) : [russian?.[3], russian?.[2], russian?.[1], russian?.[4]]
  const day = `${year}-${month?.padStart(2, '0')}-${date?.padStart(2, '0')}`
  const time = clockOf(rest ?? '00:00:00')
  return isDay(day) && time !== undefined ? { day, time } : undefined
}

/** A time of day or a length: `9:10:00`, `09:10`, or the time of a whole moment; as `HH:mm:ss`. */
export function timeOf(value: unknown): string | undefined {
  return clockOf(textOf(value)) ?? (textOf(value).includes(':') ? momentOf(value)?.time : undefined)
}

function clockOf(text: string): string | undefined {
  const match = /^(\d{1,2}):([0-5]\d)(?::([0-5]\d))?$/.exec(text)
  if (match === null || Number(match[1]) > 23) return undefined
  return `${match[1]?.padStart(2, '0')}:${match[2]}:${match[3] ?? '00'}`
}

/** A length of minutes as 1C writes it: a time on the empty date. */
export function lengthText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `0001-01-01T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00`
}

/** The empty date: no length is set. */
export const noLength = '0001-01-01T00:00:00'
