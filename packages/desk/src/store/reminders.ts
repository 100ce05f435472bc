/**
 * `planned`: waits for its time, or for another try. `sending`: handed to a channel; with a lease that is over, by a
 * process that died meanwhile. `sent`: the channel took it. `dropped`: the visit was moved or cancelled, or nobody could
 * be reached. `missed`: its time is over. `unknown`: it may have been sent and is not sent again.
 */
export type ReminderState = 'planned' | 'sending' | 'sent' | 'dropped' | 'missed' | 'unknown'

/** One message to one patient about one visit. Times are epoch milliseconds. */
export interface Reminder {
  /** Made of the installation, the visit, its start and the kind: the same message is the same id. */
  readonly id: string
  readonly instance: string
  readonly appointmentId: string
  readonly kind: string
  readonly patientKey: string
  readonly startsAt: number
  readonly dueAt: number
  /** Later than this it makes no sense. */
  readonly notAfter: number
  readonly state: ReminderState
  /** Grows by one with every claim; a writer with an older number is refused. */
  readonly fence: number
  readonly leaseUntil: number | null
  /** Times it was handed to a channel. */
  readonly attempts: number
  /** Why it is no longer planned, in one word; null where it is. */
  readonly why: string | null
  /** Sealed: whom to reach and what to say. */
  readonly body: Uint8Array
}

/** A message to be planned. */
export type NewReminder = Pick<
  Reminder,
  'id' | 'instance' | 'appointmentId' | 'kind' | 'patientKey' | 'startsAt' | 'dueAt' | 'notAfter' | 'body'
>

/** Which message a process has claimed; its fence is needed to write on. */
export interface ReminderClaim {
  readonly id: string
  readonly fence: number
}

/** Messages to patients. Every method is one transaction. */
export interface ReminderStore {
  /** Makes `owner` the one who writes to an installation's patients where nobody is yet; gives who it is. */
  own(instance: string, owner: string): Promise<string>
  /** Somebody else may become the owner. Nothing where it is another's. */
  disown(instance: string, owner: string): Promise<void>
  /**
   * These are the messages of this visit from now on: new ones are written, known ones keep their state (a planned one
   * takes its new times), and planned ones that are not among them are dropped. Gives how many are planned now.
   */
  plan(instance: string, appointmentId: string, reminders: readonly NewReminder[]): Promise<number>
  /**
   * Leases up to `limit` that are due and planned, or `sending` with a lease that is over; the earliest first, `fence`
   * grown by one. Two claimers at once never get the same one.
   */
  claim(limit: number, leaseMs: number): Promise<readonly Reminder[]>
  /** Before it is handed to a channel: `sending`, one more attempt. False where the fence is stale. */
  begin(claim: ReminderClaim, leaseMs: number): Promise<boolean>
  /** What came of it; with `planned`, when it is due again. False where the fence is stale. */
  end(
    claim: ReminderClaim,
    step: { readonly state: ReminderState; readonly why: string | null; readonly dueAt?: number },
  ): Promise<boolean>
  /** Of one visit, by when they are due. */
  list(instance: string, appointmentId: string): Promise<readonly Reminder[]>
  /** When the next one can be claimed; null where none ever will. */
  nextDueAt(): Promise<number | null>
}
