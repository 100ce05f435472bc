import assert from 'node:assert/strict'
import { isMisError } from '@mis/core'
import type { Store } from '../../store/store.ts'
import { family } from '../case.ts'
import { advanced, draft, event, inserted, waiting, wish } from '../drafts.ts'

/** Whether a listener is told of what is done. Some stores tell a moment later: until then other calls come back. */
async function hears(listening: Store, act: () => Promise<unknown>): Promise<boolean> {
  let isHeard = false
  const leave = listening.onWork(() => {
    isHeard = true
  })
  await act()
  for (let count = 0; !isHeard && count < 1_000; count += 1) await listening.now()
  leave()
  return isHeard
}

export const wakeUpCases = family('wake-ups', [
  {
    name: 'whoever waits is told when something may be claimed',
    why: 'A request that could be sent now would lie until the next look.',
    async run({ store }) {
      const intent = await inserted(store, 'a', { lane: 'line' })
      const waits = [
        () => advanced(store, intent, { state: 'queued', dueInMs: 0, lane: 'line' }),
        () => inserted(store, 'b', { lane: 'line' }),
        () => store.intents.wake('clinic'),
        () => store.intents.withdraw('b', []),
      ]
      for (const act of waits) assert.ok(await hears(store, act))
    },
  },
  {
    name: 'whoever has left is told nothing more',
    why: 'A desk that was closed must not be held alive by its store.',
    async run({ store }) {
      let told = 0
      const leave = store.onWork(() => {
        told += 1
      })
      leave()
      leave()
      await waiting(store, 'a')
      assert.equal(told, 0)
    },
  },
  {
    name: 'work of one process wakes another, where the store can tell',
    why: 'Two instances share the work only if both hear of it.',
    async run({ store, another, tellsOthers }) {
      const other = await another()
      if (!tellsOthers) {
        // It is found by looking.
        await waiting(store, 'a')
        assert.notEqual(await other.intents.nextDueAt(['clinic']), null)
        return
      }
      // Listening takes a moment to begin, and what comes before may be lost: so it is told until it is heard.
      let count = 0
      const tell = () => waiting(store, `a${count}`)
      while (!(await hears(other, tell))) assert.ok(++count < 20, 'it was never heard')
    },
  },
])

export const durabilityCases = family('durability', [
  {
    name: 'what was acknowledged is there after a restart',
    why: 'A patient was told "received".',
    async run({ store, reopen }) {
      const intent = await inserted(store, 'a', { events: [event('e')], slotKey: 'kept' })
      await store.holds.take(wish('h'))
      // A store that forgets has nothing more to show here.
      if (!reopen) return assert.deepEqual(await store.intents.get('a'), intent)
      const again = await reopen()
      assert.deepEqual(await again.intents.get('a'), intent)
      assert.equal((await again.holds.find('slot'))?.id, 'h')
      assert.equal((await again.holds.find('kept'))?.intentId, 'a')
      assert.deepEqual(
        (await again.outbox.list(0, 9)).map(({ id }) => id),
        ['e'],
      )
      const next = await inserted(again, 'b')
      assert.ok(next.ordinal > intent.ordinal)
    },
  },
  {
    name: 'a store may be opened and closed twice, and answers nothing once it is closed',
    why: 'A patient must not be told "received" by a process that is going.',
    async run({ store }) {
      await store.open()
      await store.open()
      await inserted(store, 'a')
      await store.close()
      await store.close()
      for (const call of [() => store.intents.insert(draft('b')), () => store.holds.find('slot'), () => store.now()])
        await assert.rejects(call, (error) => isMisError(error, 'unavailable') && error.details.by === 'store')
    },
  },
])
