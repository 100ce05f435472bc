import {
  type Appointment,
  type AppointmentRef,
  type AppointmentStatus,
  addDays,
  type BookRequest,
  type ClinicId,
  type Doctor,
  type Slot,
  type TimeZone,
} from '@mis/core'
import { entryOf, epochOf, inZone, toInstant } from '@mis/core/adapter'
import type { WireAppointment, WireDetails } from '../wire/medapi/appointment.ts'
import type { Booking } from '../wire/medapi/book.ts'
import type { WireDoctor } from '../wire/medapi/doctors.ts'
import type { WireTime } from '../wire/medapi/schedule.ts'
import type { SlotKey } from './tokens.ts'

/** What this wire never tells: one base is one clinic in one zone. */
export interface Place {
  readonly clinicId: ClinicId
  readonly timeZone: TimeZone
}

type Tokens = (key: SlotKey) => string

const statuses: Readonly<Record<string, AppointmentStatus>> = {
  booked: 'booked',
  confirmed: 'confirmed',
  cancelled: 'cancelled',
  completed: 'completed',
}
const toStatus = (word: string): AppointmentStatus => entryOf(statuses, word) ?? 'other'

/** `HH:mm` of a 1C time, whatever date stands before it and seconds after it; 24:00 is midnight. */
function toClock(time: string): string {
  const [hour = '', minute = ''] = time.trim().replace(/^.*T/, '').split(':')
  return `${hour === '24' ? '00' : hour.padStart(2, '0')}:${minute}`
}

