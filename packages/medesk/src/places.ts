import { type AppointmentRef, epochOf, isTimeZone, MisError, offsetAt, type SlotQuery, type TimeZone } from '@mis/core'
import type { Workplace } from './directory.ts'
import type { Place } from './map.ts'

/** The zone an answer names. Throws `bad-response` where the platform does not know it; null where it names none. */
export function zoneNamed(timeZone: string | null | undefined, what: string): TimeZone | null {
  if (!timeZone) return null
  if (isTimeZone(timeZone)) return timeZone
  throw new MisError('bad-response', { details: { why: `${what}: time_zone is not an IANA time zone` } })
}

/**
 * The clinic of a day of the schedule, which Medesk does not name. Null: only a directory can tell, because the day is
 * in another zone than the adapter's own clinic and nobody has said where this doctor works.
 */
export function placeOfDay(
  named: TimeZone | null,
  query: SlotQuery,
  workplace: Workplace | null,
  home: Workplace,
): Place | null {
  const timeZone = named ?? workplace?.timeZone ?? home.timeZone
  if (workplace !== null) return { clinicId: clinicAsked(workplace, query.clinicId), timeZone }
  if (query.clinicId !== undefined) return { clinicId: query.clinicId, timeZone }
  return timeZone === home.timeZone ? { clinicId: home.clinicIds[0], timeZone } : null
}

/** The one of the doctor's clinics that is asked for, else the first. */
export function clinicAsked(workplace: Workplace, asked: string | undefined): string {
  return asked !== undefined && workplace.clinicIds.includes(asked) ? asked : workplace.clinicIds[0]
}

/**
 * Where a visit takes place, as the caller told it. Medesk sends its times in UTC: they get the zone of the doctor's
 * clinic where it is known, else the adapter's where that agrees with the offset the caller has, else that offset.
 */
export function placeOfVisit(visit: AppointmentRef, workplace: Workplace | null, home: Workplace): Place {
  const { clinicId, start } = visit
  if (workplace !== null) return { clinicId, timeZone: workplace.timeZone }
  const [, sign, hours] = /([+-])(\d\d):00$/.exec(start) ?? []
  if (sign === undefined || offsetAt(epochOf(start), home.timeZone) === start.slice(-6)) {
    return { clinicId, timeZone: home.timeZone }
  }
  // The signs of these zones are turned round: Etc/GMT-5 is five hours ahead of Greenwich.
  const fixed = `Etc/GMT${sign === '+' ? '-' : '+'}${Number(hours)}`
  return { clinicId, timeZone: isTimeZone(fixed) ? fixed : home.timeZone }
}
