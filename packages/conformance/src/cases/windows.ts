import assert from 'node:assert/strict'
import { dayCount, isMisError } from '@mis/core'
import { family } from '../case.ts'
import { expectCode, failure } from '../expect.ts'
import {
  allDoctors,
  busyDay,
  during,
  essence,
  expectedSlots,
  fresh,
  minute,
  offer,
  sent,
  wholeSchedule,
} from '../stage.ts'

export const windowCases = family('windows and pages', [
  {
    name: 'both ends of the window are included',
    why: 'An exclusive end hides the last day, and a one-day window then hides everything.',
    async run(stage) {
      const { doctor, day } = busyDay(stage)
      const later = stage.world.freeSlots({ doctorId: doctor.id }).map(({ start }) => start.slice(0, 10))
      const to = later.find((other) => other > day) ?? day
      for (const end of [day, to]) {
        const query = { doctorId: stage.ids.doctor(doctor.id), from: day, to: end }
        const { slots } = await stage.adapter.listSlots(query, fresh)
        assert.equal(slots.at(0)?.start.slice(0, 10), day)
        assert.equal(slots.at(-1)?.start.slice(0, 10), end)
      }
    },
  },
  {
    name: 'a window wider than the MIS allows is answered in full',
    why: 'The limit of one request is the adapter’s business, not the page’s.',
    async run(stage) {
      const { doctor } = busyDay(stage)
      const { from } = wholeSchedule(stage)
      const to = `${Number(from.slice(0, 4)) + 1}${from.slice(4, 8)}01`
      const answer = await stage.adapter.listSlots({ doctorId: stage.ids.doctor(doctor.id), from, to }, fresh)
      assert.deepEqual([answer.complete, answer.stale, answer.gaps], [true, false, []])
      assert.deepEqual(
        answer.slots.map((slot) => essence(stage, slot)),
        expectedSlots(stage, doctor.id, from, to),
      )
    },
  },
  {
    name: 'slots come in order of start',
    why: '"The nearest time" is the first one.',
    async run(stage) {
      const { doctor } = busyDay(stage, 3)
      const { from, to } = wholeSchedule(stage)
      const { slots } = await stage.adapter.listSlots({ doctorId: stage.ids.doctor(doctor.id), from, to }, fresh)
      const starts = slots.map(({ start }) => Date.parse(start))
      assert.ok(starts.length >= 3)
      assert.deepEqual(
        starts,
        [...starts].sort((one, other) => one - other),
      )
    },
  },
  {
    name: 'a day on which everything is taken is known and empty',
    why: '"Nothing free" and "not known" are two answers.',
    async run(stage) {
      const { doctor, day } = busyDay(stage)
      for (const slot of stage.world.freeSlots({ doctorId: doctor.id, from: day, to: day })) stage.world.occupy(slot.id)
      const query = { doctorId: stage.ids.doctor(doctor.id), from: day, to: day }
      const { slots, complete, gaps } = await stage.adapter.listSlots(query, fresh)
      assert.deepEqual({ slots, complete, gaps }, { slots: [], complete: true, gaps: [] })
    },
  },
  {
    name: 'a time that is taken or has begun is not listed',
    why: 'It cannot be booked.',
    async run(stage) {
      const { slot, inWorld } = await offer(stage)
      const other = busyDay(stage).doctor
      const later = stage.world.freeSlots({ doctorId: other.id }).find(({ start }) => start > inWorld.end)
      if (later === undefined) assert.fail('the world has no later time')
      stage.world.occupy(later.id)
      stage.world.advance(Date.parse(inWorld.start) + 1000 - stage.world.now())
      const query = { doctorId: slot.doctorId, from: slot.start.slice(0, 10), to: later.start.slice(0, 10) }
      const starts = (await stage.adapter.listSlots(query, fresh)).slots.map(({ start }) => minute(start))
      assert.deepEqual(
        starts.filter((start) => start === minute(inWorld.start) || start === minute(later.start)),
        [],
      )
      assert.ok(starts.length > 0)
    },
  },
  {
    name: 'a read that failed is an error or a gap, never an empty list',
    why: 'An empty list tells the patient that the doctor has no time.',
    async run(stage) {
      const { doctor, day } = busyDay(stage)
      const query = { doctorId: stage.ids.doctor(doctor.id), from: day, to: day }
      const answer = await during(stage, 'listSlots', { status: 500 }, () =>
        stage.adapter.listSlots(query, fresh).catch((error: unknown) => {
          if (isMisError(error, 'unavailable')) return null
          throw error
        }),
      )
      if (answer !== null) assert.deepEqual([answer.complete, answer.gaps], [false, [{ from: day, to: day }]])
    },
  },
  {
    name: 'when a part of the window fails, the rest is right and the part is a gap',
    why: 'One failing week must not hide a month, nor pretend to be free of visits.',
    async run(stage) {
      const { doctor, day: from } = busyDay(stage)
      const to = `${Number(from.slice(0, 4)) + 1}${from.slice(4, 8)}01`
      stage.server.arm({ when: { operation: 'listSlots' }, times: 1, fault: { status: 500 } })
      const query = { doctorId: stage.ids.doctor(doctor.id), from, to }
      const answer = await stage.adapter.listSlots(query, fresh).catch((error: unknown) => {
        // Where the whole window is one request, there is no rest.
        expectCode(error, 'unavailable')
        const { slotWindowDays } = stage.adapter.capabilities
        const asked = dayCount(from, to)
        assert.ok(asked <= slotWindowDays, `one of several requests failed (${asked} days, ${slotWindowDays} at once)`)
        return null
      })
      assert.equal(stage.server.unusedFaults().length, 0, 'no listSlots request reached the server')
      if (answer === null) return
      const { slots, complete, gaps } = answer
      assert.equal(complete, gaps.length === 0, `complete is ${complete} and there are ${gaps.length} gaps`)
      const known = expectedSlots(stage, doctor.id, from, to).filter((slot) => {
        const day = String((slot as { start: string }).start).slice(0, 10)
        return !gaps.some((gap) => gap.from <= day && day <= gap.to)
      })
      const outside = `outside the gaps the world has ${known.length} free times, the answer ${slots.length}`
      assert.equal(slots.length, known.length, outside)
      assert.deepEqual(
        slots.map((slot) => essence(stage, slot)),
        known,
      )
    },
  },
  {
    name: 'a window that ends before it begins is refused before anything is sent',
    why: 'MISs answer such a window with an empty list, an error page, or everything.',
    async run(stage) {
      const { doctor, day } = busyDay(stage)
      const query = { doctorId: stage.ids.doctor(doctor.id), from: day, to: wholeSchedule(stage).from }
      const { details } = await failure(stage.adapter.listSlots(query, fresh), 'invalid-request')
      assert.ok(details.fields.length > 0)
      assert.equal(sent(stage, 'listSlots'), 0)
    },
  },
  {
    name: 'a day that no calendar has is refused by the name of its field',
    why: 'The thirtieth of February silently becomes the second of March.',
    async run(stage) {
      const { doctor } = busyDay(stage)
      const query = { doctorId: stage.ids.doctor(doctor.id), from: '2031-02-30', to: '2031-03-05' }
      const { details } = await failure(stage.adapter.listSlots(query, fresh), 'invalid-request')
      assert.deepEqual(details.fields, ['from'])
      assert.equal(sent(stage, 'listSlots'), 0)
    },
  },
  {
    name: 'an unknown doctor has no slots: not-found or an empty list',
    why: 'A stale link must not show the times of another doctor.',
    async run(stage) {
      const { day } = busyDay(stage)
      const query = { doctorId: stage.ids.doctor('999999'), from: day, to: day }
      const answer = await stage.adapter.listSlots(query, fresh).catch((error: unknown) => {
        if (isMisError(error, 'not-found')) return { slots: [] }
        throw error
      })
      assert.deepEqual(answer.slots, [])
    },
  },
  {
    name: 'the pages of a list, put together, are the whole list, each item once',
    why: 'A page that repeats or skips loses doctors, or never ends.',
    async run(stage) {
      const whole = (await allDoctors(stage)).map(({ id }) => id)
      const pieced = (await allDoctors(stage, 2)).map(({ id }) => id)
      assert.equal(new Set(whole).size, whole.length)
      assert.deepEqual([...pieced].sort(), [...whole].sort())
    },
  },
])
