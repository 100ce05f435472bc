import type { Appointment, Clinic, Doctor, PersonName, Service, Slot, Specialty, VisitMode } from '@mis/core'
import { dayClock, hourMinute } from './clock.ts'
import type { InfoclinicaChange } from './gateway/changes.ts'
import { fullNameOf, namesOf } from './names.ts'
import type { SlotTime } from './slot-token.ts'
import type { WireChange } from './wire/gateway/changes.ts'
import type { WireBranch, WireDoctor, WirePrice } from './wire/gateway/directory.ts'
import type { Reservation, WireRecord } from './wire/gateway/record.ts'
import type { WireInterval } from './wire/gateway/schedule.ts'
import { type KnownZones, zoneOfBranch } from './zones.ts'

export function toClinic(
  { FILIAL, FNAME, FADDR, FPHONE, TIMEZONE }: WireBranch,
  zones: KnownZones,
  now: number,
): Clinic {
  return {
    id: FILIAL,
    name: FNAME,
    timeZone: zoneOfBranch(FILIAL, TIMEZONE, zones, now),
    ...(FADDR && { address: FADDR }),
    ...(FPHONE && { phone: FPHONE }),
  }
}

/** One doctor stands there once per department and branch, [doc]. */
export function toDoctors(rows: readonly WireDoctor[]): readonly Doctor[] {
  const doctors = new Map<
    string,
    { name: PersonName; specialties: Specialty[]; clinicIds: string[]; active: boolean }
  >()
  for (const { DCODE, DNAME, DEPNUM, DEPNAME, FILIAL, VIEWINWEB } of rows) {
    const known = doctors.get(DCODE) ?? { name: namesOf(DNAME), specialties: [], clinicIds: [], active: false }
    doctors.set(DCODE, known)
    if (DEPNUM && !known.specialties.some(({ id }) => id === DEPNUM)) {
      known.specialties.push({ id: DEPNUM, name: DEPNAME || DEPNUM })
    }
    if (FILIAL && !known.clinicIds.includes(FILIAL)) known.clinicIds.push(FILIAL)
    // Hidden everywhere is not offered; one place where the doctor is shown is enough.
    known.active ||= VIEWINWEB !== '0'
  }
  return [...doctors].map(([id, { name, specialties, clinicIds, active }]) => {
    return { id, ...name, fullName: fullNameOf(name), specialties, clinicIds, active }
  })
}

/** Prices are roubles, [doc]; a service may stand in several departments. */
export function toServices(rows: readonly WirePrice[]): readonly Service[] {
  const services = new Map<string, Service>()
  for (const { SCHID, SCHNAME, SPRICE } of rows) {
    if (services.has(SCHID)) continue
    services.set(SCHID, {
      id: SCHID,
      name: SCHNAME,
      ...(SPRICE && { price: { amountMinor: kopecks(SPRICE), currency: 'RUB' } }),
    })
  }
  return [...services.values()]
}

/** By digits, not by floating point. */
function kopecks(price: string): number {
  const [roubles = '0', fraction = ''] = price.split(/[.,]/)
  return Number(roubles) * 100 + Number(fraction.padEnd(2, '0').slice(0, 2))
}

export interface SlotPlace {
  readonly doctorId: string
  readonly branch: string
  readonly timeZone: string
  readonly mode: VisitMode
}

/** Makes slots of the times of a schedule; null for one that is not free or not of this doctor. */
export function slotMaker(
  place: SlotPlace,
  token: (time: SlotTime) => string,
): (interval: WireInterval) => Slot | null {
  const { doctorId, branch, timeZone, mode } = place
  const clock = dayClock(timeZone)
  return (interval) => {
    // [doc] 1 can be booked; no other value is known to be bookable.
    if (interval.FREETYPE !== '1' || interval['DOCT.DCODE'] !== doctorId) return null
    const date = interval['WRDATE.WDATE'] ?? ''
    const begin = hourMinute(interval.BHOUR, interval.BMIN)
    const end = hourMinute(interval.FHOUR, interval.FMIN)
    const schedule = interval['SCHEDINT.SCHEDIDENT']
    if (begin === null || end === null || !schedule || !/^\d{8}$/.test(date))
      throw new TypeError('an incomplete INTERVAL')
    const room = interval['SCHEDINT.RNUM']
    return {
      id: token({ d: doctorId, w: date, b: begin, e: end, s: schedule, f: branch, o: mode === 'online' ? 1 : 0 }),
      doctorId,
      clinicId: branch,
      start: clock(date, begin),
      end: clock(date, end),
      timeZone,
      ...(room && { room }),
      mode,
    }
  }
}

/** What a booking of this time sends. */
export function toReservation(
  time: SlotTime,
  more: Pick<Reservation, 'patientCode'> & Partial<Reservation>,
): Reservation {
  return {
    doctorId: time.d,
    date: time.w,
    begin: time.b,
    finish: time.e,
    scheduleId: time.s,
    branch: time.f,
    online: time.o,
    ...more,
  }
}

/** A record of the gateway. `place.branch` counts where the record names none. */
export function toAppointment(
  record: WireRecord,
  place: { readonly id: string; readonly branch: string; readonly timeZone: string },
  token: (time: SlotTime) => string,
): Appointment {
  const { WORKDATE, BHOUR, BMIN, FHOUR, FMIN, DCODE, SCHEDIDENT, RNUM, EXTSCHEDID } = record
  const clock = dayClock(place.timeZone)
  const online = record.ONLINETYPE === '1' ? 1 : 0
  const branch = record.FILIAL || place.branch
  const time: SlotTime | null = SCHEDIDENT
    ? { d: DCODE, w: WORKDATE, b: [BHOUR, BMIN], e: [FHOUR, FMIN], s: SCHEDIDENT, f: branch, o: online }
    : null
  return {
    id: place.id,
    status: record.CLVISIT === '1' ? 'arrived' : 'booked',
    doctorId: DCODE,
    clinicId: branch,
    start: clock(WORKDATE, [BHOUR, BMIN]),
    end: clock(WORKDATE, [FHOUR, FMIN]),
    ...(time !== null && { slotId: token(time) }),
    ...(EXTSCHEDID && { reference: EXTSCHEDID }),
    mode: online === 1 ? 'online' : 'in-person',
    ...(RNUM && { room: RNUM }),
  }
}

const kinds: Readonly<Record<string, InfoclinicaChange['kind']>> = { '1': 'booked', '2': 'changed', '3': 'cancelled' }

export function toChange(change: WireChange, branch: string, timeZone: string): InfoclinicaChange {
  const { CHANGEID, CHANGETYPE = '', SCHEDID, EXTSCHEDID, DCODE, WORKDATE = '', BHOUR, BMIN } = change
  const begin = hourMinute(BHOUR, BMIN)
  return {
    id: CHANGEID,
    clinicId: change.FILIAL || branch,
    kind: (Object.hasOwn(kinds, CHANGETYPE) && kinds[CHANGETYPE]) || 'other',
    ...(SCHEDID && { appointmentId: SCHEDID }),
    ...(DCODE && { doctorId: DCODE }),
    ...(/^\d{8}$/.test(WORKDATE) && begin !== null && { start: dayClock(timeZone)(WORKDATE, begin) }),
    ...(EXTSCHEDID && { reference: EXTSCHEDID }),
  }
}
