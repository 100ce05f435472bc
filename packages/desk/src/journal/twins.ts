import type { Appointment } from '@mis/core'
import { eventOf } from '../desk-events.ts'
import { visitsAt } from '../errands/proof.ts'
import { isTwoStep } from '../errands/reschedule.ts'
import { bodyOf, resultOf } from '../intent-bodies.ts'
import type { Office } from '../office.ts'
import type { Intent, IntentState } from '../store/intents.ts'
import { erasedKey } from '../store/privacy.ts'
import { mayHaveTwins, settledDone } from './close.ts'
import { submitCancel } from './submit.ts'
import { write } from './write.ts'

const deadEnds: readonly IntentState[] = ['refused', 'expired', 'withdrawn', 'done']

/** What is done, and whose visits are not all wanted: they go. Again and again until the list of visits could be read. */
export async function cancelUnwanted(office: Office, intent: Intent): Promise<Intent | null> {
  const kept = intent.kind === 'cancel' || intent.patientKey === erasedKey ? null : await resultOf(office, intent)
  if (kept === null) return settledDone(office, intent)
  if (intent.withdrawWanted) await submitCancel(office, intent, kept)
  if (mayHaveTwins(intent) && !(await cancelTwins(office, intent, kept)) && intent.updatedAt < intent.startsAt)
    return write(office, intent, { state: 'done', dueInMs: Math.ceil(office.settings.retryEveryMs) })
  return settledDone(office, intent)
}

/**
 * After an unknown attempt a MIS that lets visits overlap may hold two for one intent: the first stays, the others go.
 * False where the visits could not be read.
 */
async function cancelTwins(office: Office, intent: Intent, kept: Appointment): Promise<boolean> {
  const { slot, patient } = await bodyOf(office, intent.kind === 'book' ? 'book' : 'reschedule', intent)
  if (patient === undefined) return true
  const asking = { deadlineMs: office.settings.attemptMs, signal: office.cut.signal }
  const visits = await visitsAt(office.adapter(intent.instance), patient, slot, asking).catch(() => null)
  for (const twin of visits?.filter(({ id }) => id !== kept.id) ?? []) {
    await alarm(office, intent, 'duplicate', twin.id)
    await submitCancel(office, intent, twin)
  }
  return visits !== null
}

/**
 * An attempt succeeded whose lease had gone to somebody else. Whoever has the intent now finds the visit by reading back;
 * where the intent is over without it, the visit must not stay.
 */
export async function lateSuccess(office: Office, intent: Intent, appointment: Appointment): Promise<void> {
  if (intent.kind === 'cancel' || intent.progress.cancellingOld === true) return
  const now = await office.store.intents.get(intent.id)
  if (now === null || !deadEnds.includes(now.state)) return
  if (now.state === 'done' && (await resultOf(office, now))?.id === appointment.id) return
  await alarm(office, intent, 'late-success', appointment.id)
  const isNew = intent.kind === 'book' || isTwoStep(office.adapter(intent.instance))
  if (isNew) await submitCancel(office, intent, appointment)
}

async function alarm(office: Office, intent: Intent, why: string, appointmentId: string): Promise<void> {
  const event = eventOf(office.runtime, intent, 'alarm', { why, appointmentId })
  await office.store.outbox.append(await office.sealEvents([event], intent.subject))
  office.listeners.tell([event])
}
