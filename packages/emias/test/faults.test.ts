import type { Operation } from '@mis/core'
import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import { clinic, day, failing } from './support.ts'

const envelope12 = 'http://www.w3.org/2003/05/soap-envelope'
const soapXml = { 'content-type': 'application/soap+xml; charset=utf-8' }

function fault12(code: string, more: { readonly subcode?: string; readonly detail?: string } = {}): string {
  const subcode = more.subcode ? `<s:Subcode><s:Value xmlns:a="urn:a">a:${more.subcode}</s:Value></s:Subcode>` : ''
  const detail = more.detail ? `<s:Detail>${more.detail}</s:Detail>` : ''
  return `<s:Envelope xmlns:s="${envelope12}"><s:Body><s:Fault><s:Code><s:Value>s:${code}</s:Value>${subcode}</s:Code><s:Reason><s:Text xml:lang="ru">Пациент Тестова П. О. уже записан</s:Text></s:Reason>${detail}</s:Fault></s:Body></s:Envelope>`
}
const word = (code: string, field = '') =>
  `<x:ScheduleFault xmlns:x="urn:example:emias:1"><x:Code>${code}</x:Code><x:Message>Тестова</x:Message>${field && `<x:Field>${field}</x:Field>`}</x:ScheduleFault>`

async function calls() {
  const { adapter, server, world } = await clinic()
  const [doctor] = world.freeSlots({ clinicId: '1', from: day, to: day })
  const query = { doctorId: doctor?.doctorId ?? '', from: day, to: day }
  const [slot] = (await adapter.listSlots(query)).slots
  if (!slot) throw new Error('no slot')
  const appointment = await adapter.book({ slot, patient: testPatient(3) })
  const [next] = (await adapter.listSlots(query)).slots
  if (!next) throw new Error('no second slot')
  const run: Readonly<Partial<Record<Operation, () => Promise<unknown>>>> = {
    listSlots: () => adapter.listSlots(query),
    book: () => adapter.book({ slot: next, patient: testPatient(1) }),
    cancel: () => adapter.cancel({ appointment }),
    reschedule: () => adapter.reschedule({ appointment, slot: next }),
    getAppointment: () => adapter.getAppointment(appointment),
    listAppointments: () => adapter.listAppointments({ patient: testPatient(1) }),
  }
  return { run, server, world, next }
}

const table: readonly (readonly [Operation, body: string, status: number, code: string, details?: object])[] = [
  ['book', fault12('Sender', { detail: word('SLOT_TAKEN') }), 500, 'slot-taken'],
  ['reschedule', fault12('Sender', { detail: word('SLOT_TAKEN') }), 400, 'slot-taken'],
  ['book', fault12('Sender', { detail: word('SLOT_TAKEN') }), 200, 'slot-taken'],
  ['cancel', fault12('Sender', { detail: word('SLOT_IN_PAST') }), 500, 'rejected', { reason: 'visit-in-past' }],
  ['book', fault12('Sender', { detail: word('ALREADY_BOOKED') }), 500, 'rejected', { reason: 'already-booked' }],
  ['book', fault12('Sender', { detail: word('REFERRAL_REQUIRED') }), 500, 'rejected', { reason: 'referral-required' }],
  ['book', fault12('Sender', { detail: word('PATIENT_AMBIGUOUS') }), 500, 'rejected', { reason: 'patient-ambiguous' }],
  [
    'listAppointments',
    fault12('Sender', { detail: word('INVALID_SNILS') }),
    500,
    'invalid-request',
    { fields: ['patient.snils'] },
  ],
  [
    'book',
    fault12('Sender', { detail: word('INVALID_REQUEST', 'patient.birthDate') }),
    500,
    'invalid-request',
    { fields: ['patient.birthDate'] },
  ],
  ['book', fault12('Sender', { detail: word('INVALID_REQUEST', 'Тестова') }), 500, 'invalid-request', { fields: [] }],
  ['listSlots', fault12('Sender', { detail: word('DOCTOR_NOT_FOUND') }), 500, 'not-found'],
  ['listSlots', fault12('Sender', { detail: word('ACCESS_DENIED') }), 500, 'forbidden'],
  ['listSlots', fault12('Sender', { subcode: 'ActionNotSupported' }), 500, 'unsupported'],
  ['book', fault12('MustUnderstand'), 500, 'unsupported'],
  ['listSlots', fault12('VersionMismatch'), 500, 'unsupported'],
  ['listSlots', fault12('Sender', { subcode: 'DeserializationFailed' }), 500, 'invalid-request'],
  ['listSlots', fault12('Receiver', { subcode: 'InternalServiceFault' }), 500, 'unavailable'],
  ['book', fault12('Receiver', { subcode: 'InternalServiceFault' }), 500, 'outcome-unknown'],
  ['book', fault12('Receiver'), 200, 'outcome-unknown'],
  ['listSlots', fault12('Receiver', { detail: word('UNAVAILABLE') }), 500, 'unavailable'],
  ['listSlots', fault12('Sender', { detail: word('SOMETHING_NEW') }), 500, 'rejected', { reason: 'unspecified' }],
  ['cancel', fault12('Sender'), 500, 'rejected', { reason: 'unspecified' }],
  [
    'listSlots',
    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>e:Server</faultcode><faultstring>Тестова</faultstring></e:Fault></e:Body></e:Envelope>`,
    500,
    'unavailable',
  ],
  [
    'book',
    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault><faultcode>e:Client</faultcode><faultstring>Тестова</faultstring><detail>${word('SLOT_TAKEN')}</detail></e:Fault></e:Body></e:Envelope>`,
    500,
    'slot-taken',
  ],
]

