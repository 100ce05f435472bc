import assert from 'node:assert/strict'
import { family } from '../case.ts'
import { expectCode, failure } from '../expect.ts'
import { booked, during, fresh, intent, living, minute } from '../stage.ts'

export const cancelCases = family('cancel', [
  {
    name: 'a cancelled appointment is cancelled in the world and its slot is free again',
    why: 'Otherwise the doctor waits and the next patient cannot come.',
    async run(stage) {
      const { appointment, offer } = await booked(stage)
      const answer = await stage.adapter.cancel({ appointment, reason: 'Не смогу прийти' })
      assert.deepEqual([answer.id, answer.status], [appointment.id, 'cancelled'])
      assert.equal(living(stage, offer).length, 0)
      const day = offer.slot.start.slice(0, 10)
      const { slots } = await stage.adapter.listSlots({ doctorId: offer.slot.doctorId, from: day, to: day }, fresh)
      assert.ok(slots.some(({ start }) => minute(start) === minute(offer.slot.start)))
    },
  },
  {
    name: 'a slot that was given back can be booked by somebody else',
    why: 'That is what cancelling is for.',
    async run(stage) {
      const { appointment, offer } = await booked(stage, 1)
      await stage.adapter.cancel({ appointment })
      const second = await stage.adapter.book(intent(offer.slot, 2))
      assert.equal(second.id, stage.ids.appointment(living(stage, offer)[0]?.id ?? 'none'))
      assert.notEqual(second.id, appointment.id)
    },
  },
  {
    name: 'a second cancel gets the answer of the first',
    why: 'After a lost answer the caller must be able to ask again.',
    async run(stage) {
      const { appointment } = await booked(stage)
      const first = await stage.adapter.cancel({ appointment })
      const second = await stage.adapter.cancel({ appointment })
      assert.deepEqual([second.id, second.status], [first.id, 'cancelled'])
    },
  },
  {
    name: 'a cancel whose answer was lost is unknown or done, and can be repeated',
    why: 'Reported as "did not happen", it makes the patient come to a visit that is gone.',
    async run(stage) {
      const { appointment, offer } = await booked(stage)
      await during(stage, 'cancel', 'lost-answer', () =>
        stage.adapter.cancel({ appointment }, { deadlineMs: 1500 }).catch((error: unknown) => {
          expectCode(error, 'outcome-unknown')
        }),
      )
      assert.equal((await stage.adapter.cancel({ appointment })).status, 'cancelled')
      assert.equal(living(stage, offer).length, 0)
    },
  },
  {
    name: 'four fields of an appointment are enough to cancel it',
    why: 'An app keeps the id, clinic, doctor and start, not our objects.',
    async run(stage) {
      const { appointment, offer } = await booked(stage)
      const { id, clinicId, doctorId, start } = appointment
      await stage.adapter.cancel({ appointment: { id, clinicId, doctorId, start } })
      assert.equal(living(stage, offer).length, 0)
    },
  },
  {
    name: 'only the appointment that was named is cancelled',
    why: 'A doctor’s whole day has been cancelled by a missing filter before.',
    async run(stage) {
      const first = await booked(stage, 1)
      const second = await booked(stage, 2)
      await stage.adapter.cancel({ appointment: second.appointment })
      assert.deepEqual([living(stage, first.offer).length, living(stage, second.offer).length], [1, 0])
    },
  },
  {
    name: 'cancelling an appointment the MIS does not know is not-found',
    why: 'Said to be cancelled, a mistyped id leaves the real visit standing.',
    async run(stage) {
      const { appointment, offer } = await booked(stage)
      const unknown = { ...appointment, id: stage.ids.appointment('999999') }
      await failure(stage.adapter.cancel({ appointment: unknown }), 'not-found')
      assert.equal(living(stage, offer).length, 1)
    },
  },
  {
    name: 'a visit that has begun cannot be cancelled',
    why: 'The patient is in the room.',
    async run(stage) {
      const { appointment, offer } = await booked(stage)
      stage.world.advance(Date.parse(offer.inWorld.start) + 60_000 - stage.world.now())
      const error = await failure(stage.adapter.cancel({ appointment }), 'rejected', 'invalid-request')
      assert.equal(error.happened, 'no')
      assert.equal(living(stage, offer).length, 1)
    },
  },
])
