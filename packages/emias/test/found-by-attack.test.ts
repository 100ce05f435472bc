import { isMisError } from '@mis/core'
import { createEmias, type EmiasOptions } from '@mis/emias'
import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { defaultContract } from '../src/wire/contract.ts'
import { day, failing, lpuCode, ours } from './support.ts'

const soap = 'http://www.w3.org/2003/05/soap-envelope'
const inBody = (body: string) => `<s:Envelope xmlns:s="${soap}"><s:Body>${body}</s:Body></s:Envelope>`
const answered = (name: string, body: string) => inBody(`<${name}Response>${body}</${name}Response>`)
const fault = (word: string) =>
  inBody(
    `<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Detail><F><Code>${word}</Code></F></s:Detail></s:Fault>`,
  )
const visit = (id: string, doctor: string, start: string, status = 'booked') =>
  `<Appointment><AppointmentId>${id}</AppointmentId><Status>${status}</Status><DoctorId>${doctor}</DoctorId><StartTime>${start}</StartTime></Appointment>`
const slots = (...ids: readonly string[]) =>
  answered(
    'GetSchedule',
    `<Slots>${ids.map((id) => `<Slot><SlotId>${id}</SlotId><StartTime>${day}T${id}:00:00</StartTime></Slot>`).join('')}</Slots>`,
  )

/** A service whose answers a test writes, by operation; a number is a status without an envelope. */
async function service(answers: Readonly<Record<string, string | number>>) {
  let said: Readonly<Record<string, string | number>> = { GetSchedule: slots('09', '10') }
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const name =
      /urn:example:emias:1\/(\w+)/.exec(new Request(input, init).headers.get('content-type') ?? '')?.[1] ?? ''
    asked.push(name)
    const answer = said[name] ?? 503
    if (typeof answer === 'number')
      return new Response('', { status: answer, headers: { 'content-type': 'text/html' } })
    return new Response(answer, { headers: { 'content-type': 'application/soap+xml; charset=utf-8' } })
  }
  const adapter = createEmias({
    endpoint: 'https://emias.test/',
    tls: ours,
    lpuCode,
    clinicId: '1',
    runtime: { fetch },
  })
  const [slot, next] = (await adapter.listSlots({ doctorId: '7', from: day, to: day })).slots
  if (slot === undefined || next === undefined) throw new Error('no slots')
  said = answers
  return { adapter, asked, slot, next }
}
const patient = testPatient(1)
const appointment = { id: '5', doctorId: '7', clinicId: '1', start: `${day}T09:00:00+03:00` }

describe('a fault with a word nobody knows, and the time gone', () => {
  const gone = { GetSchedule: slots('10'), CreateAppointment: fault('DB_ERROR'), MoveAppointment: fault('DB_ERROR') }
  const ofPatient = (...visits: readonly string[]) =>
    answered('GetPatientAppointments', `<Appointments>${visits.join('')}</Appointments>`)

  it('leaves the outcome unknown where the visit that took the time is ours', async () => {
    const GetPatientAppointments = ofPatient(visit('9', '7', `${day}T09:00:00`))
    const { adapter, slot } = await service({ ...gone, GetPatientAppointments })
    expect(await failing(adapter.book({ slot, patient }))).toMatchObject({ code: 'outcome-unknown' })
    expect(await adapter.findBooking({ slot, patient })).toMatchObject({ id: '9' })
  })

  it('leaves the outcome unknown where it cannot be asked whose the visit is', async () => {
    const { adapter, slot } = await service({ ...gone, GetPatientAppointments: 503 })
    expect(await failing(adapter.book({ slot, patient }))).toMatchObject({ code: 'outcome-unknown' })
  })

  it("is slot-taken where the patient's own visits are others, or were cancelled", async () => {
    const others = [visit('8', '7', `${day}T11:00:00`), visit('9', '7', `${day}T09:00:00`, 'Cancelled')]
    const { adapter, slot } = await service({ ...gone, GetPatientAppointments: ofPatient(...others) })
    expect(await failing(adapter.book({ slot, patient }))).toMatchObject({ code: 'slot-taken' })
  })

  for (const [what, hour, code] of [
    ['leaves a move unknown where the visit stands there now', '10', 'outcome-unknown'],
    ['is slot-taken for a move where the visit stands where it stood', '09', 'slot-taken'],
  ] as const) {
    it(what, async () => {
      const GetAppointment = answered('GetAppointment', visit('5', '7', `${day}T${hour}:00:00`))
      const { adapter, next } = await service({ ...gone, GetSchedule: slots('11'), GetAppointment })
      expect(await failing(adapter.reschedule({ appointment, slot: next }))).toMatchObject({ code })
    })
  }
})

