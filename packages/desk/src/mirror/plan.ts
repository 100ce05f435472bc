import { addDays, type Day, type Doctor, dayAt } from '@mis/core'
import { type Directory, practiceOf } from './directory.ts'
import type { MirrorSettings } from './options.ts'
import type { Window } from './window.ts'

/** The days of a doctor that are mirrored, both included. */
export interface Days {
  readonly from: Day
  readonly to: Day
}

/** Today is where it is earliest, of a doctor who works in several zones. */
export function daysOf(
  { clinicIds }: Doctor,
  { clinics }: Directory,
  now: number,
  { timeZone, days }: MirrorSettings,
): Days {
  const own = clinics.filter(({ id }) => clinicIds.includes(id))
  const zones = (own.length > 0 ? own : clinics).map((clinic) => clinic.timeZone)
  const todays = (zones.length > 0 ? zones : [timeZone ?? 'UTC']).map((zone) => dayAt(now, zone))
  const from = todays.reduce((first, day) => (day < first ? day : first))
  return { from, to: addDays(from, days - 1) }
}

/** The nearest days of everybody come first. */
export function cut(doctors: readonly Doctor[], days: ReadonlyMap<string, Days>, width: number): Window[] {
  const windows = doctors.flatMap((doctor) => {
    const [doctorId, practice] = [doctor.id, practiceOf(doctor)]
    const own: Window[] = []
    const span = days.get(doctorId)
    for (let from = span?.from; span && from && from <= span.to; from = addDays(from, width)) {
      const end = addDays(from, width - 1)
      own.push({ doctorId, practice, from, to: end < span.to ? end : span.to, name: `${doctorId}/${own.length}` })
    }
    return own
  })
  return windows.sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0))
}
