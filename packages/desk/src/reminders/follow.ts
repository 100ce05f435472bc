import type { Appointment, Patient, Slot } from '@mis/core'
import type { DeskEvent } from '../desk-events.ts'
import { refusedUnopened } from '../events/refused-unopened.ts'
import type { OutEvent } from '../events/sink.ts'
import type { Intent } from '../store/intents.ts'
import type { ReminderSettings } from './options.ts'
import type { ReminderVisit } from './visit.ts'

/**
 * The visit an event of the desk tells of, with whom it is for; null where nobody can be written to. Rejects with a
 * `DeliveryError` that refuses the event where its booking cannot be opened here.
 */
export async function visitOfEvent(settings: ReminderSettings, event: OutEvent): Promise<ReminderVisit | null> {
  const { store, facts } = settings
  const intent = await store.intents.byReference((event.data as DeskEvent).reference)
  if (intent === null || intent.result === null || intent.result.length === 0) return null
  const appointment = (await opened(settings, intent.result, `intents.result/${intent.id}`)) as Appointment
  const { slot, patient = await patientOf(settings, intent) } = await bodyOf(settings, intent)
  if (patient === undefined || slot === undefined) return null
  const { phone, email } = patient
  const { instance, patientKey } = intent
  return {
    instance,
    appointment,
    patientKey,
    timeZone: slot.timeZone,
    contact: { ...(phone !== undefined && { phone }), ...(email !== undefined && { email }) },
    facts: await facts({ instance, appointmentId: appointment.id, doctorId: appointment.doctorId }),
  }
}

async function bodyOf(settings: ReminderSettings, { id, body }: Intent) {
  return (await opened(settings, body, `intents.body/${id}`)) as { readonly slot?: Slot; readonly patient?: Patient }
}

function opened({ sealer }: ReminderSettings, bytes: Uint8Array, context: string): Promise<unknown> {
  return refusedUnopened(sealer.open(bytes, context))
}

/** A move does not repeat who it is for: the booking it belongs to does. */
async function patientOf(settings: ReminderSettings, { patientKey, subject }: Intent): Promise<Patient | undefined> {
  const own = await settings.store.intents.list({ patientKey, states: ['done'], limit: 1_000 })
  const booking = own.find((one) => one.kind === 'book' && one.subject === subject && one.body.length > 0)
  return booking === undefined ? undefined : (await bodyOf(settings, booking)).patient
}
