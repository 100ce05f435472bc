import assert from 'node:assert/strict'
import { family } from '../case.ts'
import { advanced, claimed, inserted } from '../drafts.ts'

const line = 'clinic/7'
const inLine = { lane: line }

export const lineCases = family('lines', [
  {
    name: 'nobody in a line is claimed before whoever stands ahead, even while that one is being worked on',
    why: 'Whoever asked a doctor first gets the choice first.',
    async run({ store, later }) {
      const first = await inserted(store, 'a', inLine)
      await advanced(store, first, { state: 'queued', dueInMs: 5_000, lane: line })
      const second = await inserted(store, 'b', inLine)
      assert.deepEqual([second.state, second.lane, second.leaseUntil], ['queued', line, null])
      assert.deepEqual(await store.intents.claim(claimed), [])
      assert.equal(await store.intents.ahead('b'), 1)
      assert.equal(await store.intents.ahead('a'), 0)
      await later(5_000)
      const [head] = await store.intents.claim(claimed)
      assert.equal(head?.id, 'a')
      assert.deepEqual(await store.intents.claim(claimed), [])
      await advanced(store, head ?? assert.fail(), { state: 'done', dueInMs: null, lane: null })
      assert.equal(await store.intents.ahead('b'), 0)
      assert.deepEqual(
        (await store.intents.claim(claimed)).map(({ id }) => id),
        ['b'],
      )
    },
  },
  {
    name: 'a line of another doctor is not waited for',
    why: 'One doctor’s full day must not stop the clinic.',
    async run({ store }) {
      await advanced(store, await inserted(store, 'a', inLine), { state: 'queued', dueInMs: 5_000, lane: line })
      const other = await inserted(store, 'b', { lane: 'clinic/8' })
      assert.deepEqual([other.state, other.lane], ['prepared', null])
    },
  },
  {
    name: 'everything that waits for an installation is due at once when it is woken',
    why: 'The MIS is back at 8:05; nobody waits until the next five minutes are over.',
    async run({ store }) {
      for (const name of ['a', 'b'])
        await advanced(store, await inserted(store, name), { state: 'queued', dueInMs: 300_000 })
      await advanced(store, await inserted(store, 'c'), { state: 'checking', dueInMs: 300_000 })
      assert.equal(await store.intents.wake('other'), 0)
      assert.equal(await store.intents.wake('clinic'), 2)
      assert.deepEqual(
        (await store.intents.claim(claimed)).map(({ id }) => id),
        ['a', 'b'],
      )
    },
  },
])