describe('a fault is the error it stands for, whatever the HTTP status', () => {
  for (const [operation, body, status, code, details] of table) {
    const said = /<[xe]:?Code>|Value>|faultcode>/.test(body)
      ? body
          .replace(/<[^>]+>/g, ' ')
          .replace(/\s+/g, ' ')
          .trim()
      : ''
    it(`${operation}, status ${status}, ${said.slice(0, 60)}: ${code}${details ? ` ${JSON.stringify(details)}` : ''}`, async () => {
      const { run, server } = await calls()
      server.arm({ when: { operation }, fault: { status, headers: soapXml, body } })
      const error = await failing(run[operation]?.() ?? Promise.resolve())
      expect(error).toMatchObject({ code, ...(details && { details }) })
      expect(JSON.stringify([error.message, error.details, String(error.cause)])).not.toMatch(/Тестова/)
    })
  }
})

describe('a refusal without a known word', () => {
  const fault = { status: 500, headers: soapXml, body: fault12('Sender', { detail: word('NEWS') }) }

  it('is slot-taken where the time is gone by the time it is read again', async () => {
    const { run, server, world, next } = await calls()
    world.occupy(world.freeSlots({ doctorId: next.doctorId, clinicId: '1', from: day, to: day })[0]?.id ?? '')
    server.arm({ when: { operation: 'book' }, fault })
    expect(await failing(run.book?.() ?? Promise.resolve())).toMatchObject({ code: 'slot-taken', happened: 'no' })
  })

  it('stays a refusal where the time is still free, and where it cannot be read again', async () => {
    const { run, server } = await calls()
    server.arm({ when: { operation: 'book' }, fault })
    expect(await failing(run.book?.() ?? Promise.resolve())).toMatchObject({ code: 'rejected', happened: 'no' })
    server.arm({ when: { operation: 'listSlots' }, fault: { status: 503 } })
    expect(await failing(run.book?.() ?? Promise.resolve())).toMatchObject({ code: 'rejected', happened: 'no' })
  })
})

describe('after slot-taken', () => {
  it('the nearest free times can be listed at once', async () => {
    const { adapter, world } = await clinic()
    const [first] = world.freeSlots({ clinicId: '1', from: day, to: day })
    const query = { doctorId: first?.doctorId ?? '', from: day, to: day }
    const [slot] = (await adapter.listSlots(query)).slots
    if (!slot || !first) throw new Error('no slot')
    world.occupy(first.id)
    expect(await failing(adapter.book({ slot, patient: testPatient(1) }))).toMatchObject({ code: 'slot-taken' })
    const { slots } = await adapter.listSlots(query)
    expect(slots[0]?.start).toBe(world.freeSlots({ ...query, clinicId: '1' })[0]?.start)
  })
})

describe('an answer that is no envelope', () => {
  const ok = `<s:Envelope xmlns:s="${envelope12}"><s:Body>`
  const cases: readonly (readonly [
    title: string,
    fault: { status: number; headers?: Record<string, string>; body: string },
    read: string,
    write: string,
  ])[] = [
    [
      '415 in plain words',
      { status: 415, headers: { 'content-type': 'text/plain' }, body: 'no' },
      'invalid-request',
      'invalid-request',
    ],
    ['an empty 503', { status: 503, headers: soapXml, body: '' }, 'unavailable', 'outcome-unknown'],
    [
      'a page with 200',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' },
      'bad-response',
      'outcome-unknown',
    ],
    [
      'a multipart body',
      { status: 200, headers: { 'content-type': 'multipart/related; boundary=x' }, body: '--x--' },
      'bad-response',
      'outcome-unknown',
    ],
    ['an empty 200', { status: 200, headers: soapXml, body: '' }, 'bad-response', 'outcome-unknown'],
    [
      'an empty Body',
      { status: 200, headers: soapXml, body: `${ok}</s:Body></s:Envelope>` },
      'bad-response',
      'outcome-unknown',
    ],
    [
      "another operation's answer",
      { status: 200, headers: soapXml, body: `${ok}<OtherResponse/></s:Body></s:Envelope>` },
      'bad-response',
      'outcome-unknown',
    ],
    [
      'a DOCTYPE',
      { status: 200, headers: soapXml, body: `<!DOCTYPE x [<!ENTITY y "z">]>${ok}</s:Body></s:Envelope>` },
      'bad-response',
      'outcome-unknown',
    ],
  ]
  for (const [title, fault, read, write] of cases) {
    it(`${title}: ${read} for a read, ${write} for a write`, async () => {
      const { run, server } = await calls()
      server.arm({ fault })
      expect(await failing(run.listSlots?.() ?? Promise.resolve())).toMatchObject({ code: read })
      expect(await failing(run.book?.() ?? Promise.resolve())).toMatchObject({ code: write })
    })
  }
})
