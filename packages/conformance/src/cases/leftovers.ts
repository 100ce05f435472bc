import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { family, type Stage } from '../case.ts'
import { failure, rejection, soon, within } from '../expect.ts'
import { allDoctors, arrival, busyDay, during, fresh, intent, offer, sent } from '../stage.ts'

function readDay(stage: Stage, options: { signal?: AbortSignal; deadlineMs?: number } = {}) {
  const { doctor, day } = busyDay(stage)
  return stage.adapter.listSlots(
    { doctorId: stage.ids.doctor(doctor.id), from: day, to: day },
    { ...fresh, ...options },
  )
}

export const leftoverCases = family('nothing left behind', [
  {
    name: 'a call that ran out of time leaves no request behind',
    why: 'Requests nobody waits for hold the licences of a MIS that is slow already.',
    async run(stage) {
      await during(stage, 'listSlots', 'stall', async () => {
        await within(failure(readDay(stage, { deadlineMs: soon }), 'timeout'))
        await within(stage.server.idle())
      })
      assert.equal(stage.server.inFlight(), 0)
    },
  },
  {
    name: 'an aborted call leaves no request behind',
    why: 'Visitors leave pages all day.',
    async run(stage) {
      const controller = new AbortController()
      await during(stage, 'listSlots', 'stall', async () => {
        const before = sent(stage, 'listSlots')
        const call = rejection(readDay(stage, { signal: controller.signal }))
        await within(arrival(stage, 'listSlots', before))
        controller.abort()
        await within(call)
        await within(stage.server.idle())
      })
      assert.equal(stage.server.inFlight(), 0)
    },
  },
  {
    name: 'no listener stays on the signal of the caller',
    why: 'A signal may live as long as the app; listeners on it are a leak.',
    async run(stage) {
      const { signal } = new AbortController()
      const one = await offer(stage)
      await readDay(stage, { signal })
      await stage.adapter.book(intent(one.slot), { signal })
      await failure(stage.adapter.book(intent(one.slot, 2), { signal }), 'slot-taken')
      await failure(stage.adapter.listSlots({ doctorId: '1', from: 'x', to: 'y' }, { signal }), 'invalid-request')
      await during(stage, 'listSlots', 'stall', () =>
        within(failure(readDay(stage, { signal, deadlineMs: soon }), 'timeout')),
      )
      assert.equal(getEventListeners(signal, 'abort').length, 0)
    },
  },
  {
    name: 'a closed adapter sends nothing more and says unavailable, and closes twice without harm',
    why: 'Shutdown runs while requests still come in.',
    async run(stage) {
      const one = await offer(stage)
      await within(stage.adapter.close())
      await within(stage.adapter.close())
      const before = stage.server.requests().length
      await failure(allDoctors(stage), 'unavailable')
      const error = await failure(stage.adapter.book(intent(one.slot)), 'unavailable')
      assert.equal(error.happened, 'no')
      assert.equal(stage.server.requests().length, before)
    },
  },
  {
    name: 'closing leaves nothing in flight at the server',
    why: 'A test, a job or a deployment must be able to end.',
    async run(stage) {
      await allDoctors(stage)
      await readDay(stage)
      await during(stage, 'listDoctors', 'stall', () =>
        within(failure(stage.adapter.listDoctors({}, { ...fresh, deadlineMs: soon }), 'timeout')),
      )
      await within(stage.adapter.close())
      await within(stage.server.idle())
      assert.equal(stage.server.inFlight(), 0)
    },
  },
])