/** `YYYY-MM-DD` of a 1C date; null for the empty date. */
function toDay(date: string): string | null {
  const digits = date.trim().replaceAll('-', '').slice(0, 8)
  return digits === '00010101' ? null : `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
}

/** The end an answer names, as `HH:mm`; null where there is none, also in 1C's own way of writing nothing. */
function toEnd(time: string | null | undefined): string | null {
  return time && time.trim() !== '0001-01-01T00:00:00' ? toClock(time) : null
}

/** True where the answer is plainly about another visit than the one at this time. */
export function isElsewhere({ doctorGuid, slotDate, slotTime }: WireDetails, key: SlotKey): boolean {
  const day = slotDate ? toDay(slotDate) : null
  return (
    (doctorGuid ? !isSameGuid(doctorGuid, key.doctorGuid) : false) ||
    (day !== null && day !== key.date) ||
    (slotTime ? toClock(slotTime) !== key.start : false)
  )
}

/** 1C writes its references in lower case; what stands before it may not. */
export const isSameGuid = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

const words = (text: string) => text.trim().split(/\s+/).filter(Boolean)

/** [assumed] One string, last name first; the rest after the first name is the patronymic. */
function toName(fullName: string): Pick<Doctor, 'lastName' | 'firstName' | 'middleName' | 'fullName'> {
  const [lastName = '', firstName = '', ...rest] = words(fullName)
  const middleName = rest.join(' ')
  return { lastName, firstName, ...(middleName && { middleName }), fullName: words(fullName).join(' ') }
}

/** [assumed] Several specialities stand in one text with commas between; their names are all the id they have. */
function toSpecialties(text: string | null | undefined): Doctor['specialties'] {
  const names = (text ?? '').split(/[,;]/).map((name) => words(name).join(' '))
  return [...new Set(names)].filter(Boolean).map((name) => ({ id: name, name }))
}

const filled = (text: string | null | undefined): string => text?.trim() ?? ''

export function toDoctor(doctor: WireDoctor, { clinicId }: Place): Doctor {
  const room = filled(doctor.cabinet)
  const academicDegree = filled(doctor.academicDegree)
  return {
    id: doctor.guid,
    ...toName(doctor.fullName),
    specialties: toSpecialties(doctor.specialization),
    clinicIds: [clinicId],
    ...(room && { room }),
    active: doctor.active,
    ...(doctor.experienceYears !== null && { experienceYears: doctor.experienceYears }),
    ...(academicDegree && { academicDegree }),
  }
}

/** Start and end as moments; an end before its start is the next day's. */
function toMoments(
  { date, start, end }: Pick<SlotKey, 'date' | 'start' | 'end'>,
  timeZone: TimeZone,
): { start: string; end: string } {
  const endDay = end < start ? addDays(date, 1) : date
  return { start: toInstant(`${date}T${start}`, timeZone), end: toInstant(`${endDay}T${end}`, timeZone) }
}

export function toSlotKey(time: WireTime, doctorGuid: string, date: string): SlotKey {
  return { doctorGuid, date, start: toClock(time.start), end: toClock(time.end), cabinet: filled(time.cabinet) }
}

export function toSlot(key: SlotKey, { clinicId, timeZone }: Place, token: Tokens): Slot {
  return {
    id: token(key),
    doctorId: key.doctorGuid,
    clinicId,
    ...toMoments(key, timeZone),
    timeZone,
    ...(key.cabinet && { room: key.cabinet }),
    mode: 'in-person',
  }
}

/** Times that have not begun. [assumed] Begun ones may still be listed. */
export function notBegun(slots: readonly Slot[], now: number): readonly Slot[] {
  return slots.filter(({ start }) => epochOf(start) > now)
}

/** `reference`: sent as `clientReference` when given. */
export function toBooking({ patient, serviceId }: BookRequest, key: SlotKey, reference?: string): Booking {
  return {
    slotDate: key.date,
    slotTime: key.start,
    doctorGuid: key.doctorGuid,
    patient: {
      lastName: patient.lastName ?? '',
      firstName: patient.firstName ?? '',
      middleName: patient.middleName ?? '',
      birthDate: patient.birthDate ?? '',
      phone: patient.phone ?? '',
      email: patient.email ?? '',
      snils: patient.snils ?? '',
    },
    serviceCode: serviceId ?? '',
    ...(reference !== undefined && { clientReference: reference }),
  }
}

/** A new visit: the answer names it, the slot tells the rest. */
export function toBooked(
  id: string,
  answer: WireDetails,
  request: BookRequest,
  key: SlotKey,
  place: Place,
): Appointment {
  const { slot, reference } = request
  const room = filled(answer.cabinet) || key.cabinet
  return {
    id,
    status: answer.status ? toStatus(answer.status) : 'booked',
    doctorId: key.doctorGuid,
    clinicId: place.clinicId,
    ...toMoments(key, place.timeZone),
    slotId: slot.id,
    ...(reference !== undefined && { reference }),
    mode: 'in-person',
    ...(room && { room }),
  }
}

/** A visit that was read out; null where it has no day. Without an end its `end` equals `start`. */
export function toAppointment(visit: WireAppointment, place: Place, token: Tokens): Appointment | null {
  const date = toDay(visit.slotDate)
  if (date === null) return null
  const start = toClock(visit.slotTime)
  const end = toEnd(visit.slotEnd)
  const cabinet = filled(visit.cabinet)
  const key: SlotKey = { doctorGuid: visit.doctorGuid, date, start, end: end ?? start, cabinet }
  const reference = filled(visit.clientReference)
  return {
    id: visit.id,
    status: toStatus(visit.status),
    doctorId: visit.doctorGuid,
    clinicId: place.clinicId,
    ...toMoments(key, place.timeZone),
    ...(end !== null && { slotId: token(key) }),
    ...(reference && { reference }),
    mode: 'in-person',
    ...(cabinet && { room: cabinet }),
  }
}

/** A visit that was cancelled: what the caller told about it and, where the answer has it, when it would have ended. */
export function toCancelled(visit: AppointmentRef, answer: WireDetails, { clinicId, timeZone }: Place): Appointment {
  const start = inZone(visit.start, timeZone)
  const date = start.slice(0, 10)
  const clock = start.slice(11, 16)
  const until = toEnd(answer.slotEnd)
  const { end } = until === null ? { end: start } : toMoments({ date, start: clock, end: until }, timeZone)
  const room = filled(answer.cabinet)
  return {
    ...{ id: visit.id, status: 'cancelled', doctorId: visit.doctorId, clinicId, start, end, mode: 'in-person' },
    ...(room && { room }),
  }
}
