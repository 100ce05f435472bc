import type { AppointmentChange } from './appointments.ts'
import type { EventDraft } from './outbox.ts'

/** What is wanted of the MIS. */
export type IntentKind = 'book' | 'cancel' | 'reschedule'

/**
 * Where an intent stands.
 *
 * - `prepared`: durable, no byte has left; its maker is about to send it.
 * - `queued`: waits for its turn; whatever was sent before certainly did not happen.
 * - `sending`: an attempt is on the wire. A `sending` without a live lease is an attempt whose process died: unknown.
 * - `checking`: an attempt ended unknown and is being read back.
 * - `done`, `refused`, `expired`, `withdrawn`: over. `needs-person`: over for the desk, not for the clinic.
 */
export type IntentState =
  | 'prepared'
  | 'queued'
  | 'sending'
  | 'checking'
  | 'done'
  | 'refused'
  | 'expired'
  | 'withdrawn'
  | 'needs-person'

/** What the desk remembers between two steps. JSON, opaque to the store, and never a patient's. */
export interface Progress {
  /** An attempt of this intent has ended unknown: from now on "taken" may be our own success. */
  readonly ambiguous: boolean
  /** Reads since the last attempt. */
  readonly looks: number
  /** Reads in a row, after the quiet period, that found nothing. */
  readonly absentReads: number
  /** What the MIS refused with after an ambiguous attempt: final once the read-back finds nothing. */
  readonly verdict: Refusal | null
  /** A move made of two steps has booked the new visit and now cancels the old one. */
  readonly cancellingOld?: boolean
  /** An attempt at the first of two steps ended unknown: there may be a second new visit. */
  readonly mayHaveTwins?: boolean
  /** Why a person is needed. */
  readonly why?: string
  /** It could not be opened, and the operator was told. */
  readonly unopened?: boolean
}

/** Why something was refused: an error code of core, and the reason of `rejected`. */
export interface Refusal {
  readonly code: string
  readonly reason?: string
}

/** One intent as the store keeps it. Times are epoch milliseconds of the store's clock. */
export interface Intent {
  readonly id: string
  /** Order of arrival, given by the store: strictly growing, gaps allowed. */
  readonly ordinal: number
  readonly kind: IntentKind
  /** `adapter.instance`: which installation it is for. */
  readonly instance: string
  /** The caller's name for it; unique in the store for ever. */
  readonly reference: string
  /** Whose events are counted together: a booking and what later becomes of it. */
  readonly subject: string
  /** Equal for equal requests. */
  readonly bodyHash: string
  readonly patientKey: string
  /** Who may have held the slot before. */
  readonly owner: string
  readonly doctorId: string
  /** When the visit begins. */
  readonly startsAt: number
  /** The natural key: unique among intents where it is not null. Set to null when the same may be wanted again. */
  readonly key: string | null
  /** The slot this intent keeps for itself while it is live; null where it needs none. */
  readonly slotKey: string | null
  /** The line it stands in (a doctor's, in one installation); null = in no line. */
  readonly lane: string | null
  readonly state: IntentState
  /** Attempts begun. */
  readonly attempt: number
  /** Grows by one with every claim; a writer with an older number is refused. */
  readonly fence: number
  /** Until when its claimer may work on it; null = nobody does. */
  readonly leaseUntil: number | null
  /** When a worker should take it; null = nothing left to do. */
  readonly dueAt: number | null
  /** Not sent after this moment. */
  readonly deadlineAt: number
  /** When `sending` was last written. */
  readonly sentAt: number | null
  /** Until when "absent" proves nothing. */
  readonly quietUntil: number | null
  /** The patient no longer wants it, but an attempt was already on its way. */
  readonly withdrawWanted: boolean
  readonly createdAt: number
  /** The store's time of the last write, claims included. */
  readonly updatedAt: number
  /** Sealed: the request. */
  readonly body: Uint8Array
  readonly progress: Progress
  /** Sealed: what came of it; null until there is something. */
  readonly result: Uint8Array | null
}

/** What the desk gives for a new intent; the store fills in the rest, in state `prepared`, leased for `leaseMs`. */
export type NewIntent = Pick<
  Intent,
  | 'id'
  | 'kind'
  | 'instance'
  | 'reference'
  | 'subject'
  | 'bodyHash'
  | 'patientKey'
  | 'owner'
  | 'doctorId'
  | 'startsAt'
  | 'key'
  | 'slotKey'
  | 'deadlineAt'
  | 'body'
  | 'progress'
> & {
  /** The line it joins where others wait in it already: then it is `queued` there, due at once and not leased. */
  readonly lane: string
  readonly leaseMs: number
  /** The slot as JSON, for the hold that keeps it; null where `slotKey` is null. */
  readonly slot: unknown
  readonly events: readonly EventDraft[]
}

