import { type Appointment, type AppointmentStatus, epochOf } from '@mis/core'
import type { Office } from './office.ts'
import type { AppointmentChange } from './store/appointments.ts'

/** Where a visit may go from each status; staying is always allowed. Nothing leaves `completed` and `cancelled`. */
const edges: { readonly [S in AppointmentStatus]: readonly AppointmentStatus[] } = {
  booked: ['confirmed', 'arrived', 'completed', 'cancelled', 'no-show', 'other'],
  confirmed: ['arrived', 'completed', 'cancelled', 'no-show', 'other'],
  arrived: ['completed', 'cancelled', 'other'],
  'no-show': ['arrived', 'completed', 'cancelled', 'other'],
  other: ['booked', 'confirmed', 'arrived', 'completed', 'cancelled', 'no-show'],
  completed: [],
  cancelled: [],
}

/** Whether a visit may go from one status to another: a late or repeated event must not move it back. */
function mayMove(from: AppointmentStatus, to: AppointmentStatus): boolean {
  return from === to || edges[from].includes(to)
}

const statuses = Object.keys(edges) as readonly AppointmentStatus[]

/** A word of the MIS about a visit, as the store takes it. `seenAt`: when the MIS was asked, by the store's clock. */
export async function changeOf(
  office: Office,
  about: { readonly instance: string; readonly patientKey: string; readonly intentId: string | null },
  appointment: Appointment,
  seenAt: number,
): Promise<AppointmentChange> {
  const { instance, patientKey, intentId } = about
  const { id, doctorId, status, start } = appointment
  return {
    instance,
    id,
    patientKey,
    intentId,
    doctorId,
    status,
    seenAt,
    startsAt: epochOf(start),
    body: await office.settings.sealer.seal(appointment, copyContext(instance, id)),
    from: statuses.filter((from) => mayMove(from, status)),
  }
}

/** What a copy is sealed for. */
export const copyContext = (instance: string, id: string) => `appointments.body/${instance}/${id}`

/** Our own copy of a visit; null where there is none. */
export async function copyOf(office: Office, instance: string, id: string): Promise<Appointment | null> {
  const stored = await office.store.appointments.get(instance, id)
  return stored === null
    ? null
    : ((await office.settings.sealer.open(stored.body, copyContext(instance, id))) as Appointment)
}
