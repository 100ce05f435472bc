import type { Appointment, ReadBack } from '@mis/core'
import type { DeskEventType } from '../desk-events.ts'
import type { Refusal } from '../store/intents.ts'

/** Whether it still makes sense to send: yes, as the MIS says or without asking it; not to be learned now; no, and why. */
export type Validity = 'valid' | 'unasked' | 'unreadable' | { readonly refusal: Refusal }

/** What one kind of intent asks of the MIS. Everything else, the journal, is the same for all kinds. */
export interface Errand {
  /** The event of success. */
  readonly done: DeskEventType
  /** Reads what `send` needs of the store: between the last look at the clock and the first byte nothing is waited for. */
  prepare(): Promise<void>
  /** Does it. Rejects as the adapter does. */
  send(signal: AbortSignal): Promise<Appointment>
  /**
   * Whether an attempt went through; null where sending again does no harm, so that nobody needs to ask.
   * `refused`: it cannot be learned.
   */
  readonly look: (() => Promise<ReadBack>) | null
  /** How long after an attempt "absent" proves nothing, in milliseconds. */
  readonly quietPeriodMs: number
  /** Asks anew what has become of the wanted time: before something is sent that waited. */
  validate(): Promise<Validity>
  /** Whether this is the visit that was asked for. */
  isMeant(appointment: Appointment): boolean
  /** The visit as it then is, where a refusal after an unknown attempt shows that the attempt went through. */
  doneBy(refusal: Refusal): Promise<Appointment | null>
}
