import type { Doctor, Slot } from '@mis/core'
import type { WorldAppointment } from '@mis/mock'
import { oneCGuid } from '../ids.ts'
import type { OneCQuirks } from '../quirks.ts'

/** medapi has four words for a visit's state; the world's finer ones are told by the nearest. */
const statuses: Readonly<Record<WorldAppointment['status'], string>> = {
  booked: 'booked',
  confirmed: 'confirmed',
  arrived: 'confirmed',
  completed: 'completed',
  'no-show': 'completed',
  cancelled: 'cancelled',
  other: 'booked',
}

const emptyDate = '0001-01-01T00:00:00'

export function doctorEntry(doctor: Doctor): Record<string, unknown> {
  return {
    guid: oneCGuid('doctor', doctor.id),
    fullName: doctor.fullName,
    active: doctor.active,
    specialization: doctor.specialties.map(({ name }) => name).join(', '),
    cabinet: doctor.room ?? '',
    experienceYears: doctor.experienceYears ?? 0,
    academicDegree: doctor.academicDegree ?? '',
  }
}

/** The wire has no mode: a visit by video is a row without a room. */
export function scheduleRow(slot: Slot, quirks: OneCQuirks): Record<string, unknown> {
  return { start: timeOf(slot.start, quirks), end: timeOf(slot.end, quirks), cabinet: slot.room ?? '' }
}

export function appointmentEntry(visit: WorldAppointment, quirks: OneCQuirks, withReference: boolean) {
  const date = visit.start.slice(0, 10)
  return {
    id: oneCGuid('appointment', visit.id),
    status: statuses[visit.status],
    doctorGuid: oneCGuid('doctor', visit.doctorId),
    slotDate: quirks.dateTimes === true ? `${date}T00:00:00` : date,
    slotTime: timeOf(visit.start, quirks),
    slotEnd: quirks.emptyDates === true ? emptyDate : timeOf(visit.end, quirks),
    cabinet: visit.room ?? '',
    serviceCode: visit.serviceId ?? '',
    ...(withReference && { clientReference: visit.reference ?? '' }),
  }
}

/** What a producer that converts from XDTO makes of a tree. */
export function withStringScalars(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withStringScalars)
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withStringScalars(member)]))
}

function timeOf(instant: string, { dateTimes }: OneCQuirks): string {
  const time = instant.slice(11, 16)
  return dateTimes === true ? `0001-01-01T${time}:00` : time
}
