import type { Doctor, Slot } from '@mis/core'
import type { WorldAppointment } from '@mis/mock'

/** `2031-03-05T09:00:00+03:00` as Medesk writes it: UTC with `Z`, to the second. */
function inUtc(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

/** Medesk has four words for a visit's state; the world's finer ones are told by the nearest. */
const statuses: Readonly<Record<WorldAppointment['status'], string>> = {
  booked: 'booked',
  confirmed: 'confirmed',
  arrived: 'confirmed',
  completed: 'completed',
  'no-show': 'completed',
  cancelled: 'cancelled',
  other: 'booked',
}

export function freeSlot(slot: Slot): Record<string, unknown> {
  const online = slot.mode === 'online'
  return {
    id: Number(slot.id),
    start: inUtc(slot.start),
    end: inUtc(slot.end),
    room: online ? null : (slot.room ?? null),
    online,
  }
}

export function doctorEntry(doctor: Doctor, timeZone: string | null): Record<string, unknown> {
  return {
    id: Number(doctor.id),
    last_name: doctor.lastName,
    first_name: doctor.firstName,
    middle_name: doctor.middleName ?? null,
    specialties: doctor.specialties.map(({ id, name }) => ({ id: Number(id), name })),
    clinic_id: Number(doctor.clinicIds[0]),
    ...(timeZone !== null && { time_zone: timeZone }),
    room: doctor.room ?? null,
    active: doctor.active,
  }
}

export function appointmentEntry(visit: WorldAppointment, withExternalId: boolean): Record<string, unknown> {
  const { patient } = visit
  const online = visit.mode === 'online'
  return {
    id: Number(visit.id),
    status: statuses[visit.status],
    slot_id: Number(visit.slotId),
    doctor_id: Number(visit.doctorId),
    start: inUtc(visit.start),
    end: inUtc(visit.end),
    room: online ? null : (visit.room ?? null),
    online,
    patient: {
      first_name: patient.firstName ?? null,
      last_name: patient.lastName ?? null,
      phone: patient.phone ?? null,
      email: patient.email ?? null,
      birth_date: patient.birthDate ?? null,
    },
    ...(withExternalId && { external_id: visit.reference ?? null }),
  }
}
