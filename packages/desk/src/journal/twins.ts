import type { Appointment } from '@mis/core'
import { bodyOf } from '../bodies.ts'
import { visitsAt } from '../errands/proof.ts'
import { isTwoStep } from '../errands/reschedule.ts'
import { eventOf } from '../events.ts'
import type { Office } from '../office.ts'
import type { Intent, IntentState } from '../store/intents.ts'
import { submitCancel } from './submit.ts'

const deadEnds: readonly IntentState[] = ['refused', 'expired', 'withdrawn', 'done']

/** After an unknown attempt a MIS that lets visits overlap may hold two for one intent: the first stays, the others go. */
export async function lookForTwins(office: Office, intent: Intent, kept: Appointment): Promise<void> {
  if (intent.state !== 'done' || intent.kind !== 'book') return
  if (intent.withdrawWanted) await submitCancel(office, intent, kept)
  if (!intent.progress.ambiguous) return
  const { slot, patient } = await bodyOf(office, 'book', intent)
  const asking = { deadlineMs: office.settings.attemptMs, signal: office.cut.signal }
  const visits = await visitsAt(office.adapter(intent.instance), patient, slot, asking).catch(() => [])
  for (const twin of visits.filter(({ id }) => id !== kept.id)) {
    await alarm(office, intent, 'duplicate', twin.id)
    await submitCancel(office, intent, twin)
  }
}

/**
 * An attempt succeeded whose lease had gone to somebody else. Whoever has the intent now finds the visit by reading back;
 * where the intent is over without it, the visit must not stay.
 */
export async function lateSuccess(office: Office, intent: Intent, appointment: Appointment): Promise<void> {
  if (intent.kind === 'cancel') return
  const now = await office.store.intents.get(intent.id)
  if (now === null || !deadEnds.includes(now.state)) return
  const known = await office.store.appointments.get(intent.instance, appointment.id)
  if (now.state === 'done' && known !== null) return
  await alarm(office, intent, 'late-success', appointment.id)
  const isNew = intent.kind === 'book' || isTwoStep(office.adapter(intent.instance))
  if (isNew) await submitCancel(office, intent, appointment)
}

async function alarm(office: Office, intent: Intent, why: string, appointmentId: string): Promise<void> {
  const event = eventOf(office.runtime, intent, 'alarm', { why, appointmentId })
  await office.store.outbox.append(await office.sealEvents([event], intent.subject))
  office.listeners.tell([event])
}
