/** A slot kept for somebody. Whether it still is, is decided when it is read: `expiresAt` against the store's clock. */
export interface HeldSlot {
  readonly id: string
  readonly slotKey: string
  readonly instance: string
  readonly owner: string
  /** Null while a live intent keeps the slot. */
  readonly expiresAt: number | null
  /** Extending goes no further. */
  readonly lastUntil: number
  readonly intentId: string | null
  /** The slot, as JSON. Nothing of a patient. */
  readonly slot: unknown
  /** The MIS's own hold on it, as JSON; null where there is none. */
  readonly native: unknown
}

/** A slot to be kept, if nobody else has it. */
export interface NewHold extends Pick<HeldSlot, 'id' | 'slotKey' | 'instance' | 'owner' | 'slot'> {
  /** Milliseconds from the store's now. */
  readonly forMs: number
  /** The longest it may ever be held, extensions included. */
  readonly atMostMs: number
}

/** What came of asking for a hold. */
export type Taken =
  /** `isNew` is false where the owner had it already; it then lasts at least as long as asked for, within its bound. */
  | { readonly kind: 'taken'; readonly isNew: boolean; readonly hold: HeldSlot }
  /** `until` is null where a live intent keeps the slot. */
  | { readonly kind: 'held'; readonly until: number | null }

/** At most one live hold a slot. Every method is one transaction. */
export interface HoldStore {
  /** Takes the slot unless somebody else has it. An intent's own slot counts as held by its owner only for that intent. */
  take(hold: NewHold): Promise<Taken>
  /** Makes it last so long from now, within its bound. Null where it is over, not there, an intent's, or another's. */
  extend(id: string, owner: string, forMs: number): Promise<HeldSlot | null>
  /** Remembers the MIS's own hold. Null where the hold is over. */
  attach(id: string, owner: string, native: unknown): Promise<HeldSlot | null>
  /** Gives it back. The hold as it was; null where it was over, not there, an intent's, or another's. */
  release(id: string, owner: string): Promise<HeldSlot | null>
  /** The live hold on a slot. */
  find(slotKey: string): Promise<HeldSlot | null>
  /** Deletes what is over, at most so many; how many it were. Only cleaning: nothing depends on it. */
  sweep(limit: number): Promise<number>
}
