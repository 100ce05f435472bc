import assert from 'node:assert/strict'
import { family } from '../case.ts'
import { advanced, draft, inserted, over, wish } from '../drafts.ts'

export const holdCases = family('holds', [
  {
    name: 'of a thousand who want one slot one gets it',
    why: 'Monday, 8:00, the only cardiologist of the town.',
    async run({ store, another }) {
      const other = await another()
      const all = await Promise.all(
        Array.from({ length: 1_000 }, (_, index) => (index % 2 ? store : other).holds.take(wish(`n${index}`))),
      )
      const winners = all.flatMap((one) => (one.kind === 'taken' ? [one.hold] : []))
      assert.equal(winners.length, 1)
      assert.deepEqual(await store.holds.find('slot'), winners[0])
      const until = winners[0]?.expiresAt
      assert.ok(all.every((one) => one.kind === 'taken' || one.until === until))
    },
  },
  {
    name: 'of two hundred intents for one slot one is journaled',
    why: 'All of them would be sent to the MIS, and each could be the one that is told "booked" by mistake.',
    async run({ store, another }) {
      const other = await another()
      const all = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          (index % 2 ? store : other).intents.insert(draft(`n${index}`, { slotKey: 'slot' })),
        ),
      )
      assert.equal(all.filter(({ kind }) => kind === 'inserted').length, 1)
      assert.equal(all.filter(({ kind }) => kind === 'held').length, 199)
      assert.equal((await store.intents.list({ limit: 500 })).length, 1)
    },
  },
  {
    name: 'a hold is over when the store’s clock says so, swept or not',
    why: 'A slot that stays blocked after its five minutes is a visit nobody gets.',
    async run({ store, later }) {
      await store.holds.take(wish('a', { forMs: 5_000 }))
      await later(4_000)
      assert.equal((await store.holds.take(wish('b'))).kind, 'held')
      await later(1_000)
      assert.equal(await store.holds.find('slot'), null)
      assert.equal(await store.holds.extend('a', 'owner a', 1_000), null)
      assert.equal(await store.holds.release('a', 'owner a'), null)
      const next = await store.holds.take(wish('b'))
      assert.ok(next.kind === 'taken' && next.isNew && next.hold.id === 'b' && next.hold.native === null)
    },
  },
  {
    name: 'the same owner asking again has the same hold, never for longer than its bound',
    why: 'A page that is loaded again must not lose its slot, nor keep it for ever.',
    async run({ store, later }) {
      const first = await store.holds.take(wish('a', { forMs: 50_000, atMostMs: 60_000 }))
      await later(20_000)
      const second = await store.holds.take(wish('b', { owner: 'owner a', forMs: 50_000, atMostMs: 60_000 }))
      assert.ok(first.kind === 'taken' && second.kind === 'taken')
      assert.deepEqual([first.isNew, second.isNew, second.hold.id], [true, false, 'a'])
      assert.equal(second.hold.expiresAt, second.hold.lastUntil)
      const shorter = await store.holds.extend('a', 'owner a', 1)
      assert.equal(shorter?.expiresAt, second.hold.expiresAt)
    },
  },
  {
    name: 'only its owner extends a hold, marks it and gives it back',
    why: 'Whoever guesses an id must not take a slot from somebody.',
    async run({ store }) {
      const taken = await store.holds.take(wish('a', { forMs: 1_000 }))
      const stranger = 'owner b'
      assert.equal(await store.holds.extend('a', stranger, 60_000), null)
      assert.equal(await store.holds.attach('a', stranger, { of: 'the MIS' }), null)
      assert.equal(await store.holds.release('a', stranger), null)
      assert.ok(taken.kind === 'taken')
      assert.deepEqual(await store.holds.find('slot'), taken.hold)
      const extended = await store.holds.extend('a', 'owner a', 60_000)
      assert.ok((extended?.expiresAt ?? 0) >= (taken.hold.expiresAt ?? 0) + 50_000)
      assert.deepEqual((await store.holds.attach('a', 'owner a', { of: 'the MIS' }))?.native, { of: 'the MIS' })
      assert.deepEqual((await store.holds.release('a', 'owner a'))?.native, { of: 'the MIS' })
      assert.equal(await store.holds.find('slot'), null)
      assert.equal((await store.holds.take(wish('c'))).kind, 'taken')
    },
  },
  {
    name: 'an intent takes over its owner’s hold, and keeps the slot as long as it lives',
    why: 'Between "Book" and the answer of the MIS nobody else may be given the time.',
    async run({ store, later }) {
      await store.holds.take(wish('h', { owner: 'me', slotKey: 'slot', forMs: 5_000 }))
      const stranger = await store.intents.insert(draft('x', { slotKey: 'slot' }))
      assert.equal(stranger.kind, 'held')
      const intent = await inserted(store, 'a', { owner: 'me', slotKey: 'slot' })
      const kept = await store.holds.find('slot')
      assert.deepEqual([kept?.id, kept?.intentId, kept?.expiresAt], ['h', 'a', null])
      await later(10_000)
      assert.deepEqual(await store.holds.take(wish('b', { owner: 'me' })), { kind: 'held', until: null })
      assert.equal(await store.holds.release('h', 'me'), null)
      await advanced(store, intent, { state: 'refused', ...over, slot: 'release' })
      assert.equal((await store.holds.take(wish('b'))).kind, 'taken')
    },
  },
  {
    name: 'a slot can be kept for a while after its intent is over',
    why: 'A visit nobody is sure of must not be sold again before its time.',
    async run({ store, later }) {
      const intent = await inserted(store, 'a', { slotKey: 'slot' })
      const keepUntil = (await store.now()) + 30_000
      await advanced(store, intent, { state: 'needs-person', ...over, slot: { keepUntil } })
      assert.deepEqual(await store.holds.take(wish('b')), { kind: 'held', until: keepUntil })
      await later(30_000)
      assert.equal((await store.holds.take(wish('b'))).kind, 'taken')
    },
  },
  {
    name: 'sweeping removes what is over and nothing else',
    why: 'Tables must not grow for ever; a live hold must not vanish.',
    async run({ store, later }) {
      for (const name of ['a', 'b', 'c']) await store.holds.take(wish(name, { slotKey: name, forMs: 1_000 }))
      await store.holds.take(wish('d', { slotKey: 'd', forMs: 60_000 }))
      await inserted(store, 'e', { slotKey: 'e' })
      await later(1_000)
      assert.equal(await store.holds.sweep(2), 2)
      assert.equal(await store.holds.sweep(9), 1)
      assert.equal((await store.holds.find('d'))?.id, 'd')
      assert.equal((await store.holds.find('e'))?.id, 'e')
    },
  },
])
