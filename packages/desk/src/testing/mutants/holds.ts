import type { holdCases } from '../cases/holds.ts'
import { type StoreMutant, spoiling } from './mutant.ts'

export const holdMutants: Record<(typeof holdCases)[number]['name'], StoreMutant> = {
  'of a thousand who want one slot one gets it': spoiling(
    'holds',
    'take',
    'looks first and takes then',
    (take, store) => async (hold) => {
      const held = await store.holds.find(hold.slotKey)
      if (held !== null) return { kind: 'held', until: held.expiresAt }
      return take({ ...hold, slotKey: hold.id })
    },
  ),
  'of two hundred intents for one slot one is journaled': spoiling(
    'intents',
    'insert',
    'takes no slot',
    (insert) => (intent) => insert({ ...intent, slotKey: null, slot: null }),
  ),
  'a hold is over when the store’s clock says so, swept or not': spoiling(
    'holds',
    'find',
    'believes in what is there until it is swept',
    (find) => {
      const seen = new Map<string, Awaited<ReturnType<typeof find>>>()
      return async (slotKey) => (await find(slotKey)) ?? seen.get(slotKey) ?? lastHold(slotKey)
    },
  ),
  'the same owner asking again has the same hold, never for longer than its bound': spoiling(
    'holds',
    'take',
    'counts the bound from every asking',
    (take) => async (hold) => {
      const taken = await take(hold)
      if (taken.kind === 'held' || taken.isNew) return taken
      return { ...taken, hold: { ...taken.hold, expiresAt: taken.hold.lastUntil + hold.atMostMs } }
    },
  ),
  'only its owner extends a hold, marks it and gives it back': spoiling(
    'holds',
    'release',
    'lets anybody who knows the id give it back',
    (release, store) => async (id, owner) =>
      (await release(id, owner)) ?? release(id, (await store.holds.find('slot'))?.owner ?? ''),
  ),
  'an intent takes over its owner’s hold, and keeps the slot as long as it lives': spoiling(
    'intents',
    'insert',
    'takes a hold of its own beside the owner’s',
    (insert) => async (intent) => {
      const written = await insert(intent)
      return written.kind === 'held' ? insert({ ...intent, slotKey: `${intent.slotKey}/${intent.id}` }) : written
    },
  ),
  'a slot can be kept for a while after its intent is over': spoiling(
    'intents',
    'advance',
    'gives the slot free whatever the step says',
    (advance) => (claim, step) => advance(claim, { ...step, slot: 'release' }),
  ),
  'sweeping removes what is over and nothing else': spoiling(
    'holds',
    'sweep',
    'removes nothing once the time is up',
    () => async (limit) => limit,
  ),
}

/** What a store that never looks at the clock would still find. */
function lastHold(slotKey: string) {
  const facts = { id: 'a', instance: 'clinic', owner: 'owner a', intentId: null, native: null, slot: {} }
  return { ...facts, slotKey, expiresAt: 0, lastUntil: 0 }
}
