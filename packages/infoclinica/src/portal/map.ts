import type { Appointment, Clinic, Doctor, Slot, Specialty, VisitMode } from '@mis/core'
import { MisError } from '@mis/core/adapter'
import { dayClock, hourMinute, twoDigits } from '../clock.ts'
import { fullNameOf, namesOf } from '../names.ts'
import type { PortalTime } from '../slot-token.ts'
import type { PortalBranch } from '../wire/portal/catalogue.ts'
import type { PortalIntervals } from '../wire/portal/intervals.ts'
import type { PortalRecord, PortalReservation } from '../wire/portal/records.ts'
import { type KnownZones, zoneOfBranch } from '../zones.ts'

/** A doctor as gathered from department after department. */
export interface PortalDoctor {
  readonly id: string
  readonly name: string
  readonly specialties: Specialty[]
  readonly branches: string[]
  readonly departments: Map<string, string>
}

export function toClinic({ id, name, address, phone, timezone }: PortalBranch, zones: KnownZones, now: number): Clinic {
  const offset = timezone === null || timezone === undefined ? undefined : String(timezone)
  return {
    id,
    name,
    timeZone: zoneOfBranch(id, offset, zones, now),
    ...(address && { address }),
    ...(phone && { phone }),
  }
}

/** Whom the portal lists can be booked. */
export function toDoctor({ id, name, specialties, branches }: PortalDoctor): Doctor {
  const names = namesOf(name)
  return { id, ...names, fullName: fullNameOf(names), specialties, clinicIds: branches, active: true }
}

export interface PortalPlace {
  readonly doctorId: string
  readonly branch: string
  readonly department: string
  readonly timeZone: string
  readonly mode: VisitMode
}

export function toSlots(answer: PortalIntervals, place: PortalPlace, token: (time: PortalTime) => string): Slot[] {
  const { doctorId, branch, department, timeZone, mode } = place
  const clock = dayClock(timeZone)
  const slots: Slot[] = []
  for (const { dcode, workdates } of answer) {
    if (dcode && dcode !== doctorId) continue
    for (const [date, works] of workdates.flatMap((days) => Object.entries(days))) {
      if (!/^\d{8}$/.test(date)) throw mismatch('intervals: a day that is none')
      for (const { schedident, intervals } of works) {
        for (const { time, isFree } of intervals) {
          if (!isFree) continue
          const [begin, end] = timesOf(time)
          if (!schedident) throw mismatch('intervals: a free time without schedident')
          const online = mode === 'online' ? 1 : 0
          const id = token({
            d: doctorId,
            w: date,
            b: begin,
            e: end,
            s: schedident,
            f: branch,
            p: department,
            o: online,
          })
          slots.push({
            ...{ id, doctorId, clinicId: branch, start: clock(date, begin), end: clock(date, end) },
            ...{ timeZone, mode },
          })
        }
      }
    }
  }
  return slots
}

/** `09:00-09:20` */
function timesOf(text: string): [[number, number], [number, number]] {
  const [, ...parts] = /^\s*(\d{1,2}):(\d{2})\s*[-–—]\s*(\d{1,2}):(\d{2})\s*$/.exec(text) ?? []
  const [begin, end] = [hourMinute(parts[0], parts[1]), hourMinute(parts[2], parts[3])]
  if (begin === null || end === null) throw mismatch('intervals: a time that is no range of times')
  return [begin, end]
}

const clockText = ([hour, minute]: readonly [number, number]): string => `${twoDigits(hour)}:${twoDigits(minute)}`

/** What a booking of this time sends. */
export function toReservation(time: PortalTime, slot: Slot): PortalReservation {
  const [, hours] = /([+-]\d{2}):00$/.exec(slot.start) ?? []
  if (hours === undefined) {
    const hint = 'slot.start: this wire has zones of whole hours only'
    throw new MisError('invalid-request', { details: { fields: ['slot.start'] }, hint })
  }
  return {
    date: time.w,
    doctorId: time.d,
    department: time.p,
    begin: clockText(time.b),
    finish: clockText(time.e),
    branch: time.f,
    timezone: Number(hours),
    scheduleId: time.s,
    online: time.o,
  }
}

export function toAppointment(
  record: PortalRecord,
  timeZone: string,
  token: (time: PortalTime) => string,
): Appointment {
  const { schedid, workDate, dcode, filial, depnum, schedident } = record
  const clock = dayClock(timeZone)
  const [begin, end] = timesOf(`${record.st}-${record.en}`)
  const online = record.onlineType === 1 ? 1 : 0
  const place = schedident && depnum ? ({ s: schedident, f: filial, p: depnum, o: online } as const) : null
  return {
    id: schedid,
    status: 'booked',
    doctorId: dcode,
    clinicId: filial,
    start: clock(workDate, begin),
    end: clock(workDate, end),
    ...(place && { slotId: token({ d: dcode, w: workDate, b: begin, e: end, ...place }) }),
    mode: online === 1 ? 'online' : 'in-person',
  }
}

function mismatch(why: string): MisError {
  return new MisError('bad-response', { details: { why }, hint: why })
}
