import assert from 'node:assert/strict'
import { isMisError, type Patient } from '@mis/core'
import { testPatient } from '@mis/mock'
import { family } from '../case.ts'
import { failure, told } from '../expect.ts'
import { booked, intent, living, minute, offer, offers, sent } from '../stage.ts'

export const bookingCases = family('booking races', [
  {
    name: 'a booking stands in the world once, for the right doctor and time',
    why: 'It is the whole point.',
    async run(stage) {
      const { appointment, offer: one } = await booked(stage)
      const [kept, ...more] = stage.world.appointments().filter(({ slotId }) => slotId === one.inWorld.id)
      if (kept === undefined) assert.fail('the world has no such appointment')
      assert.equal(more.length, 0)
      assert.deepEqual(
        [appointment.id, appointment.doctorId, appointment.clinicId, minute(appointment.start)],
        [
          stage.ids.appointment(kept.id),
          stage.ids.doctor(kept.doctorId),
          stage.ids.clinic(one.inWorld.clinicId),
          minute(kept.start),
        ],
      )
      assert.ok(['booked', 'confirmed'].includes(appointment.status))
    },
  },
  {
    name: "the patient's name and birth date arrive as they were given",
    why: 'The registrar finds the person by them; a swapped first and last name is another person.',
    async run(stage) {
      const { offer: one } = await booked(stage, 1)
      const [kept] = living(stage, one)
      const arrived = stage.world.appointment(kept?.id ?? '')?.patient
      const { lastName, firstName, birthDate } = testPatient(1)
      assert.deepEqual([arrived?.lastName, arrived?.firstName, arrived?.birthDate], [lastName, firstName, birthDate])
    },
  },
  {
    name: 'a slot that was taken meanwhile is refused as slot-taken',
    why: 'Only then can the page offer the next time instead of an apology.',
    async run(stage) {
      const one = await offer(stage)
      stage.world.occupy(one.inWorld.id)
      const before = stage.world.appointments()
      const error = await failure(stage.adapter.book(intent(one.slot)), 'slot-taken')
      assert.equal(error.happened, 'no')
      assert.deepEqual(stage.world.appointments(), before)
    },
  },
  {
    name: 'of twenty people racing for one slot one gets it and nineteen are told it is taken',
    why: 'Two patients at one door.',
    async run(stage) {
      const one = await offer(stage)
      const people = Array.from({ length: 20 }, (_, index) => index + 1)
      const outcomes = await Promise.allSettled(people.map((person) => stage.adapter.book(intent(one.slot, person))))
      assert.equal(living(stage, one).length, 1, 'the world must have one appointment on the slot')
      const counts: Record<string, number> = {}
      for (const outcome of outcomes) {
        const ending = outcome.status === 'fulfilled' ? 'booked' : codeOf(outcome.reason)
        counts[ending] = (counts[ending] ?? 0) + 1
      }
      assert.deepEqual(counts, { booked: 1, 'slot-taken': 19 })
    },
  },
  {
    name: 'two people who book two slots at once both get their own',
    why: 'Joining simultaneous calls is right for reads only.',
    async run(stage) {
      const pair = await offers(stage, 2)
      const answers = await Promise.all(pair.map(({ slot }, index) => stage.adapter.book(intent(slot, index + 1))))
      assert.deepEqual(
        answers.map(({ id }) => id),
        pair.map((one) => stage.ids.appointment(living(stage, one)[0]?.id ?? 'none')),
      )
    },
  },
  {
    name: 'a visit that has begun cannot be booked',
    why: 'The page was open over lunch.',
    async run(stage) {
      const one = await offer(stage)
      stage.world.advance(Date.parse(one.inWorld.start) + 60_000 - stage.world.now())
      const error = await failure(stage.adapter.book(intent(one.slot)), 'rejected', 'slot-taken', 'not-found')
      assert.equal(error.happened, 'no')
      assert.equal(living(stage, one).length, 0)
    },
  },
  {
    name: 'a slot token that is not the adapter’s own books nothing',
    why: 'A page can send anything back.',
    async run(stage) {
      const one = await offer(stage)
      const forged = { ...one.slot, id: 'forged-token-0' }
      await failure(stage.adapter.book(intent(forged)), 'invalid-request', 'not-found', 'slot-taken')
      assert.equal(living(stage, one).length, 0)
    },
  },
  {
    name: 'a patient without a required field is refused by its name before anything is sent',
    why: 'The form can mark the field only if it is named.',
    async run(stage) {
      const one = await offer(stage)
      const { required } = stage.adapter.capabilities.patientFields
      for (const field of required) {
        const { [field]: _left, ...patient } = testPatient(1)
        const call = stage.adapter.book({ slot: one.slot, patient: patient as Patient })
        const { details } = await failure(call, 'invalid-request')
        assert.deepEqual(details.fields, [`patient.${field}`])
      }
      assert.equal(sent(stage, 'book'), 0)
    },
  },
  {
    name: 'a SNILS with a wrong check sum is refused by the name of its field before anything is sent',
    why: 'A typing mistake books a visit that the registry throws out at the door.',
    async run(stage) {
      const one = await offer(stage)
      const patient = { ...testPatient(1), snils: '112-233-445 96' }
      const { details } = await failure(stage.adapter.book({ slot: one.slot, patient }), 'invalid-request')
      assert.deepEqual(details.fields, ['patient.snils'])
      assert.equal(sent(stage, 'book'), 0)
    },
  },
  {
    name: 'documents and phones are accepted in their usual spellings',
    why: 'People type spaces, hyphens and an 8.',
    async run(stage) {
      const one = await offer(stage)
      const patient = {
        ...testPatient(1),
        snils: '000-000-600 18',
        oms: '0000 0000 0000 0018',
        phone: '8 (495) 000-00-01',
      }
      await stage.adapter.book({ slot: one.slot, patient })
      const [kept] = living(stage, one)
      const phone = stage.world.appointment(kept?.id ?? '')?.patient.phone
      if (phone !== undefined) assert.equal(phone.replace(/\D/g, '').replace(/^8/, '7'), '74950000001')
    },
  },
])

/** How a call ended, for counting. */
function codeOf(error: unknown): string {
  return isMisError(error) ? error.code : told(error)
}
