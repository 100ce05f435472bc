/**
 * How an act went on. `asked`: it is about to be sent, written before anything leaves. `done`: it happened. `refused`: it
 * did not. `unknown`: nobody can say.
 */
export type AuditOutcome = 'asked' | 'done' | 'refused' | 'unknown'

/** One act, as whoever does it tells it. Nothing in it says who the patient is. */
export interface AuditDraft {
  /** Who acted: an id of the app's own, such as `operator-17` or `patient`; never a name. */
  readonly who: string
  /** What was done, such as `listAppointments`. */
  readonly what: string
  /** Whose data: the patient's blind index; null where it is nobody's, or not known. */
  readonly whose: string | null
  /** What else it was about, such as an installation and a visit; null = nothing. */
  readonly about: string | null
  readonly outcome: AuditOutcome
  /** The code of the error it ended with; null = none. */
  readonly code: string | null
}

/** An act as it stands in the chain. */
export interface AuditEntry extends AuditDraft {
  /** 1, 2, 3 … without gaps. */
  readonly number: number
  /** Epoch milliseconds of the store's clock. */
  readonly at: number
  /** The hash of the entry before; empty in the first. */
  readonly previous: string
  /** `auditHash` of all of the above, in hexadecimal. */
  readonly hash: string
}

/** An append-only chain. There is no method that changes or deletes an entry. Every method is one transaction. */
export interface AuditStore {
  /** Links an entry to the last one. Two at once get two numbers. */
  append(draft: AuditDraft): Promise<AuditEntry>
  /** In order, those after a number. */
  list(after: number, limit: number): Promise<readonly AuditEntry[]>
}
