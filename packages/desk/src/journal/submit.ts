import { type Appointment, epochOf } from '@mis/core'
import { sealBody } from '../intent-bodies.ts'
import { laneOf, naturalKeys } from '../keys.ts'
import type { Office } from '../office.ts'
import type { Intent, NewIntent } from '../store/intents.ts'

/** What every new intent starts from. */
export const fresh = { ambiguous: false, looks: 0, absentReads: 0, verdict: null } as const

/** Journals that a visit of this intent is to be cancelled; whoever works next does it. */
export async function submitCancel(office: Office, intent: Intent, appointment: Appointment): Promise<void> {
  const { runtime } = office
  const id = runtime.id()
  const { clinicId, doctorId, start } = appointment
  const request = { appointment: { id: appointment.id, clinicId, doctorId, start } }
  const cancel: NewIntent = {
    id,
    kind: 'cancel',
    instance: intent.instance,
    reference: id,
    subject: intent.subject,
    bodyHash: id,
    patientKey: intent.patientKey,
    owner: intent.owner,
    doctorId,
    startsAt: epochOf(start),
    key: naturalKeys.cancel(intent.instance, appointment.id),
    slotKey: null,
    slot: null,
    deadlineAt: epochOf(start),
    body: await sealBody(office, 'cancel', id, request),
    progress: fresh,
    lane: laneOf(intent.instance, doctorId),
    // Nobody waits for it here: the first worker that comes by has it.
    leaseMs: 1,
    events: [],
  }
  await office.store.intents.insert(cancel)
  office.ring()
}
