import assert from 'node:assert/strict'
import { type Appointment, type BookRequest, supports } from '@mis/core'
import { family, type Stage } from '../case.ts'
import { expectCode, failure, soon, within } from '../expect.ts'
import { arrival, during, intent, living, type Offer, offer, offers, sent } from '../stage.ts'

/** Long enough to ask whether it went through, too short to wait until "absent" proves anything. */
const patient = { deadlineMs: 1500 }

export const identityCases = family('write identity', [
  {
    name: 'an answer lost after the commit is one appointment, reported as booked or as unknown',
    why: 'Sent again, it is a second visit; reported as failed, it is a visit nobody knows about.',
    async run(stage) {
      const one = await offer(stage)
      await during(stage, 'book', 'lost-answer', () =>
        unknownOrFound(stage, one, stage.adapter.book(intent(one.slot), patient)),
      )
      assert.deepEqual([living(stage, one).length, sent(stage, 'book')], [1, 1])
    },
  },
  {
    name: 'a write without an answer ends at its deadline as unknown, sent once',
    why: '"Timeout, please try again" books twice.',
    async run(stage) {
      const one = await offer(stage)
      await during(stage, 'book', 'stalled-answer', () =>
        within(unknownOrFound(stage, one, stage.adapter.book(intent(one.slot), { deadlineMs: soon }))),
      )
      assert.deepEqual([living(stage, one).length, sent(stage, 'book')], [1, 1])
    },
  },
  {
    name: 'a commit that comes after the caller gave up finds no second attempt',
    why: '"Absent" right after sending proves nothing: the first attempt may still be under way.',
    async run(stage) {
      const one = await offer(stage)
      await during(stage, 'book', 'late-commit', () =>
        within(failure(stage.adapter.book(intent(one.slot), { deadlineMs: soon }), 'outcome-unknown')),
      )
      stage.server.release()
      await within(stage.server.idle())
      assert.deepEqual([living(stage, one).length, sent(stage, 'book')], [1, 1])
    },
  },
  {
    name: 'a connection reset under a write leaves its outcome unknown',
    why: 'From here, a request that was lost and an answer that was lost look the same.',
    async run(stage) {
      const one = await offer(stage)
      await during(stage, 'book', 'reset', () =>
        failure(stage.adapter.book(intent(one.slot), patient), 'outcome-unknown'),
      )
      assert.deepEqual([living(stage, one).length, sent(stage, 'book')], [0, 1])
    },
  },
  {
    name: 'a server error under a write leaves its outcome unknown, sent once',
    why: 'A proxy answers 502 after the MIS has committed.',
    async run(stage) {
      const one = await offer(stage)
      await during(stage, 'book', { status: 502 }, () =>
        failure(stage.adapter.book(intent(one.slot), patient), 'outcome-unknown'),
      )
      assert.equal(sent(stage, 'book'), 1)
    },
  },
  {
    name: 'a broken 2xx under a write leaves its outcome unknown, sent once',
    why: 'The status says it may have happened, the body does not say what.',
    async run(stage) {
      for (const fault of ['html', 'garbage', 'truncate'] as const) {
        const before = sent(stage, 'book')
        const one = await offer(stage)
        await during(stage, 'book', fault, () =>
          unknownOrFound(stage, one, stage.adapter.book(intent(one.slot, 1, `conformance-${fault}`), patient)),
        )
        assert.equal(sent(stage, 'book') - before, 1)
      }
    },
  },
  {
    name: 'a refused write is sent once',
    why: 'A refusal is an answer.',
    async run(stage) {
      const one = await offer(stage)
      await during(stage, 'book', { status: 422 }, () =>
        failure(stage.adapter.book(intent(one.slot), patient), 'invalid-request', 'rejected'),
      )
      assert.deepEqual([living(stage, one).length, sent(stage, 'book')], [0, 1])
    },
  },
  {
    name: 'an intent repeated after an unknown outcome makes no second appointment',
    why: 'A process that restarts, or a person who presses twice, sends the same intent again.',
    async run(stage) {
      const one = await offer(stage)
      const before = stage.world.appointments().length
      const request = intent(one.slot, 1, 'conformance-again')
      await abandoned(stage, request)
      await stage.adapter.book(request).then(
        ({ id }) => assert.equal(id, stage.ids.appointment(living(stage, one)[0]?.id ?? 'none')),
        (error: unknown) => expectCode(error, 'slot-taken', 'rejected'),
      )
      assert.deepEqual([living(stage, one).length, stage.world.appointments().length], [1, before + 1])
    },
  },
  {
    name: 'whether a booking went through can be asked, and the answer is the world’s',
    why: 'It is the only way out of an unknown outcome without a telephone.',
    async run(stage) {
      const one = await offer(stage)
      const request = intent(one.slot)
      await abandoned(stage, request)
      const { adapter } = stage
      if (!supports(adapter, 'findBooking')) return assert.equal('findBooking' in adapter, false)
      const found = await adapter.findBooking(request)
      assert.equal(found?.id, stage.ids.appointment(living(stage, one)[0]?.id ?? 'none'))
    },
  },
  {
    name: 'a booking that was never sent is not found, even where another person has the slot',
    why: 'Adopting somebody else’s appointment tells two patients to come at one time.',
    async run(stage) {
      const one = await offer(stage)
      const { adapter } = stage
      await adapter.book(intent(one.slot, 2, 'conformance-other'))
      if (!supports(adapter, 'findBooking')) return assert.equal('findBooking' in adapter, false)
      assert.equal(await adapter.findBooking(intent(one.slot, 1, 'conformance-mine')), null)
    },
  },
  {
    name: 'a booking that was never sent is not found, though the same person has another visit',
    why: 'Taken for the one asked about, the patient is told a time at which nobody waits.',
    async run(stage) {
      const [mine, wanted] = await offers(stage, 2)
      if (mine === undefined || wanted === undefined) return assert.fail('no offers')
      const { adapter } = stage
      await adapter.book(intent(mine.slot, 1, 'conformance-first'))
      assert.deepEqual([living(stage, mine).length, living(stage, wanted).length], [1, 0])
      if (!supports(adapter, 'findBooking')) return assert.equal('findBooking' in adapter, false)
      const found = await adapter.findBooking(intent(wanted.slot, 1, 'conformance-second'))
      assert.equal(found?.start ?? null, null, 'a visit at another time was found')
    },
  },
  {
    name: 'a booking that was never sent is not found, though the same person had cancelled a visit at this time',
    why: 'A cancelled visit taken for a new one: the patient comes, and the time is somebody else’s.',
    async run(stage) {
      const one = await offer(stage)
      const { adapter, world } = stage
      await adapter.book(intent(one.slot, 1, 'conformance-first'))
      world.cancel(living(stage, one)[0]?.id ?? '')
      assert.equal(living(stage, one).length, 0)
      if (!supports(adapter, 'findBooking')) return assert.equal('findBooking' in adapter, false)
      const found = await adapter.findBooking(intent(one.slot, 1, 'conformance-second'))
      assert.equal(found?.status ?? null, null, 'the cancelled visit was found')
    },
  },
])

/** The two honest ends of a booking whose answer was lost; only a layer that found it in the MIS may call it booked. */
async function unknownOrFound(stage: Stage, one: Offer, call: Promise<Appointment>): Promise<void> {
  await call.then(
    ({ id }) => assert.equal(id, stage.ids.appointment(living(stage, one)[0]?.id ?? 'none')),
    (error: unknown) => expectCode(error, 'outcome-unknown'),
  )
}

/** Books, and gives up when the MIS has booked but not answered. */
async function abandoned(stage: Stage, request: BookRequest): Promise<void> {
  const controller = new AbortController()
  await during(stage, 'book', 'stalled-answer', async () => {
    const before = sent(stage, 'book')
    const call = failure(stage.adapter.book(request, { signal: controller.signal }), 'outcome-unknown')
    await within(Promise.race([arrival(stage, 'book', before), call]))
    controller.abort(new Error('the process is shutting down'))
    await within(call)
  })
}
