/** Something that happened, written in the transaction that made it happen. */
export interface EventDraft {
  /** Stable: the same event is the same id wherever and however often it is delivered. */
  readonly id: string
  readonly type: string
  readonly instance: string
  /** Whose events are counted together: a booking and what later becomes of it. */
  readonly subject: string
  /** Sealed: the facts. */
  readonly body: Uint8Array
}

/** An event as it stands in the outbox. */
export interface StoredEvent extends EventDraft {
  /** Order in the store: strictly growing, gaps allowed. */
  readonly ordinal: number
  /** 1, 2, 3 … within its subject, without gaps. */
  readonly sequence: number
  /** Epoch milliseconds of the store's clock. */
  readonly at: number
}

/** Events that wait to go out. */
export interface OutboxStore {
  /** Writes events that no state change caused. */
  append(events: readonly EventDraft[]): Promise<readonly StoredEvent[]>
  /** In order, those after an ordinal. */
  list(after: number, limit: number): Promise<readonly StoredEvent[]>
}
