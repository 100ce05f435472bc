import assert from 'node:assert/strict'
import { isMisError } from '@mis/core'
import { family, type Stage } from '../case.ts'
import { begun, failure, rejection, soon, within } from '../expect.ts'
import { arrival, busyDay, during, fresh, intent, living, offer, sent } from '../stage.ts'

function readDay(stage: Stage, signal: AbortSignal, deadlineMs?: number) {
  const { doctor, day } = busyDay(stage)
  const query = { doctorId: stage.ids.doctor(doctor.id), from: day, to: day }
  return stage.adapter.listSlots(query, { ...fresh, signal, ...(deadlineMs !== undefined && { deadlineMs }) })
}

export const abortCases = family('abort is not timeout', [
  {
    name: 'an aborted read rejects with the reason of the caller',
    why: 'The caller gave up; nobody must be told that the MIS is slow.',
    async run(stage) {
      const reason = new Error('the visitor left the page')
      const controller = new AbortController()
      await during(stage, 'listSlots', 'stall', async () => {
        const before = sent(stage, 'listSlots')
        const call = rejection(readDay(stage, controller.signal))
        await within(arrival(stage, 'listSlots', before))
        controller.abort(reason)
        assert.equal(await within(call), reason)
      })
    },
  },
  {
    name: 'a deadline that passes is a timeout although the caller had a signal',
    why: 'A slow MIS must be seen as one.',
    async run(stage) {
      const { signal } = new AbortController()
      await during(stage, 'listSlots', 'stall', () => within(failure(readDay(stage, signal, soon), 'timeout')))
      assert.equal(signal.aborted, false)
    },
  },
  {
    name: 'a signal that is aborted already sends nothing, neither a read nor a write',
    why: 'Nobody waits for the answer.',
    async run(stage) {
      const one = await offer(stage)
      const before = stage.server.requests().length
      const signal = AbortSignal.abort(new Error('gave up before'))
      assert.equal(await within(rejection(readDay(stage, signal))), signal.reason)
      const error = await within(rejection(stage.adapter.book(intent(one.slot), { signal })))
      assert.ok(!isMisError(error) || error.happened === 'no')
      assert.equal(stage.server.requests().length, before)
    },
  },
  {
    name: 'a write aborted after it was sent is outcome-unknown',
    why: 'The MIS does not see the abort; the visit may stand.',
    async run(stage) {
      const one = await offer(stage)
      const controller = new AbortController()
      await during(stage, 'book', 'stalled-answer', async () => {
        const before = sent(stage, 'book')
        const call = failure(stage.adapter.book(intent(one.slot), { signal: controller.signal }), 'outcome-unknown')
        await within(arrival(stage, 'book', before))
        controller.abort(new Error('the visitor left the page'))
        await within(call)
      })
      assert.equal(living(stage, one).length, 1)
    },
  },
  {
    name: 'one caller’s abort does not take the answer from another',
    why: 'Calls that were joined belong to everybody who joined.',
    async run(stage) {
      const controller = new AbortController()
      await during(stage, 'listSlots', 'late-commit', async () => {
        const before = sent(stage, 'listSlots')
        const leaving = rejection(readDay(stage, controller.signal))
        const staying = begun(readDay(stage, new AbortController().signal))
        await within(arrival(stage, 'listSlots', before))
        controller.abort(new Error('the visitor left the page'))
        assert.equal(await within(leaving), controller.signal.reason)
        stage.server.disarm()
        stage.server.release()
        assert.ok((await within(staying)).slots.length > 0)
      })
    },
  },
])
