import assert from 'node:assert/strict'
import { type BookRequest, type Patient, supports } from '@mis/core'
import { type FaultRule, testPatient } from '@mis/mock'
import { family, type Stage } from '../case.ts'
import { failure, rejection, soon, within } from '../expect.ts'
import { markedPatient, marks, shown, spyOnOutput } from '../marks.ts'
import { during, offer } from '../stage.ts'

const echo = JSON.stringify({
  code: 'oops',
  message: `Пациент ${markedPatient.lastName} ${markedPatient.firstName} ${markedPatient.phone} не найден`,
  fields: [{ field: 'patient.phone', message: `${markedPatient.phone}` }],
})
const asJson = { 'content-type': 'application/json' }

const failures: readonly FaultRule['fault'][] = [
  ...[400, 401, 403, 404, 405, 409, 418, 422, 429, 500, 503].map((status) => ({ status, headers: asJson, body: echo })),
  { status: 200, headers: asJson, body: echo },
  { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: echo },
  'reset',
  'lost-answer',
  'html',
  'garbage',
  'truncate',
  'wrong-charset',
  'stalled-answer',
]

/** Books the marked patient under one fault after another and hands over what came out. */
async function everyFailure(stage: Stage, each: (error: unknown) => void): Promise<void> {
  for (const [index, fault] of failures.entries()) {
    const { slot } = await offer(stage)
    const request: BookRequest = { slot, patient: markedPatient, reference: `conformance-mark-${index}` }
    await during(stage, 'book', fault, () =>
      within(stage.adapter.book(request, { deadlineMs: soon }).then(() => undefined, each)),
    )
    await goThrough(stage)
  }
}

/** A visit that comes about: after failures alone a breaker opens, and no later one would reach the MIS. */
async function goThrough(stage: Stage): Promise<void> {
  const { slot } = await offer(stage)
  const appointment = await stage.adapter.book({ slot, patient: testPatient(2) })
  await stage.adapter.cancel({ appointment })
}

function clean(text: string, where: string): void {
  const found = marks.filter((mark) => text.includes(mark))
  // Say which mark it was; the text itself stays out of the report.
  assert.deepEqual(found, [], `patient data in ${where}`)
}

export const privacyCases = family('privacy', [
  {
    name: 'no failure of a booking shows anything of the patient',
    why: 'Errors go to logs, to trackers abroad and to chats of developers.',
    async run(stage) {
      let seen = 0
      await everyFailure(stage, (error) => {
        seen++
        for (const [where, text] of Object.entries(shown(error))) clean(text, `${where} of the error`)
      })
      assert.ok(seen > failures.length / 2)
    },
  },
  {
    name: 'refused input is named by its field and not by its value',
    why: 'What was refused is still a person’s document.',
    async run(stage) {
      const { slot } = await offer(stage)
      const wrong: readonly Patient[] = [
        { ...markedPatient, snils: '99988877766' },
        { ...markedPatient, birthDate: '1987-13-45' },
        { ...markedPatient, phone: '+7999-МЕТКА' },
        { ...markedPatient, oms: '9998887776665554' },
      ]
      for (const patient of wrong) {
        const error = await failure(stage.adapter.book({ slot, patient }), 'invalid-request')
        for (const [where, text] of Object.entries(shown(error))) clean(text, `${where} of the error`)
        for (const value of ['99988877766', '1987-13-45', '9998887776665554']) {
          assert.equal(shown(error).message.includes(value), false)
          assert.equal(shown(error).inspected.includes(value), false)
        }
      }
    },
  },
  {
    name: 'a failed look-up of a patient shows nothing of the patient',
    why: 'Some MISs are asked with the phone in the address, and addresses like to end up in errors.',
    async run(stage) {
      const { adapter } = stage
      const { slot } = await offer(stage)
      const request: BookRequest = { slot, patient: markedPatient, reference: 'conformance-look-up' }
      const errors: unknown[] = []
      stage.server.arm({ fault: { status: 500, headers: asJson, body: echo } })
      if (supports(adapter, 'findBooking')) errors.push(await rejection(adapter.findBooking(request)))
      if (supports(adapter, 'listAppointments')) {
        errors.push(await rejection(adapter.listAppointments({ patient: testPatient(1) })))
        errors.push(await rejection(adapter.listAppointments({ patient: markedPatient })))
      }
      // An adapter without look-ups still has to fail a booking in silence.
      errors.push(await rejection(adapter.book(request, { deadlineMs: soon })))
      stage.server.disarm()
      for (const error of errors)
        for (const [where, text] of Object.entries(shown(error))) clean(text, `${where} of the error`)
    },
  },
  {
    name: 'nothing of the patient is written to the console or to the log',
    why: 'Logs are copied, searched and kept for years.',
    async run(stage) {
      const spy = spyOnOutput()
      try {
        await everyFailure(stage, () => {})
        const { slot } = await offer(stage)
        await stage.adapter.book({ slot, patient: markedPatient })
      } finally {
        spy.stop()
      }
      clean(spy.text(), 'the console')
      clean(stage.output(), 'the log')
    },
  },
])