describe('a visit that is asked for', () => {
  it('is not told to be gone by a 404 of whoever stands before the service', async () => {
    const { adapter } = await service({ GetAppointment: 404 })
    expect(await failing(adapter.getAppointment(appointment))).toMatchObject({ code: 'not-found' })
  })

  it('is not told to be gone where the institution is not known', async () => {
    const { adapter } = await service({ GetAppointment: fault('LPU_NOT_FOUND') })
    expect(await failing(adapter.getAppointment(appointment))).toMatchObject({ code: 'not-found' })
  })

  it('is null where the service says so', async () => {
    const { adapter } = await service({ GetAppointment: fault('APPOINTMENT_NOT_FOUND') })
    expect(await adapter.getAppointment(appointment)).toBeNull()
  })
})

describe('the status of a visit', () => {
  for (const word of ['Cancelled', 'CANCELLED', 'canceled']) {
    it(`'${word}' is cancelled: a cancellation is done, and no booking is taken for a living one`, async () => {
      const start = `${day}T09:00:00`
      const { adapter, slot } = await service({
        CancelAppointment: answered('CancelAppointment', visit('5', '7', start, word)),
        GetPatientAppointments: answered(
          'GetPatientAppointments',
          `<Appointments>${visit('5', '7', start, word)}</Appointments>`,
        ),
      })
      expect(await adapter.cancel({ appointment })).toMatchObject({ status: 'cancelled' })
      expect(await adapter.findBooking({ slot, patient })).toBeNull()
    })
  }
})

describe('a word that every object of the language knows', () => {
  it('is no status and no field', async () => {
    const { adapter, slot } = await service({
      GetAppointment: answered('GetAppointment', visit('5', '7', `${day}T09:00:00`, 'constructor')),
      CreateAppointment: inBody(
        '<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Detail><F><Code>INVALID_REQUEST</Code><Field>constructor</Field></F></s:Detail></s:Fault>',
      ),
    })
    expect((await adapter.getAppointment(appointment))?.status).toBe('other')
    const error = await failing(adapter.book({ slot, patient }))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: [] } })
  })
})

describe('a move', () => {
  it('to another doctor, answered with the old one, leaves its outcome unknown', async () => {
    const MoveAppointment = answered('MoveAppointment', visit('5', '8', `${day}T10:00:00`))
    const { adapter, next } = await service({ MoveAppointment })
    expect(await failing(adapter.reschedule({ appointment, slot: next }))).toMatchObject({ code: 'outcome-unknown' })
  })
})

describe('a contract that lacks what a request must say', () => {
  const { operations } = defaultContract
  const make = (change: object) => () =>
    createEmias({
      ...{ endpoint: 'https://emias.test/', tls: ours, lpuCode },
      contract: { ...defaultContract, operations: { ...operations, ...change } } as EmiasOptions['contract'],
    } as EmiasOptions)
  const booking = (request: readonly unknown[]) => ({ CreateAppointment: { ...operations.CreateAppointment, request } })
  const members = ['lastName', 'firstName', 'birthDate', 'snils', 'oms']

  for (const [lack, change] of [
    ['slotId', booking(['lpuCode', 'doctorId', 'TicketId', { name: 'patient', members }])],
    ['patient.oms', booking(['lpuCode', 'doctorId', 'slotId', { name: 'patient', members: members.slice(0, 4) }])],
    ['patient', booking(['lpuCode', 'doctorId', 'slotId', 'patient'])],
    ['appointmentId', { CancelAppointment: { ...operations.CancelAppointment, request: ['lpuCode', 'id'] } }],
  ] as const) {
    it(`is refused, naming ${lack}: it would be left out of every request`, () => {
      try {
        make(change)()
        expect.fail('it was taken')
      } catch (error) {
        if (!isMisError(error, 'invalid-request')) throw error
        expect(error.details.fields).toEqual([`contract.operations.${Object.keys(change)[0]}.request`])
        expect(error.message).toContain(`lacks ${lack};`)
      }
    })
  }

  it('is taken without what may be left out, in any order', () => {
    const request = [{ name: 'patient', members }, 'slotId', 'doctorId', 'lpuCode']
    expect(make(booking(request))).not.toThrow()
  })
})
