import type { Runtime } from '@mis/core'
import type { Intent, IntentKind, Refusal } from './store/intents.ts'
import type { EventDraft } from './store/outbox.ts'
import type { Sealer } from './store/sealer.ts'

/**
 * What happened to an intent. `alarm` is for the operator:
 * `duplicate` (two visits for one intent: the first is kept, the other is being cancelled), `late-success` (an attempt
 * that had lost its lease succeeded), `mismatch` (the MIS answered with another visit), `old-visit-stands` (a moved visit
 * whose old time could not be cancelled), `unopened` (its key is not known here, so that it is set aside; given again, it
 * goes on), `store-failed` (the journal could not be written on, or the sealer is away; told to listeners alone).
 */
export type DeskEventType =
  | 'queued'
  | 'checking'
  | 'booked'
  | 'moved'
  | 'cancelled'
  | 'refused'
  | 'expired'
  | 'withdrawn'
  | 'needs-person'
  | 'alarm'

/** Something that happened. It names no patient; `status(reference)` tells the rest. */
export interface DeskEvent {
  /** The same wherever and however often it is delivered. */
  readonly id: string
  readonly type: DeskEventType
  readonly instance: string
  readonly kind: IntentKind
  readonly reference: string
  /** The MIS's id of the visit, where there is one. */
  readonly appointmentId?: string
  readonly refusal?: Refusal
  /** Of `alarm` and `needs-person`: what is wrong, in one word. */
  readonly why?: string
}

/** Hears of what this process does. What it throws is ignored. */
export type DeskListener = (event: DeskEvent) => void

/** Tells this process's listeners; the outbox tells everybody else. A listener that throws harms nobody. */
export class Listeners {
  readonly #listeners = new Set<DeskListener>()

  add(listener: DeskListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(events: readonly DeskEvent[]): void {
    for (const event of events) {
      for (const listener of [...this.#listeners]) {
        try {
          listener(event)
        } catch {}
      }
    }
  }

  clear(): void {
    this.#listeners.clear()
  }
}

type Facts = Pick<DeskEvent, 'appointmentId' | 'refusal' | 'why'>

/** An event about an intent. */
export function eventOf(runtime: Runtime, intent: EventSubject, type: DeskEventType, facts: Facts = {}): DeskEvent {
  const { instance, kind, reference } = intent
  return { id: runtime.id(), type, instance, kind, reference, ...facts }
}
export type EventSubject = Pick<Intent, 'instance' | 'kind' | 'reference'>

/** The same as the outbox keeps it. */
export async function sealedEvent(sealer: Sealer, event: DeskEvent, subject: string): Promise<EventDraft> {
  const { id, type, instance } = event
  return { id, type, instance, subject, body: await sealer.seal(event, `outbox.body/${id}`) }
}
