import type { HoldId, SlotId } from '@mis/core'

/** One slot kept for one owner until a moment. */
export interface KeptSlot {
  readonly id: HoldId
  readonly slotId: SlotId
  readonly expiresAt: number
}

/** Holds live by the clock: whether one has expired is decided when somebody asks. */
export interface Holds {
  /** The live hold on a slot. */
  on(slotId: SlotId): KeptSlot | undefined
  keep(slotId: SlotId, expiresAt: number): KeptSlot
  release(id: HoldId): boolean
  /** Forgets whatever was kept for this slot, because it is now booked. */
  settle(slotId: SlotId): void
}

export function makeHolds(now: () => number): Holds {
  const bySlot = new Map<SlotId, KeptSlot>()
  let lastId = 800
  const on = (slotId: SlotId) => {
    const kept = bySlot.get(slotId)
    return kept !== undefined && kept.expiresAt > now() ? kept : undefined
  }
  return {
    on,
    keep(slotId, expiresAt) {
      lastId += 1
      const kept = { id: String(lastId), slotId, expiresAt }
      bySlot.set(slotId, kept)
      return kept
    },
    release(id) {
      for (const kept of bySlot.values()) {
        if (kept.id !== id) continue
        const live = on(kept.slotId) !== undefined
        bySlot.delete(kept.slotId)
        return live
      }
      return false
    },
    settle(slotId) {
      bySlot.delete(slotId)
    },
  }
}
