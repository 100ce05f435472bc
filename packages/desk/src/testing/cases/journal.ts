import assert from 'node:assert/strict'
import { family } from '../case.ts'
import { advanced, bytesOf, draft, event, inserted, over, waiting } from '../drafts.ts'

export const journalCases = family('journal', [
  {
    name: 'what was written is read back as it was',
    why: 'A worker books what it reads here, hours later and in another process.',
    async run({ store }) {
      const given = draft('Ёж 🦔', { slotKey: null, slot: null, body: new Uint8Array([0, 255, 128]) })
      const { leaseMs, lane: _lane, slot: _slot, events: _events, ...facts } = given
      const before = await store.now()
      const written = await inserted(store, given.id, given)
      assert.deepEqual(await store.intents.get(given.id), written)
      assert.deepEqual(await store.intents.byReference(given.reference), written)
      const { ordinal, leaseUntil, dueAt, createdAt, updatedAt, ...rest } = written
      assert.deepEqual(rest, {
        ...facts,
        lane: null,
        state: 'prepared',
        attempt: 0,
        fence: 1,
        sentAt: null,
        quietUntil: null,
        withdrawWanted: false,
        result: null,
      })
      assert.ok(ordinal > 0 && createdAt >= before && updatedAt === createdAt && dueAt === createdAt)
      assert.equal(leaseUntil, createdAt + leaseMs)
    },
  },
  {
    name: 'a reference is one intent for ever: the same body is the same, another body is a conflict',
    why: 'A form sent twice must not become two visits, nor a second request be taken for the first.',
    async run({ store }) {
      const first = await inserted(store, 'a')
      const same = { reference: first.reference, bodyHash: first.bodyHash }
      assert.deepEqual(await store.intents.insert(draft('b', same)), { kind: 'same', by: 'reference', intent: first })
      assert.deepEqual(await store.intents.insert(draft('c', { reference: first.reference })), { kind: 'conflict' })
      await advanced(store, first, { state: 'refused', ...over, key: null, slot: 'release' })
      assert.equal((await store.intents.insert(draft('d', same))).kind, 'same')
      assert.equal((await store.intents.list({ limit: 9 })).length, 1)
    },
  },
  {
    name: 'a natural key is one intent until it is given free',
    why: 'The same patient for the same time of the same doctor is one visit, whatever the reference.',
    async run({ store }) {
      const first = await inserted(store, 'a', { key: 'key' })
      const twin = draft('b', { key: 'key' })
      assert.deepEqual(await store.intents.insert(twin), { kind: 'same', by: 'key', intent: first })
      await store.intents.freeKey(first.id)
      assert.equal((await store.intents.insert(twin)).kind, 'same')
      const done = await advanced(store, first, { state: 'done', ...over })
      assert.equal((await store.intents.insert(twin)).kind, 'same')
      await store.intents.freeKey(done.id)
      assert.equal((await store.intents.insert(twin)).kind, 'inserted')
    },
  },
  {
    name: 'one request that arrives twenty times at once is one intent',
    why: 'A double click, a proxy that sends again, two tabs.',
    async run({ store, another }) {
      const other = await another()
      const given = { reference: 'one', bodyHash: 'one', key: 'one', slotKey: 'one', owner: 'one' }
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? store : other).intents.insert(draft(`n${index}`, { ...given, events: [event(`e${index}`)] })),
        ),
      )
      const kinds = all.map(({ kind }) => kind).sort()
      assert.deepEqual(kinds, ['inserted', ...Array.from({ length: 19 }, () => 'same')])
      assert.equal((await store.outbox.list(0, 100)).length, 1)
    },
  },
  {
    name: 'an intent that finds its slot taken leaves nothing behind',
    why: 'A patient who was refused must not be booked later from what was left in the journal.',
    async run({ store }) {
      await inserted(store, 'a', { slotKey: 'slot' })
      const late = draft('b', { slotKey: 'slot', events: [event('b')] })
      assert.deepEqual(await store.intents.insert(late), { kind: 'held', until: null })
      assert.equal(await store.intents.byReference(late.reference), null)
      assert.equal(await store.intents.get('b'), null)
      assert.deepEqual(await store.outbox.list(0, 9), [])
    },
  },
  {
    name: 'a step changes what it names and leaves the rest as it was',
    why: 'What a step forgets to repeat must not be lost.',
    async run({ store }) {
      const first = await inserted(store, 'a')
      const progress = { ambiguous: true, looks: 2, absentReads: 1, verdict: { code: 'slot-taken' } }
      const sending = await advanced(store, first, {
        state: 'sending',
        attempt: 1,
        dueInMs: 500,
        leaseMs: 1_000,
        quietForMs: 2_000,
        lane: 'line',
        progress,
        result: bytesOf('result'),
      })
      const { updatedAt } = sending
      assert.deepEqual(sending, {
        ...first,
        state: 'sending',
        attempt: 1,
        dueAt: updatedAt + 500,
        leaseUntil: updatedAt + 1_000,
        sentAt: updatedAt,
        quietUntil: updatedAt + 2_000,
        lane: 'line',
        progress,
        result: bytesOf('result'),
        updatedAt,
      })
      const next = await advanced(store, sending, { state: 'checking', dueInMs: null })
      assert.deepEqual(next, {
        ...sending,
        state: 'checking',
        dueAt: null,
        leaseUntil: null,
        updatedAt: next.updatedAt,
      })
    },
  },
  {
    name: 'what waits is withdrawn at once, what is on its way is only marked, what is over stays',
    why: 'A patient who no longer wants it must not be booked, and a visit that was made must not be forgotten.',
    async run({ store }) {
      const queued = await waiting(store, 'a', { slotKey: 'slot' })
      const withdrawn = await store.intents.withdraw(queued.id, [event('a')])
      assert.equal(withdrawn?.state, 'withdrawn')
      assert.deepEqual([withdrawn?.key, withdrawn?.lane, withdrawn?.dueAt], [null, null, null])
      assert.equal(await store.holds.find('slot'), null)
      assert.equal((await store.outbox.list(0, 9)).length, 1)
      assert.equal(await store.intents.advance(queued, { state: 'sending', dueInMs: 0 }), null)
      const leased = await inserted(store, 'b')
      const marked = await store.intents.withdraw(leased.id, [event('b')])
      assert.deepEqual([marked?.state, marked?.withdrawWanted], ['prepared', true])
      const done = await advanced(store, leased, { state: 'done', ...over })
      assert.deepEqual(await store.intents.withdraw(done.id, [event('c')]), done)
      assert.equal((await store.outbox.list(0, 9)).length, 1)
      assert.equal(await store.intents.withdraw('nobody', []), null)
    },
  },
  {
    name: 'what becomes done though it is no longer wanted is claimed once more, for its visit to be cancelled',
    why: 'The process that made the visit may die before it cancels it.',
    async run({ store }) {
      const leased = await inserted(store, 'a')
      await store.intents.withdraw(leased.id, [])
      const done = await advanced(store, leased, { state: 'done', ...over })
      assert.deepEqual([done.dueAt, done.leaseUntil], [done.updatedAt, null])
      const query = { instances: ['clinic'], limit: 9, leaseMs: 60_000 }
      const [claimed] = await store.intents.claim(query)
      assert.ok(claimed, 'it is claimed')
      assert.deepEqual([claimed.id, claimed.state, claimed.withdrawWanted], ['a', 'done', true])
      assert.equal((await advanced(store, claimed, { state: 'done', dueInMs: null })).dueAt, null)
      assert.deepEqual(await store.intents.claim(query), [])
    },
  },
  {
    name: 'a list is in order of arrival, filtered, and goes on after an ordinal',
    why: 'An operator reads what waits, page by page.',
    async run({ store }) {
      for (const name of ['a', 'b', 'c']) await waiting(store, name, { patientKey: 'patient' })
      await inserted(store, 'd', { instance: 'other' })
      const names = async (query: Parameters<typeof store.intents.list>[0]) =>
        (await store.intents.list(query)).map(({ id }) => id)
      assert.deepEqual(await names({ limit: 9 }), ['a', 'b', 'c', 'd'])
      assert.deepEqual(await names({ states: ['queued', 'done'], patientKey: 'patient', limit: 2 }), ['a', 'b'])
      const [, second] = await store.intents.list({ limit: 2 })
      assert.deepEqual(await names({ after: second?.ordinal ?? 0, instance: 'clinic', limit: 9 }), ['c'])
      assert.deepEqual(await names({ states: [], limit: 9 }), [])
    },
  },
])
