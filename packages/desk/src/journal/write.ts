import type { DeskEvent } from '../desk-events.ts'
import type { Office } from '../office.ts'
import type { Advance, Intent } from '../store/intents.ts'

/**
 * Writes one step under the intent's fence, with the events it causes; listeners hear of them once they are durable.
 * Null where somebody else has the intent by now: then nothing was written.
 */
export async function write(
  office: Office,
  intent: Intent,
  step: Omit<Advance, 'events'>,
  events: readonly DeskEvent[] = [],
): Promise<Intent | null> {
  const sealed = await office.sealEvents(events, intent.subject)
  const { id, fence } = intent
  const written = await office.store.intents.advance({ id, fence }, { ...step, events: sealed })
  if (written === null) return null
  office.listeners.tell(events)
  if (written.leaseUntil === null) office.ring()
  return written
}
