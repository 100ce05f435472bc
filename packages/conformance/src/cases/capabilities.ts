import assert from 'node:assert/strict'
import { type OptionalOperation, supports } from '@mis/core'
import { testPatient } from '@mis/mock'
import { family, type Stage } from '../case.ts'
import { booked, fresh, intent, living, minute, offer, offers, sent } from '../stage.ts'

const gates = {
  listClinics: ['listClinics'],
  listServices: ['listServices'],
  getAppointment: ['getAppointment'],
  listAppointments: ['listAppointments'],
  findBooking: ['findBooking'],
  reschedule: ['reschedule'],
  hold: ['hold', 'releaseHold'],
} as const satisfies Record<string, readonly OptionalOperation[]>

/** The branch of a case for an adapter that refuses the operation: it says so, and the method is not there. */
function absent({ adapter }: Stage, operation: OptionalOperation): void {
  assert.equal(supports(adapter, operation), false)
  assert.equal(operation in adapter, false)
}

export const capabilityCases = family('capabilities', [
  {
    name: 'what is declared is there, and what is not declared is absent',
    why: 'An app asks once and then draws its page.',
    async run({ adapter }) {
      for (const [gate, names] of Object.entries(gates)) {
        const granted = Boolean((adapter.capabilities as unknown as Record<string, unknown>)[gate])
        for (const name of names) {
          assert.equal(supports(adapter, name), granted, name)
          const method: unknown = Reflect.get(adapter, name)
          assert.equal(typeof method, granted ? 'function' : 'undefined', name)
        }
      }
    },
  },
  {
    name: 'capabilities are plain data with limits that make sense',
    why: 'They are sent to browsers to build forms.',
    async run({ adapter: { capabilities } }) {
      assert.deepEqual(JSON.parse(JSON.stringify(capabilities)), capabilities)
      for (const limit of [capabilities.slotWindowDays, capabilities.concurrency]) {
        assert.ok(Number.isInteger(limit) && limit >= 1)
      }
      const known = Object.keys(testPatient(1)).concat('middleName', 'sex', 'snils', 'oms', 'phone', 'email')
      for (const field of capabilities.patientFields.required) assert.ok(known.includes(field), field)
    },
  },
  {
    name: 'clinics are listed with their zones, or listClinics is absent',
    why: 'A network has branches in several zones.',
    async run(stage) {
      const { adapter, world, ids, clinics } = stage
      if (!supports(adapter, 'listClinics')) return absent(stage, 'listClinics')
      const { items } = await adapter.listClinics({}, fresh)
      assert.deepEqual(
        items.map(({ id, timeZone }) => [id, timeZone]).sort(),
        world
          .clinics()
          .filter(({ id }) => clinics.includes(id))
          .map(({ id, timeZone }) => [ids.clinic(id), timeZone])
          .sort(),
      )
    },
  },
  {
    name: 'services are listed by their names, or listServices is absent',
    why: 'A first visit and a repeat visit differ in length and price.',
    async run(stage) {
      const { adapter, world } = stage
      if (!supports(adapter, 'listServices')) return absent(stage, 'listServices')
      const { items } = await adapter.listServices({}, fresh)
      assert.deepEqual(
        items.map(({ name }) => name).sort(),
        world
          .services()
          .map(({ name }) => name)
          .sort(),
      )
    },
  },
  {
    name: 'an appointment is read as the world keeps it, an unknown one is null, or getAppointment is absent',
    why: 'A reminder must not be sent for a visit that was cancelled at the desk.',
    async run(stage) {
      const { adapter, world } = stage
      const { appointment, offer: one } = await booked(stage)
      if (!supports(adapter, 'getAppointment')) return absent(stage, 'getAppointment')
      const read = await adapter.getAppointment(appointment)
      assert.deepEqual([read?.id, minute(read?.start ?? '')], [appointment.id, minute(one.inWorld.start)])
      world.cancel(living(stage, one)[0]?.id ?? '')
      assert.equal((await adapter.getAppointment(appointment))?.status, 'cancelled')
      assert.equal(await adapter.getAppointment({ ...appointment, id: stage.ids.appointment('999999') }), null)
    },
  },
  {
    name: "a patient's own visits are listed and nobody else's, or listAppointments is absent",
    why: 'Anybody else’s visit is a leak of a medical secret.',
    async run(stage) {
      const { adapter } = stage
      const [mine, other] = await offers(stage, 2)
      if (mine === undefined || other === undefined) return assert.fail('no offers')
      const own = await adapter.book(intent(mine.slot, 1))
      await adapter.book(intent(other.slot, 2))
      if (!supports(adapter, 'listAppointments')) return absent(stage, 'listAppointments')
      const day = mine.slot.start.slice(0, 10)
      const { items } = await adapter.listAppointments({ patient: testPatient(1), from: day, to: day }, fresh)
      assert.deepEqual(
        items.map(({ id }) => id),
        [own.id],
      )
    },
  },
  {
    name: 'a moved visit leaves its old time free and holds the new one, or reschedule is absent',
    why: 'A move that only books is two visits, one that only cancels is none.',
    async run(stage) {
      const { adapter } = stage
      const [old, next] = await offers(stage, 2)
      if (old === undefined || next === undefined) return assert.fail('no offers')
      const appointment = await adapter.book(intent(old.slot))
      if (!supports(adapter, 'reschedule')) return absent(stage, 'reschedule')
      const moved = await adapter.reschedule({ appointment, slot: next.slot })
      assert.equal(minute(moved.start), minute(next.inWorld.start))
      assert.deepEqual([living(stage, old).length, living(stage, next).length], [0, 1])
    },
  },
  {
    name: 'a held slot is offered to nobody until it is released, or hold is absent',
    why: 'The patient is still typing the phone number.',
    async run(stage) {
      const { adapter, world } = stage
      const one = await offer(stage)
      const isFree = () => world.freeSlots({ doctorId: one.inWorld.doctorId }).some(({ id }) => id === one.inWorld.id)
      if (!supports(adapter, 'hold')) return absent(stage, 'hold')
      const hold = await adapter.hold({ slot: one.slot })
      assert.equal(isFree(), false)
      assert.ok(Date.parse(hold.expiresAt) > world.now())
      assert.equal(await adapter.releaseHold(hold), null)
      assert.equal(isFree(), true)
    },
  },
  {
    name: 'a reference is kept by the MIS where it is the proof of a booking',
    why: 'A proof that is not stored proves nothing.',
    async run(stage) {
      const one = await offer(stage)
      const appointment = await stage.adapter.book(intent(one.slot, 1, 'conformance-kept'))
      const { findBooking } = stage.adapter.capabilities
      if (findBooking && findBooking.proof === 'reference') {
        assert.equal(living(stage, one)[0]?.reference, 'conformance-kept')
        assert.equal(appointment.reference, 'conformance-kept')
      }
      assert.equal(sent(stage, 'book'), 1)
    },
  },
])
