import assert from 'node:assert/strict'
import { family } from '../case.ts'
import { allDoctors, booked, busyDay, doctorsOf, essence, expectedSlots, fresh, offers } from '../stage.ts'

export const modelCases = family('model and zones', [
  {
    name: 'every active doctor is listed under the id and the names the MIS has',
    why: 'A doctor who is missing or misspelled cannot be chosen.',
    async run(stage) {
      const expected = doctorsOf(stage).filter(({ active }) => active)
      const listed = (await allDoctors(stage)).filter(({ active }) => active)
      const names = listed.map(({ id, lastName, firstName, middleName }) => [id, lastName, firstName, middleName ?? ''])
      assert.deepEqual(
        names.sort(),
        expected
          .map(({ id, lastName, firstName, middleName }) => [
            stage.ids.doctor(id),
            lastName,
            firstName,
            middleName ?? '',
          ])
          .sort(),
      )
    },
  },
  {
    name: 'the full name is last, first and middle name joined by one space',
    why: 'Pages print it and search in it.',
    async run(stage) {
      for (const { fullName, lastName, firstName, middleName } of await allDoctors(stage)) {
        assert.equal(fullName, [lastName, firstName, ...(middleName === undefined ? [] : [middleName])].join(' '))
      }
    },
  },
  {
    name: 'a doctor has the specialities the MIS gives',
    why: 'A child is not sent to a surgeon because a list was mapped by position.',
    async run(stage) {
      const listed = new Map((await allDoctors(stage)).map((doctor) => [doctor.id, doctor]))
      for (const doctor of doctorsOf(stage)) {
        if (!doctor.active) continue
        assert.deepEqual(
          listed.get(stage.ids.doctor(doctor.id))?.specialties.map(({ name }) => name),
          doctor.specialties.map(({ name }) => name),
        )
      }
    },
  },
  {
    name: 'a doctor who no longer works is marked inactive or not listed',
    why: 'Some MISs list dismissed doctors for years; nobody must be offered a visit to one.',
    async run(stage) {
      const gone = doctorsOf(stage).filter(({ active }) => !active)
      assert.ok(gone.length > 0, 'the world has an inactive doctor')
      const listed = await allDoctors(stage)
      for (const { id } of gone) {
        assert.notEqual(listed.find((doctor) => doctor.id === stage.ids.doctor(id))?.active, true)
      }
    },
  },
  {
    name: 'free slots are exactly the free times of the world, for every doctor',
    why: 'One slot too many is a visit that fails, one too few is a patient sent away.',
    async run(stage) {
      for (const doctor of doctorsOf(stage)) {
        if (!doctor.active) continue
        const days = stage.world.freeSlots({ doctorId: doctor.id }).map(({ start }) => start.slice(0, 10))
        const [from, to] = [days.at(0), days.at(-1)]
        if (from === undefined || to === undefined) continue
        const answer = await stage.adapter.listSlots({ doctorId: stage.ids.doctor(doctor.id), from, to }, fresh)
        assert.deepEqual(
          answer.slots.map((slot) => essence(stage, slot)),
          expectedSlots(stage, doctor.id, from, to),
        )
      }
    },
  },
  {
    name: "a slot's times carry its clinic's own offset and zone",
    why: "The page prints the clinic's wall clock, wherever server and reader are.",
    async run(stage) {
      for (const clinic of stage.world.clinics().filter(({ id }) => stage.clinics.includes(id))) {
        const doctor = doctorsOf(stage).find(({ active, clinicIds }) => active && clinicIds[0] === clinic.id)
        const known = stage.world.freeSlots(doctor === undefined ? { clinicId: clinic.id } : { doctorId: doctor.id })[0]
        if (doctor === undefined || known === undefined) assert.fail(`clinic ${clinic.id} has nobody to book`)
        const day = known.start.slice(0, 10)
        const offset = known.start.slice(-6)
        const query = { doctorId: stage.ids.doctor(doctor.id), from: day, to: day }
        for (const slot of (await stage.adapter.listSlots(query, fresh)).slots) {
          const { start, end, timeZone } = slot
          const where = `in clinic ${clinic.id} (${clinic.timeZone})`
          assert.equal(timeZone, clinic.timeZone, `a slot ${where} has the zone ${timeZone}`)
          const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d:\d\d$/
          for (const time of [start, end]) {
            assert.match(time, form, `a time ${where} is written ${time}, not as local time with its offset`)
            assert.equal(time.slice(-6), offset, `a time ${where} is ${time}, and the offset there is ${offset}`)
          }
          assert.equal(start.slice(0, 10), day, `asked for ${day} ${where}, a slot starts at ${start}`)
        }
      }
    },
  },
  {
    name: 'every slot has a token of its own',
    why: 'With two slots under one token a patient gets somebody else’s time.',
    async run(stage) {
      const { doctor, day } = busyDay(stage, 3)
      const query = { doctorId: stage.ids.doctor(doctor.id), from: day, to: day }
      const { slots } = await stage.adapter.listSlots(query, fresh)
      assert.ok(slots.length >= 3)
      assert.equal(new Set(slots.map(({ id }) => id)).size, slots.length)
    },
  },
  {
    name: 'answers are plain data that survive JSON unchanged',
    why: 'They are cached, queued and sent to browsers.',
    async run(stage) {
      const { items } = await stage.adapter.listDoctors({}, fresh)
      const [one] = await offers(stage)
      const { appointment } = await booked(stage, 1)
      for (const answer of [items, one?.slot, appointment]) {
        assert.deepEqual(answer, JSON.parse(JSON.stringify(answer)))
      }
    },
  },
])
