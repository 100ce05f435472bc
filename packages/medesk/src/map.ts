import type {
  Appointment,
  AppointmentRef,
  AppointmentStatus,
  BookRequest,
  ClinicId,
  Doctor,
  Patient,
  Slot,
  SlotId,
  TimeZone,
} from '@mis/core'
import { entryOf, inZone } from '@mis/core/adapter'
import type { Workplace } from './directory.ts'
import type { WireAppointment, WirePatient } from './wire/appointment.ts'
import type { Booking } from './wire/book.ts'
import { outgoingId } from './wire/common.ts'
import type { WireDoctor } from './wire/doctors.ts'
import type { DaySchedule } from './wire/schedules.ts'

/** What Medesk's schedules and appointments do not tell. */
export interface Place {
  readonly clinicId: ClinicId
  readonly timeZone: TimeZone
}

type Tokens = (medeskId: string) => SlotId

const statuses: Readonly<Record<string, AppointmentStatus>> = {
  booked: 'booked',
  confirmed: 'confirmed',
  cancelled: 'cancelled',
  completed: 'completed',
}

const modeOf = (online: boolean) => (online ? 'online' : 'in-person')
const roomOf = (room: string | null | undefined) => (room ? { room } : {})

export function toDoctor(doctor: WireDoctor, home: Workplace): Doctor {
  const { last_name: lastName, first_name: firstName, middle_name: middleName } = doctor
  return {
    id: String(doctor.id),
    lastName,
    firstName,
    ...(middleName ? { middleName } : {}),
    fullName: [lastName, firstName, middleName].filter(Boolean).join(' '),
    specialties: doctor.specialties.map(({ id, name }) => ({ id: String(id), name })),
    clinicIds: toWorkplace(doctor, home).clinicIds,
    ...roomOf(doctor.room),
    active: doctor.active,
  }
}

export function toWorkplace(doctor: WireDoctor, home: Workplace): Workplace {
  const { clinic_id: clinicId, time_zone: timeZone } = doctor
  return {
    clinicIds: clinicId === null || clinicId === undefined ? home.clinicIds : [String(clinicId)],
    timeZone: timeZone || home.timeZone,
  }
}

export function toSlots(day: DaySchedule, place: Place, token: Tokens): Slot[] {
  const doctorId = String(day.doctor_id)
  const { clinicId, timeZone } = place
  // A schedule has thousands of times: spreading objects into objects would take longer than all the rest.
  return day.free_slots.map((slot): Slot => {
    const id = token(String(slot.id))
    const [start, end] = [inZone(slot.start, timeZone), inZone(slot.end, timeZone)]
    const mode = modeOf(slot.online)
    return slot.room
      ? { id, doctorId, clinicId, start, end, timeZone, room: slot.room, mode }
      : { id, doctorId, clinicId, start, end, timeZone, mode }
  })
}

/** `reference`: what the caller knows, where the answer does not tell. */
export function toAppointment(visit: WireAppointment, place: Place, token: Tokens, reference?: string): Appointment {
  const known = visit.external_id || reference
  return {
    id: String(visit.id),
    status: entryOf(statuses, visit.status) ?? 'other',
    doctorId: String(visit.doctor_id),
    clinicId: place.clinicId,
    start: inZone(visit.start, place.timeZone),
    end: inZone(visit.end, place.timeZone),
    slotId: token(String(visit.slot_id)),
    ...(known ? { reference: known } : {}),
    mode: modeOf(visit.online),
    ...roomOf(visit.room),
  }
}

/**
 * A cancellation answered without a body: what the caller told about the visit, with the new status. When the visit
 * would have ended is not known then: `end` equals `start`.
 */
export function toCancelled(visit: AppointmentRef, { clinicId, timeZone }: Place): Appointment {
  const { id, doctorId } = visit
  const start = inZone(visit.start, timeZone)
  return { id, status: 'cancelled', doctorId, clinicId, start, end: start, mode: 'in-person' }
}

export interface BookingFacts {
  readonly medeskSlotId: string
  readonly source: string
  /** Sent as `external_id` when given. */
  readonly reference?: string
}

export function toBooking(request: BookRequest, facts: BookingFacts): Booking {
  const { patient, comment } = request
  return {
    slot_id: outgoingId(facts.medeskSlotId),
    patient: {
      first_name: patient.firstName ?? '',
      last_name: patient.lastName ?? '',
      phone: patient.phone ?? '',
      email: patient.email ?? '',
      birth_date: patient.birthDate ?? '',
    },
    comment: comment ?? '',
    source: facts.source,
    ...(facts.reference === undefined ? {} : { external_id: facts.reference }),
  }
}

const nameKey = (name: string | undefined) =>
  (name ?? '').normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase().replaceAll('ё', 'е')

/** Names and birth date agree: one phone number may serve a whole family. */
export function isSamePerson(listed: WirePatient, patient: Patient): boolean {
  return (
    nameKey(listed.last_name) === nameKey(patient.lastName) &&
    nameKey(listed.first_name) === nameKey(patient.firstName) &&
    listed.birth_date === patient.birthDate
  )
}
