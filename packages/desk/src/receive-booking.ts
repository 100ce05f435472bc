import { type Appointment, epochOf, isVisitOf, type MisAdapter, parseInput, type Slot, supports } from '@mis/core'
import { canonical } from './canonical.ts'
import { ownerKeyOf } from './holds.ts'
import { bodyOf, resultOf, sealBody } from './intent-bodies.ts'
import type { Intake, Received } from './journal/intake.ts'
import { fresh } from './journal/submit.ts'
import { laneOf, naturalKeys, slotKeyOf } from './keys.ts'
import type { Office } from './office.ts'
import { patientKey as patientKeyOf } from './privacy/patient-key.ts'
import { invalidInput } from './refuse.ts'
import type { DeskBookRequest } from './requests.ts'
import type { Intent, NewIntent } from './store/intents.ts'
import { changeOf, copyOf } from './visit-copies.ts'

/** A booking that somebody else's hold turned away, for the offers it gets. */
export interface Turned {
  readonly instance: string
  readonly slot: Slot
  readonly owner: string
  readonly reference: string
}

/** Journals a booking and sees it as far as patience goes. */
export async function receiveBooking(
  office: Office,
  intake: Intake,
  adapter: MisAdapter,
  given: DeskBookRequest,
): Promise<{ readonly received: Received | { readonly kind: 'unconsented' }; readonly turned: Turned }> {
  const { instance: _instance, owner: named, until, ...asked } = given
  const request = { reference: office.runtime.id(), ...parseInput(adapter, 'book', asked) }
  const { slot, patient, reference } = request
  const { instance } = adapter
  const patientKey = await patientKeyOf(office.settings.sealer, patient)
  const owner = named === undefined ? patientKey : await ownerKeyOf(office, named)
  const slotKey = slotKeyOf(instance, slot)
  const id = office.runtime.id()
  const { id: _token, price: _price, room: _room, ...time } = slot
  const intent: NewIntent = {
    id,
    kind: 'book',
    instance,
    reference,
    subject: id,
    // The slot's token and price may have changed between two clicks; the time has not.
    bodyHash: await office.settings.sealer.index(canonical({ ...request, reference, slot: time })),
    patientKey,
    owner,
    doctorId: slot.doctorId,
    startsAt: epochOf(slot.start),
    key: naturalKeys.book(slotKey, patientKey),
    slotKey,
    slot,
    deadlineAt: deadlineOf(office, slot, until),
    body: await sealBody(office, 'book', id, request),
    progress: fresh,
    lane: laneOf(instance, slot.doctorId),
    leaseMs: office.settings.leaseMs,
    events: [],
  }
  const turned = { instance, slot, owner, reference }
  if (!(await office.consents.stand(patientKey))) return { received: { kind: 'unconsented' }, turned }
  const received = await intake.receive(intent, (twin) => stillStands(office, adapter, twin))
  return { received, turned }
}

/** So long before the visit that the patient can still be told; a visit that is nearer than that is tried until it begins. */
export function deadlineOf(office: Office, slot: Slot, until?: number): number {
  if (until !== undefined && !Number.isFinite(until))
    throw invalidInput({ until: 'must be epoch milliseconds' }, 'book')
  const startsAt = epochOf(slot.start)
  const closing = startsAt - office.settings.closeBeforeVisitMs
  return Math.floor(Math.min(closing > office.runtime.now() ? closing : startsAt, until ?? Infinity))
}

/** Whether the visit of an earlier equal booking is still there: the reception may have cancelled or moved it. */
async function stillStands(office: Office, adapter: MisAdapter, twin: Intent): Promise<boolean> {
  const known = await resultOf(office, twin)
  if (known === null) return true
  const { slot } = await bodyOf(office, 'book', twin)
  const isThere = (visit: Appointment | null) => visit !== null && isVisitOf(visit, slot)
  const copy = await copyOf(office, twin.instance, known.id)
  if (copy !== null && !isThere(copy)) return false
  if (!supports(adapter, 'getAppointment')) return true
  const seenAt = await office.store.now()
  const asking = { deadlineMs: office.settings.attemptMs, signal: office.cut.signal, maxAgeMs: 0 }
  try {
    const found = await adapter.getAppointment(known, asking)
    const gone: Appointment = found ?? { ...(copy ?? known), status: 'cancelled' }
    const about = { instance: twin.instance, patientKey: twin.patientKey, intentId: twin.id }
    await office.store.appointments.record(await changeOf(office, about, gone, seenAt))
    return isThere(found)
  } catch {
    return true
  }
}
