import {
  type Appointment,
  type AppointmentRef,
  appointmentRefSchema,
  bookRequestSchema,
  epochOf,
  MisError,
  type Patient,
  parseInput,
  type Slot,
  supports,
} from '@mis/core'
import { canonical } from './canonical.ts'
import { ownerKeyOf } from './holds.ts'
import { type Bodies, bodyOf, resultOf, sealBody } from './intent-bodies.ts'
import type { Intake, Received } from './journal/intake.ts'
import { fresh } from './journal/submit.ts'
import { laneOf, naturalKeys, slotKeyOf } from './keys.ts'
import type { Office } from './office.ts'
import { patientKey as patientKeyOf } from './privacy/patient-key.ts'
import { deadlineOf, type Turned } from './receive-booking.ts'
import { checkedPatient, invalidInput } from './refuse.ts'
import type { DeskMoveRequest, Which } from './requests.ts'
import type { Intent, NewIntent } from './store/intents.ts'
import { copyOf } from './visit-copies.ts'

/** A visit that is to be changed. */
export interface Visit {
  readonly instance: string
  readonly appointment: AppointmentRef
  readonly patientKey: string
  readonly subject: string
  /** Known where the visit was booked here. */
  readonly patient?: Patient
}

/** The intent a reference names. Throws `not-found` where there is none. */
export async function intentNamed(office: Office, reference: string, operation: string): Promise<Intent> {
  const intent = await office.store.intents.byReference(reference)
  if (intent !== null) return intent
  throw new MisError('not-found', { vendor: 'desk', operation, hint: 'reference: nothing here has it', details: {} })
}

/** The visit that came of an intent, as it is now; null where there is none. */
export async function visitOf(office: Office, intent: Intent): Promise<Visit | null> {
  const known = await resultOf(office, intent)
  if (known === null || intent.kind === 'cancel') return null
  const appointment: Appointment = (await copyOf(office, intent.instance, known.id)) ?? known
  const { patient }: { readonly patient?: Patient } = await bodyOf(office, intent.kind, intent)
  const { instance, patientKey, subject } = intent
  return { instance, appointment, patientKey, subject, ...(patient !== undefined && { patient }) }
}

/** A visit that was not booked here. */
export async function foreignVisit(
  office: Office,
  instance: string,
  { appointment }: Extract<Which, { appointment: AppointmentRef }>,
): Promise<Visit> {
  const parsed = appointmentRefSchema.safeParse(appointment)
  if (!parsed.success) throw invalidInput({ appointment: 'must be a visit just as the MIS gave it' }, 'appointment')
  const known = await office.store.appointments.get(instance, parsed.data.id)
  const subject = JSON.stringify([instance, parsed.data.id])
  return { instance, appointment: parsed.data, patientKey: known?.patientKey ?? '', subject }
}

export const noVisit = 'has no visit that could be moved'

function refOf({ id, clinicId, doctorId, start }: AppointmentRef): AppointmentRef {
  return { id, clinicId, doctorId, start }
}

export async function receiveCancel(office: Office, intake: Intake, visit: Visit, reason?: string): Promise<Received> {
  const adapter = office.adapter(visit.instance)
  const appointment = refOf(visit.appointment)
  const request = parseInput(adapter, 'cancel', { appointment, ...(reason !== undefined && { reason }) })
  const { instance } = visit
  const id = office.runtime.id()
  const intent: NewIntent = {
    ...common(office, visit, id),
    kind: 'cancel',
    reference: id,
    bodyHash: id,
    doctorId: appointment.doctorId,
    owner: visit.patientKey,
    startsAt: epochOf(appointment.start),
    key: naturalKeys.cancel(instance, appointment.id),
    slotKey: null,
    slot: null,
    deadlineAt: epochOf(appointment.start),
    body: await sealBody(office, 'cancel', id, request),
    lane: laneOf(instance, appointment.doctorId),
  }
  return intake.receive(intent, async () => true)
}

export async function receiveMove(
  office: Office,
  intake: Intake,
  visit: Visit,
  given: DeskMoveRequest,
): Promise<{ readonly received: Received; readonly turned: Turned }> {
  const { instance } = visit
  const adapter = office.adapter(instance)
  const appointment = refOf(visit.appointment)
  const patient = given.patient === undefined ? visit.patient : checkedPatient(given.patient, 'reschedule')
  const canMove = supports(adapter, 'reschedule')
  if (!canMove && patient === undefined)
    throw invalidInput({ patient: 'is needed: the MIS cannot move a visit, so a new one is booked' }, 'reschedule')
  const slot: Slot = canMove
    ? parseInput(adapter, 'reschedule', { appointment, slot: given.slot }).slot
    : parseInput(adapter, 'book', { slot: given.slot, patient: patient ?? {} }).slot
  const patientKey = patient === undefined ? visit.patientKey : await patientKeyOf(office.settings.sealer, patient)
  const owner = given.owner === undefined ? patientKey : await ownerKeyOf(office, given.owner)
  const id = office.runtime.id()
  const reference = given.moveReference ?? id
  const named = bookRequestSchema.safeParse({ slot, patient: {}, reference })
  if (!named.success)
    throw invalidInput({ moveReference: named.error.issues[0]?.message ?? 'cannot be a name' }, 'reschedule')
  const body: Bodies['reschedule'] = { appointment, slot, ...(patient !== undefined && { patient }) }
  const { id: _token, price: _price, room: _room, ...time } = slot
  const intent: NewIntent = {
    ...common(office, { ...visit, patientKey }, id),
    kind: 'reschedule',
    reference,
    bodyHash: await office.settings.sealer.index(canonical({ appointment: appointment.id, time })),
    doctorId: slot.doctorId,
    owner,
    startsAt: epochOf(slot.start),
    key: naturalKeys.reschedule(instance, appointment.id),
    slotKey: slotKeyOf(instance, slot),
    slot,
    deadlineAt: deadlineOf(office, slot),
    body: await sealBody(office, 'reschedule', id, body),
    lane: laneOf(instance, slot.doctorId),
  }
  // The same move asked for once more finds its old visit gone.
  const isGone = 'status' in visit.appointment && visit.appointment.status === 'cancelled'
  if (isGone && (await office.store.intents.byReference(reference)) === null)
    throw invalidInput({ [given.reference === undefined ? 'appointment' : 'reference']: noVisit }, 'reschedule')
  const received = await intake.receive(intent, async () => true)
  const differs = received.kind === 'journaled' && received.intent.bodyHash !== intent.bodyHash
  if (differs)
    throw invalidInput({ appointment: 'is being moved to another time; wait for how that ends' }, 'reschedule')
  return { received, turned: { instance, slot, owner, reference } }
}

function common(office: Office, { instance, patientKey, subject }: Visit, id: string) {
  return { id, instance, patientKey, subject, progress: fresh, leaseMs: office.settings.leaseMs, events: [] }
}
