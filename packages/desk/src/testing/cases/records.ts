import assert from 'node:assert/strict'
import { family } from '../case.ts'
import { advanced, bytesOf, event, inserted, over, visit } from '../drafts.ts'

export const visitCases = family('visits', [
  {
    name: 'a visit moves only along its edges, and never back to an older word',
    why: 'A late message must not bring a cancelled visit back to life.',
    async run({ store }) {
      const { from: _from, ...first } = visit('v', { intentId: 'intent', seenAt: 2_000 })
      assert.equal(await store.appointments.record(visit('v', first)), 'inserted')
      assert.deepEqual(await store.appointments.get('clinic', 'v'), first)
      const older = visit('v', { status: 'arrived', seenAt: 1_999, from: ['booked'] })
      assert.equal(await store.appointments.record(older), 'late')
      const astray = visit('v', { status: 'completed', seenAt: 3_000, from: ['arrived'] })
      assert.equal(await store.appointments.record(astray), 'refused')
      assert.deepEqual(await store.appointments.get('clinic', 'v'), first)
      const newer = visit('v', { status: 'cancelled', seenAt: 3_000, from: ['booked'], body: bytesOf('new') })
      assert.equal(await store.appointments.record(newer), 'updated')
      const { from: _edges, ...stored } = newer
      assert.deepEqual(await store.appointments.get('clinic', 'v'), { ...stored, intentId: 'intent' })
      assert.equal(await store.appointments.get('other', 'v'), null)
    },
  },
  {
    name: 'a patient’s visits come in the order of their beginning',
    why: 'The next visit is the first a patient looks for.',
    async run({ store }) {
      for (const [id, startsAt] of [
        ['c', 3_000],
        ['a', 1_000],
        ['b', 2_000],
      ] as const)
        await store.appointments.record(visit(id, { startsAt }))
      await store.appointments.record(visit('d', { startsAt: 2_500, instance: 'other' }))
      await store.appointments.record(visit('e', { startsAt: 2_500, patientKey: 'somebody else' }))
      const ids = async (more: object) =>
        (await store.appointments.list({ patientKey: 'patient', limit: 9, ...more })).map(({ id }) => id)
      assert.deepEqual(await ids({}), ['a', 'b', 'd', 'c'])
      assert.deepEqual(await ids({ instance: 'clinic', startingAt: 2_000 }), ['b', 'c'])
      assert.deepEqual(await ids({ limit: 1 }), ['a'])
    },
  },
])

export const outboxCases = family('outbox', [
  {
    name: 'what a step makes happen is written with the step',
    why: 'A visit nobody is told of, or a message about a visit that is not there.',
    async run({ store }) {
      const intent = await inserted(store, 'a', { events: [event('one', 'a')], slotKey: 'slot' })
      const step = {
        state: 'done',
        ...over,
        appointments: [visit('v')],
        events: [event('two', 'a')],
        slot: 'release',
      } as const
      await advanced(store, intent, step)
      const events = await store.outbox.list(0, 9)
      assert.deepEqual(
        events.map(({ id, sequence }) => [id, sequence]),
        [
          ['one', 1],
          ['two', 2],
        ],
      )
      assert.deepEqual(events[0]?.body, bytesOf('one'))
      assert.notEqual(await store.appointments.get('clinic', 'v'), null)
      assert.equal(await store.holds.find('slot'), null)
    },
  },
  {
    name: 'events of a subject are counted without gaps, and all of them in one order',
    why: 'A receiver that sees 1 and 3 knows that it must wait for 2.',
    async run({ store }) {
      const written = [
        ...(await store.outbox.append([event('a1', 'a'), event('b1', 'b'), event('a2', 'a')])),
        ...(await store.outbox.append([event('a3', 'a')])),
      ]
      assert.deepEqual(
        written.map(({ sequence }) => sequence),
        [1, 1, 2, 3],
      )
      assert.deepEqual(await store.outbox.list(0, 9), written)
      assert.deepEqual(await store.outbox.list(written[1]?.ordinal ?? 0, 1), written.slice(2, 3))
    },
  },
  {
    name: 'a reader that goes on after the last ordinal misses nothing while many write',
    why: 'An event that commits behind the reader’s back is never delivered.',
    async run({ store, another }) {
      const other = await another()
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        const through = writer % 2 ? store : other
        for (let count = 0; count < 10; count += 1)
          await through.outbox.append([event(`${writer}/${count}`, `subject ${count}`)])
      })
      const seen: string[] = []
      let last = 0
      const read = async () => {
        const page = await store.outbox.list(last, 7)
        seen.push(...page.map(({ id }) => id))
        last = page.at(-1)?.ordinal ?? last
        return page.length
      }
      let isOver = false
      const ended = Promise.all(writers).then(() => {
        isOver = true
      })
      while (!isOver) await read()
      await ended
      while ((await read()) > 0);
      assert.equal(new Set(seen).size, 80)
      assert.equal(seen.length, 80)
    },
  },
])
