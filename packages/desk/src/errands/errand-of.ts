import { bodyOf } from '../intent-bodies.ts'
import type { Office } from '../office.ts'
import type { Intent } from '../store/intents.ts'
import { bookErrand } from './book.ts'
import { cancelErrand } from './cancel.ts'
import type { Errand } from './errand.ts'
import { rescheduleErrand } from './reschedule.ts'

/** What this intent asks of the MIS now. */
export async function errandOf(office: Office, intent: Intent): Promise<Errand> {
  if (intent.kind === 'book') return bookErrand(office, intent, await bodyOf(office, 'book', intent))
  if (intent.kind === 'cancel') return cancelErrand(office, intent, await bodyOf(office, 'cancel', intent))
  const body = await bodyOf(office, 'reschedule', intent)
  return intent.progress.cancellingOld === true
    ? cancelErrand(office, intent, { appointment: body.appointment })
    : rescheduleErrand(office, intent, body)
}
