import { epochOf, isDay, offsetAt, toInstant } from '@mis/core'

/** `2031-03-05` or the day of `2031-03-05T09:00:00+03:00`, as Infoclinica writes it: `20310305`. [doc] */
export function wireDay(instant: string): string {
  return instant.slice(0, 10).replaceAll('-', '')
}

/** `20310305` as a day of the model, or undefined where no calendar has it. */
export function dayOf(wire: string): string | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(wire)
  const day = match === null ? '' : `${match[1]}-${match[2]}-${match[3]}`
  return isDay(day) ? day : undefined
}

/** `09:00` of `2031-03-05T09:00:00+03:00`: the clinic's wall clock. */
export function clockOf(instant: string): string {
  return instant.slice(11, 16)
}

/** `yyyyMMddHHmm[ss]` by the wall clock of a zone, in epoch milliseconds; undefined where it is no time. */
export function stampOf(stamp: string, zone: string): number | undefined {
  const match = /^(\d{8})(\d{2})(\d{2})(\d{2})?$/.exec(stamp)
  const day = dayOf(match?.[1] ?? '')
  if (match === null || day === undefined) return undefined
  const [, , hour = '', minute = '', second = '00'] = match
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  return epochOf(toInstant(`${day}T${hour}:${minute}:${second}`, zone))
}

/** A zone's offset from UTC in whole hours, as a branch tells it. [doc] */
export function offsetHours(world: { now(): number }, timeZone: string): number {
  return Number(offsetAt(world.now(), timeZone).slice(0, 3))
}
