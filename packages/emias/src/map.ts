import type { Appointment, AppointmentStatus, ClinicId, Doctor, Patient, Slot, SlotId, TimeZone } from '@mis/core'
import { entryOf, epochOf, instantAt } from '@mis/core/adapter'
import { readTime } from './clock.ts'
import type { WireAppointment } from './wire/appointment.ts'
import type { WirePatient } from './wire/create-appointment.ts'
import type { WireDoctor } from './wire/get-doctors.ts'
import type { WireSlot } from './wire/get-schedule.ts'

/** What the service does not tell. */
export interface Place {
  readonly clinicId: ClinicId
  readonly timeZone: TimeZone
  readonly visitMinutes: number
}
type Tokens = (slotId: string) => SlotId

const statuses: Readonly<Record<string, AppointmentStatus>> = {
  booked: 'booked',
  confirmed: 'confirmed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  completed: 'completed',
}

const statusOf = (word: string): AppointmentStatus => entryOf(statuses, word) ?? 'other'

function times(
  wire: { readonly StartTime: string; readonly EndTime?: string | undefined },
  { timeZone, visitMinutes }: Place,
) {
  const start = readTime(wire.StartTime, timeZone)
  const end = wire.EndTime
    ? readTime(wire.EndTime, timeZone)
    : instantAt(epochOf(start) + visitMinutes * 60_000, timeZone)
  return { start, end }
}

/** [assumed] Whoever has several specialities is listed once for each. */
export function toDoctors(rows: readonly WireDoctor[], clinicId: ClinicId): Doctor[] {
  const doctors = new Map<string, Doctor>()
  for (const row of rows) {
    const known = doctors.get(row.DoctorId)
    const doctor = toDoctor(row, clinicId)
    doctors.set(row.DoctorId, known ? { ...known, specialties: merged(known.specialties, doctor.specialties) } : doctor)
  }
  return [...doctors.values()]
}

function merged(known: Doctor['specialties'], more: Doctor['specialties']): Doctor['specialties'] {
  return [...known, ...more.filter(({ id }) => !known.some((specialty) => specialty.id === id))]
}

function toDoctor(doctor: WireDoctor, clinicId: ClinicId): Doctor {
  const { LastName: lastName, FirstName: firstName, MiddleName: middleName, SpecialityName: name } = doctor
  return {
    id: doctor.DoctorId,
    lastName,
    firstName,
    ...(middleName ? { middleName } : {}),
    fullName: [lastName, firstName, middleName].filter(Boolean).join(' '),
    specialties: name === '' ? [] : [{ id: doctor.SpecialityCode || name, name }],
    clinicIds: [clinicId],
    ...(doctor.Room ? { room: doctor.Room } : {}),
    active: true,
  }
}

/** Maps the times of one schedule, one by one. */
export function slotMapper(doctorId: string, place: Place, token: Tokens): (slot: WireSlot) => Slot {
  const { clinicId, timeZone } = place
  // A schedule has thousands of times: spreading objects into objects would take longer than all the rest.
  return (slot) => {
    const id = token(slot.SlotId)
    const { start, end } = times(slot, place)
    return slot.Room
      ? { id, doctorId, clinicId, start, end, timeZone, room: slot.Room, mode: 'in-person' }
      : { id, doctorId, clinicId, start, end, timeZone, mode: 'in-person' }
  }
}

export function toAppointment(visit: WireAppointment, place: Place, token: Tokens): Appointment {
  return {
    id: visit.AppointmentId,
    status: statusOf(visit.Status.toLowerCase()),
    doctorId: visit.DoctorId,
    clinicId: place.clinicId,
    ...times(visit, place),
    ...(visit.SlotId ? { slotId: token(visit.SlotId) } : {}),
    mode: 'in-person',
    ...(visit.Room ? { room: visit.Room } : {}),
  }
}

/** The answer to a booking is its id alone: the rest is the slot's. */
export function toBooked(id: string, slot: Slot, reference: string | undefined): Appointment {
  const { doctorId, clinicId, start, end, room } = slot
  return {
    id,
    status: 'booked',
    doctorId,
    clinicId,
    start,
    end,
    slotId: slot.id,
    ...(reference === undefined ? {} : { reference }),
    mode: 'in-person',
    ...(room === undefined ? {} : { room }),
  }
}

/** [req] `DD.MM.YYYY`; no middle name is an empty element. */
export function toPatient(patient: Patient): WirePatient {
  const [year, month, date] = (patient.birthDate ?? '').split('-')
  return {
    lastName: patient.lastName ?? '',
    firstName: patient.firstName ?? '',
    middleName: patient.middleName ?? '',
    birthDate: `${date}.${month}.${year}`,
    snils: patient.snils ?? '',
    oms: patient.oms ?? '',
  }
}
