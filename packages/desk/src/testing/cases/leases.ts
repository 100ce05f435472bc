import assert from 'node:assert/strict'
import { family } from '../case.ts'
import { advanced, claimed, event, inserted, over, visit, waiting } from '../drafts.ts'

export const leaseCases = family('leases', [
  {
    name: 'claimers at once never get the same intent, and together get all',
    why: 'Two workers with one intent are two visits.',
    async run({ store, another }) {
      const names = Array.from({ length: 40 }, (_, index) => `n${index}`)
      for (const name of names) await waiting(store, name)
      const other = await another()
      const rounds = await Promise.all(
        Array.from({ length: 12 }, (_, index) => (index % 2 ? store : other).intents.claim({ ...claimed, limit: 5 })),
      )
      const taken = [...rounds.flat(), ...(await store.intents.claim(claimed))]
      assert.deepEqual(taken.map(({ id }) => id).sort(), names.sort())
      assert.ok(taken.every(({ fence }) => fence === 2))
    },
  },
  {
    name: 'whoever lost its lease writes nothing',
    why: 'A process that slept through its lease must not overwrite what the next one found out.',
    async run({ store, later }) {
      const first = await inserted(store, 'a', { leaseMs: 1_000, slotKey: 'slot' })
      await later(1_000)
      const [second] = await store.intents.claim(claimed)
      assert.equal(second?.fence, first.fence + 1)
      const step = {
        state: 'done',
        ...over,
        slot: 'release',
        appointments: [visit('v')],
        events: [event('e')],
      } as const
      assert.equal(await store.intents.advance(first, step), null)
      assert.equal(await store.intents.renew(first, 60_000), false)
      assert.deepEqual(await store.intents.get('a'), second)
      assert.notEqual(await store.holds.find('slot'), null)
      assert.equal(await store.appointments.get('clinic', 'v'), null)
      assert.deepEqual(await store.outbox.list(0, 9), [])
    },
  },
  {
    name: 'a lease keeps others away until it is over, and a renewed one longer',
    why: 'The intent of a process that died must go on; that of one that works must not be taken from it.',
    async run({ store, later }) {
      const first = await inserted(store, 'a', { leaseMs: 10_000 })
      await later(9_000)
      assert.deepEqual(await store.intents.claim(claimed), [])
      assert.equal(await store.intents.claimOne('a', 1_000), null)
      assert.equal(await store.intents.renew(first, 10_000), true)
      await later(9_000)
      assert.deepEqual(await store.intents.claim(claimed), [])
      await later(1_000)
      assert.equal((await store.intents.claim(claimed)).length, 1)
    },
  },
  {
    name: 'a claim takes what is due in its own installations, oldest first, no more than asked for',
    why: 'An adapter must not get the intents of another clinic, and nobody waits longer than whoever came later.',
    async run({ store, later }) {
      for (const name of ['a', 'b', 'c']) await waiting(store, name)
      await waiting(store, 'd', { instance: 'other' })
      await advanced(store, await inserted(store, 'e'), { state: 'queued', dueInMs: 5_000 })
      const ids = async (limit: number) => (await store.intents.claim({ ...claimed, limit })).map(({ id }) => id)
      assert.deepEqual(await ids(2), ['a', 'b'])
      assert.deepEqual(await ids(9), ['c'])
      await later(5_000)
      assert.deepEqual(await ids(9), ['e'])
    },
  },
  {
    name: 'one intent can be claimed before it is due, and where a person is needed, not where it is over',
    why: 'A patient who cancels, and a person who found out what became of a visit, need that one now.',
    async run({ store }) {
      const early = await advanced(store, await inserted(store, 'a'), { state: 'queued', dueInMs: 60_000 })
      assert.equal((await store.intents.claimOne('a', 1_000))?.fence, early.fence + 1)
      await advanced(store, await inserted(store, 'b'), { state: 'needs-person', ...over })
      assert.equal((await store.intents.claimOne('b', 1_000))?.state, 'needs-person')
      await advanced(store, await inserted(store, 'c'), { state: 'done', ...over })
      assert.equal(await store.intents.claimOne('c', 1_000), null)
      assert.equal(await store.intents.claimOne('nobody', 1_000), null)
    },
  },
  {
    name: 'the next moment with something to claim is known',
    why: 'A worker that sleeps too long lets a patient wait; one that does not sleep burns the clinic’s server.',
    async run({ store }) {
      assert.equal(await store.intents.nextDueAt(['clinic']), null)
      const leased = await inserted(store, 'a', { leaseMs: 90_000 })
      assert.equal(await store.intents.nextDueAt(['clinic']), leased.leaseUntil)
      const queued = await advanced(store, await inserted(store, 'b'), { state: 'queued', dueInMs: 50_000 })
      assert.equal(await store.intents.nextDueAt(['clinic']), queued.dueAt)
      assert.equal(await store.intents.nextDueAt(['other']), null)
    },
  },
])
