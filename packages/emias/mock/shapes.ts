import type { Doctor, Slot } from '@mis/core'
import type { WorldAppointment } from '@mis/mock'
import type { Tree } from './envelope.ts'
import type { EmiasMockOptions } from './options.ts'

const wideDoctor = 7_000_000_000n
const wideAppointment = 900_000_000_000n

/** How the world's ids look on the wire, and back. Slot ids are opaque strings. */
export function idsOf({ ids }: EmiasMockOptions) {
  const widened = (id: string, by: bigint) => (ids === 'wide' ? String(BigInt(id) + by) : id)
  const narrowed = (id: string, by: bigint) => {
    if (ids !== 'wide') return id.replace(/^\+?0*(?=\d)/, '')
    return /^\d{1,19}$/.test(id) ? String(BigInt(id) - by) : id
  }
  return {
    doctor: (id: string) => widened(id, wideDoctor),
    appointment: (id: string) => widened(id, wideAppointment),
    slot: (id: string) => `s/${id}`,
    worldDoctor: (id: string) => narrowed(id, wideDoctor),
    worldAppointment: (id: string) => (ids === 'wide' ? narrowed(id, wideAppointment) : id),
    worldSlot: (id: string) => (id.startsWith('s/') ? id.slice(2) : ''),
  }
}

/** [assumed] A Doctor holds one speciality, so whoever has several is listed once for each. */
export function doctorEntries(doctor: Doctor, options: EmiasMockOptions): readonly Tree[] {
  const { specialties } = doctor
  return (specialties.length === 0 ? [undefined] : specialties).map((specialty) =>
    kept(options, {
      DoctorId: idsOf(options).doctor(doctor.id),
      LastName: doctor.lastName,
      FirstName: doctor.firstName,
      MiddleName: doctor.middleName,
      SpecialityCode: specialty?.id,
      SpecialityName: specialty?.name ?? '',
      Room: doctor.room,
    }),
  )
}

export function slotEntry(slot: Slot, isFree: boolean, options: EmiasMockOptions): Tree {
  return kept(options, {
    SlotId: idsOf(options).slot(slot.id),
    StartTime: timeOf(slot.start, options),
    EndTime: timeOf(slot.end, options),
    Room: slot.room,
    IsFree: String(isFree),
  })
}

/** The contract's four words; the world's finer states are told by the nearest. */
const statuses: Readonly<Record<WorldAppointment['status'], string>> = {
  booked: 'booked',
  confirmed: 'confirmed',
  arrived: 'confirmed',
  completed: 'completed',
  'no-show': 'completed',
  cancelled: 'cancelled',
  other: 'booked',
}

export function appointmentEntry(visit: WorldAppointment, options: EmiasMockOptions): Tree {
  const ids = idsOf(options)
  return kept(options, {
    AppointmentId: ids.appointment(visit.id),
    Status: statuses[visit.status],
    DoctorId: ids.doctor(visit.doctorId),
    SlotId: ids.slot(visit.slotId),
    StartTime: timeOf(visit.start, options),
    EndTime: timeOf(visit.end, options),
    Room: visit.room,
  })
}

/** `2031-03-05T09:00:00+03:00` as this service writes it. */
function timeOf(instant: string, { times = 'local' }: EmiasMockOptions): string {
  if (times === 'offset') return instant
  return times === 'utc' ? `${new Date(instant).toISOString().slice(0, 19)}Z` : instant.slice(0, 19)
}

function kept({ omit = [] }: EmiasMockOptions, members: Readonly<Record<string, string | undefined>>): Tree {
  const present = Object.entries(members).filter(
    ([name, value]) => value !== undefined && !(omit as readonly string[]).includes(name),
  )
  return Object.fromEntries(present) as Tree
}
