import type { HeldSlot, HoldStore } from '../../store/holds.ts'
import type { Tables } from './tables.ts'

/** The live hold on a slot. */
export function liveHold(tables: Tables, slotKey: string): HeldSlot | undefined {
  const held = tables.holds.get(slotKey)
  return held !== undefined && (held.expiresAt === null || held.expiresAt > tables.now()) ? held : undefined
}

export function memoryHolds(tables: Tables): HoldStore {
  const put = (hold: HeldSlot): HeldSlot => {
    tables.holds.set(hold.slotKey, hold)
    return hold
  }
  const own = (id: string, owner: string): HeldSlot | undefined => {
    for (const { slotKey } of tables.holds.values()) {
      const held = liveHold(tables, slotKey)
      if (held?.id === id && held.owner === owner && held.intentId === null) return held
    }
    return undefined
  }
  const lasting = (hold: HeldSlot, forMs: number): HeldSlot => {
    const until = Math.min(hold.lastUntil, tables.now() + forMs)
    return put({ ...hold, expiresAt: Math.max(hold.expiresAt ?? 0, until) })
  }
  return {
    async take({ forMs, atMostMs, ...hold }) {
      const held = liveHold(tables, hold.slotKey)
      if (held !== undefined && (held.owner !== hold.owner || held.intentId !== null))
        return { kind: 'held', until: held.expiresAt }
      if (held !== undefined) return { kind: 'taken', isNew: false, hold: lasting(held, forMs) }
      const now = tables.now()
      const taken = put({
        ...hold,
        expiresAt: now + Math.min(forMs, atMostMs),
        lastUntil: now + atMostMs,
        intentId: null,
        native: null,
      })
      return { kind: 'taken', isNew: true, hold: taken }
    },
    async extend(id, owner, forMs) {
      const held = own(id, owner)
      return held === undefined ? null : lasting(held, forMs)
    },
    async attach(id, owner, native) {
      const held = own(id, owner)
      return held === undefined ? null : put({ ...held, native })
    },
    async release(id, owner) {
      const held = own(id, owner)
      if (held !== undefined) tables.holds.delete(held.slotKey)
      return held ?? null
    },
    find: async (slotKey) => liveHold(tables, slotKey) ?? null,
    async sweep(limit) {
      const over = [...tables.holds.keys()].filter((slotKey) => liveHold(tables, slotKey) === undefined).slice(0, limit)
      for (const slotKey of over) tables.holds.delete(slotKey)
      return over.length
    },
  }
}