/** What came of journaling an intent. */
export type Inserted =
  | { readonly kind: 'inserted'; readonly intent: Intent }
  /** The same reference with the same body, or a live intent with the same natural key. Nothing was written. */
  | { readonly kind: 'same'; readonly by: 'reference' | 'key'; readonly intent: Intent }
  /** The reference names another request. Nothing was written. */
  | { readonly kind: 'conflict' }
  /** Somebody else keeps the slot. Nothing was written. `until` is null where a live intent keeps it. */
  | { readonly kind: 'held'; readonly until: number | null }

/** Who may write: whoever claimed it last. */
export interface Claim {
  readonly id: string
  readonly fence: number
}

/** One step of an intent, written whole or not at all. Absent members stay as they are. */
export interface Advance {
  readonly state: IntentState
  /** Attempts begun; `sentAt` is set where `state` is `sending`. */
  readonly attempt?: number
  /** Milliseconds from the store's now; null = nothing left to do. */
  readonly dueInMs: number | null
  /** Keep the lease so many milliseconds from now. Absent: the lease is given back, and `onWork` fires. */
  readonly leaseMs?: number
  /** Sets `quietUntil`, in milliseconds from the store's now. */
  readonly quietForMs?: number
  readonly lane?: string | null
  /** Gives the natural key free. */
  readonly key?: null
  readonly progress?: Progress
  readonly result?: Uint8Array
  /** What becomes of the slot it keeps. Absent: kept. A number: kept until that moment, then free. */
  readonly slot?: 'release' | { readonly keepUntil: number }
  readonly appointments?: readonly AppointmentChange[]
  readonly events?: readonly EventDraft[]
}

/** Which due intents a worker wants, how many and for how long. */
export interface ClaimQuery {
  /** Only these installations. */
  readonly instances: readonly string[]
  readonly limit: number
  readonly leaseMs: number
}

/** Newest last; `after` is an `ordinal`. */
export interface IntentQuery {
  readonly states?: readonly IntentState[]
  readonly instance?: string
  readonly patientKey?: string
  readonly after?: number
  readonly limit: number
}

/** The journal. Every method is one transaction. */
export interface IntentStore {
  /**
   * Writes a new intent and takes its slot for it, both or neither. In this order: a known reference (`same` or
   * `conflict` by `bodyHash`); a live natural key (`same`); a slot that another owner holds, or another intent keeps
   * (`held`); else inserted. A hold of the same owner on the slot becomes the intent's.
   */
  insert(intent: NewIntent): Promise<Inserted>
  /**
   * Leases up to `limit` intents that are due, whose lease is free or over, and before which nobody stands in their
   * lane; oldest first, `fence` grown by one. Two claimers at once never get the same one and never wait for each other.
   */
  claim(query: ClaimQuery): Promise<readonly Intent[]>
  /**
   * Leases this one, due or not, whoever stands before it; null where its lease is live or it is over. `needs-person` is
   * not over here: a person's answer comes this way.
   */
  claimOne(id: string, leaseMs: number): Promise<Intent | null>
  /** Makes a lease last so long from now. False where the fence is stale. */
  renew(claim: Claim, leaseMs: number): Promise<boolean>
  /**
   * Compare-and-swap on the fence: the intent as it is now, or null where the fence is stale and nothing was written.
   * What becomes `done` while `withdrawWanted` is set is due at once, whatever the step says: its visit is to be cancelled.
   */
  advance(claim: Claim, step: Advance): Promise<Intent | null>
  /**
   * The patient no longer wants it. `prepared` or `queued` without a live lease: becomes `withdrawn`, gives key, lane and
   * slot free and writes `events`. Live otherwise: `withdrawWanted` is set and no event written. Over: nothing. Gives the
   * intent as it is then; null where there is none.
   */
  withdraw(id: string, events: readonly EventDraft[]): Promise<Intent | null>
  /** Makes an intent that is over give its natural key free: its visit was cancelled, so the same may be wanted again. */
  freeKey(id: string): Promise<void>
  get(id: string): Promise<Intent | null>
  byReference(reference: string): Promise<Intent | null>
  list(query: IntentQuery): Promise<readonly Intent[]>
  /** How many stand before it in its lane; 0 where it stands in none. */
  ahead(id: string): Promise<number>
  /** Makes everything `queued` of this installation due now, and fires `onWork`. Gives how many. */
  wake(instance: string): Promise<number>
  /** When the next intent of these installations can be claimed at the earliest; null where none ever will. */
  nextDueAt(instances: readonly string[]): Promise<number | null>
}
