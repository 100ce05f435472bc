import { eventOf } from '../desk-events.ts'
import type { Office } from '../office.ts'
import { type Visit, visitOf } from '../receive-change.ts'
import type { Intent } from '../store/intents.ts'
import type { Intake } from './intake.ts'
import { lettingGo } from './let-go.ts'

/**
 * The patient no longer wants what this intent is for. Gives the visit that has to be cancelled in the MIS, or the intent
 * as it is where there is none (yet): withdrawn, over without a visit, or still on its way, to be cancelled when it is known.
 */
export async function withdraw(office: Office, intake: Intake, intent: Intent): Promise<Visit | Intent> {
  // The new visit stands already; that the old one goes is under way whatever becomes of the new one.
  if (intent.progress.cancellingOld === true) return (await visitOf(office, intent)) ?? intent
  const event = eventOf(office.runtime, intent, 'withdrawn')
  const events = await office.sealEvents([event], intent.subject)
  const asked = await lettingGo(office, intent, () => office.store.intents.withdraw(intent.id, events))
  if (asked?.state === 'withdrawn' && intent.state !== 'withdrawn') office.listeners.tell([event])
  office.ring()
  await intake.underWay(intent)
  const now = (await office.store.intents.get(intent.id)) ?? intent
  return now.state === 'done' ? ((await visitOf(office, now)) ?? now) : now
}
