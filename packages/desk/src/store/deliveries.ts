import type { StoredEvent } from './outbox.ts'

/** Who may deliver to a sink now. */
export interface DeliveryClaim {
  readonly sink: string
  /** Grows by one with every claim; whoever has an older one may not move on. */
  readonly fence: number
}

/** How far a sink is. */
export interface DeliveryPlace {
  readonly fence: number
  /** Everything up to this ordinal was delivered, or lies among the dead letters. */
  readonly after: number
}

/** An event that a sink would not take. */
export interface DeadLetter {
  readonly sink: string
  readonly eventId: string
  readonly ordinal: number
  /** One word, such as `http-422`; nothing of the event. */
  readonly why: string
  /** Epoch milliseconds of the store's clock. */
  readonly at: number
}

/** How far each sink is with the outbox. Every method is one transaction. */
export interface DeliveryStore {
  /** Leases a sink, whose place is 0 where it is new; null while somebody else has it. */
  claim(sink: string, leaseMs: number): Promise<DeliveryPlace | null>
  /** Moves on, with what was given up on the way; keeps the lease so long, 0 = gives it back. False where the fence is stale. */
  advance(
    claim: DeliveryClaim,
    step: {
      readonly after: number
      readonly dead?: readonly Omit<DeadLetter, 'at' | 'sink'>[]
      readonly leaseMs: number
    },
  ): Promise<boolean>
  /** An event by its id; null where there is none. */
  event(id: string): Promise<StoredEvent | null>
  /** Dead letters of a sink in the order of their events, those after an ordinal. */
  dead(sink: string, after: number, limit: number): Promise<readonly DeadLetter[]>
  /** A dead letter was delivered after all. */
  revive(sink: string, eventId: string): Promise<void>
}
