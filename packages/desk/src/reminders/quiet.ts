import { addDays, epochOf, inZone, type TimeZone, toInstant } from '@mis/core'

/** When patients are left alone, by the clinic's clock, `HH:mm`: usually over midnight. */
export interface QuietHours {
  readonly from: string
  readonly to: string
}

const roomMs = 1_800_000

/** The quiet time a moment lies in; null where it lies in none. */
export function quietAround(
  moment: number,
  timeZone: TimeZone,
  { from, to }: QuietHours,
): { readonly from: number; readonly to: number } | null {
  const local = inZone(new Date(moment).toISOString(), timeZone)
  const [day, time] = [local.slice(0, 10), local.slice(11, 16)]
  const isOverMidnight = from > to
  const isQuiet = isOverMidnight ? time >= from || time < to : time >= from && time < to
  if (!isQuiet) return null
  const first = isOverMidnight && time < to ? addDays(day, -1) : day
  const last = isOverMidnight ? addDays(first, 1) : first
  const at = (on: string, clock: string) => epochOf(toInstant(`${on}T${clock}`, timeZone))
  return { from: at(first, from), to: at(last, to) }
}

/** The nearest moment at which a patient may be written to: after the quiet time, else within the hour before it; null = never. */
export function outOfQuiet(
  due: number,
  bounds: { readonly notBefore: number; readonly notAfter: number },
  timeZone: TimeZone,
  hours: QuietHours,
): number | null {
  const quiet = quietAround(due, timeZone, hours)
  if (quiet === null) return due
  // With room for a gateway that has to be asked again, on either side.
  if (quiet.to + roomMs <= bounds.notAfter) return quiet.to
  const earlier = Math.max(bounds.notBefore, quiet.from - 2 * roomMs)
  return earlier < quiet.from ? earlier : null
}
