import { emiasMock } from '@mis/emias/mock'
import { createWorld, testPatient } from '@mis/mock'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ask, message, namespace, schedule, soap12, textsOf } from './mock-support.ts'
import { lpuCode } from './support.ts'

const soapXml = 'application/soap+xml; charset=utf-8'
const free = createWorld().freeSlots({ doctorId: '1', clinicId: '1', from: '2031-03-05', to: '2031-03-05' })
const { lastName, firstName, snils, oms } = testPatient(1)
const patient = (birthDate = '02.01.1990', more = '') =>
  `<patient><lastName>${lastName}</lastName><firstName>${firstName}</firstName><middleName/><birthDate>${birthDate}</birthDate><snils>${snils}</snils><oms>${oms}</oms>${more}</patient>`
const booking = (person = patient()) =>
  message(
    'CreateAppointment',
    `<lpuCode>${lpuCode}</lpuCode><doctorId>1</doctorId><slotId>s/${free[0]?.id}</slotId>${person}`,
  )

describe('the content type', () => {
  it('of SOAP 1.2 is taken, with an action and without', async () => {
    const action = `${soapXml}; action="${namespace}/GetSchedule"`
    for (const type of [soapXml, action, 'APPLICATION/SOAP+XML']) {
      const { status, type: answered } = await ask(message('GetSchedule', schedule()), {}, { 'content-type': type })
      expect([status, answered]).toEqual([200, soapXml])
    }
  })

  it('of anything else is 415 in plain words', async () => {
    for (const type of ['text/xml; charset=utf-8', 'application/json', 'application/soap', '']) {
      const told = await ask(message('GetSchedule', schedule()), {}, { 'content-type': type })
      expect([told.status, told.type]).toEqual([415, 'text/plain; charset=utf-8'])
    }
  })

  it('may come with a SOAPAction header, which is ignored', async () => {
    const headers = { 'content-type': soapXml, soapaction: '"urn:something:else"' }
    expect((await ask(message('GetSchedule', schedule()), {}, headers)).status).toBe(200)
  })

  it('with the action of another operation is ActionNotSupported', async () => {
    const headers = { 'content-type': `${soapXml}; action="${namespace}/GetDoctors"` }
    const { status, fault } = await ask(message('GetSchedule', schedule()), {}, headers)
    expect([status, fault]).toEqual([500, ['Sender', 'ActionNotSupported']])
  })
})

describe('what WCF itself refuses', () => {
  const cases: readonly (readonly [title: string, body: string, fault: readonly string[]])[] = [
    [
      'a header it must understand and does not',
      message(
        'GetSchedule',
        schedule(),
        `<s:Header><h:Session xmlns:h="urn:h" s:mustUnderstand="1">x</h:Session></s:Header>`,
      ),
      ['MustUnderstand'],
    ],
    [
      'the envelope of SOAP 1.1',
      message('GetSchedule', schedule()).replace(soap12, 'http://schemas.xmlsoap.org/soap/envelope/'),
      ['VersionMismatch'],
    ],
    ['an operation it does not have', message('GetWeather', schedule()), ['Sender', 'ActionNotSupported']],
    [
      'an operation in another namespace',
      message('GetSchedule', schedule()).replace(namespace, 'urn:other'),
      ['Sender', 'ActionNotSupported'],
    ],
    [
      'a doctor that is no number',
      message('GetSchedule', schedule({ doctorId: 'Примерова' })),
      ['Sender', 'DeserializationFailed'],
    ],
    ['an empty number', message('GetSchedule', schedule({ doctorId: '' })), ['Sender', 'DeserializationFailed']],
    [
      'a day of another form',
      message('GetSchedule', schedule().replace('2031-03-05', '05.03.2031')),
      ['Sender', 'DeserializationFailed'],
    ],
    ['an empty Body', `<s:Envelope xmlns:s="${soap12}"><s:Body/></s:Envelope>`, ['Sender', 'DeserializationFailed']],
    ['no Body', `<s:Envelope xmlns:s="${soap12}"/>`, ['Sender', 'DeserializationFailed']],
    ['another document', '<html/>', ['Sender', 'DeserializationFailed']],
    ['a cut document', message('GetSchedule', schedule()).slice(0, -20), ['Sender', 'DeserializationFailed']],
    ['a DOCTYPE', `<!DOCTYPE x>${message('GetSchedule', schedule())}`, ['Sender', 'DeserializationFailed']],
    ['nothing', '', ['Sender', 'DeserializationFailed']],
  ]
  for (const [title, body, fault] of cases) {
    it(`${title}: ${fault.join(', ')}`, async () => {
      const told = await ask(body)
      expect([told.status, told.type, told.fault]).toEqual([500, soapXml, fault])
    })
  }

  it('but not a header that may be passed over', async () => {
    const header = '<s:Header><h:Session xmlns:h="urn:h" s:mustUnderstand="0">x</h:Session></s:Header>'
    expect((await ask(message('GetSchedule', schedule(), header))).fault).toEqual([])
  })
})

describe('elements are read in the declared order', () => {
  it('an unknown one is skipped without a word', async () => {
    const more = schedule().replace('<doctorId>', '<comment>now</comment><doctorId>')
    expect((await ask(message('GetSchedule', more))).fault).toEqual([])
  })

  it('one that comes too late is skipped without a word: what is required is then missing', async () => {
    const [, lpu = '', rest = ''] = /^(<lpuCode>.*<\/lpuCode>)(.*)$/.exec(schedule()) ?? []
    expect((await ask(message('GetSchedule', rest + lpu))).fault).toEqual(['Sender', 'INVALID_REQUEST', 'lpuCode'])
    const late = patient().replace(/(<snils>.*<\/snils>)(<oms>.*<\/oms>)/, '$2$1')
    expect((await ask(booking(late))).fault).toEqual(['Sender', 'INVALID_REQUEST', 'patient.snils'])
  })

  it('an optional one that comes too late is lost', async () => {
    const world = createWorld()
    const late = patient()
      .replace('<middleName/>', '')
      .replace('</birthDate>', '</birthDate><middleName>Образцовна</middleName>')
    expect((await ask(booking(late), {}, undefined, world)).fault).toEqual([])
    const seen = world.appointment('501')?.patient
    expect(seen).toMatchObject({ lastName: 'Тестова', snils, oms })
    expect(seen).not.toHaveProperty('middleName')
  })

  it('in the namespace of the operation, nil being absent', async () => {
    const foreign = schedule().replace('<lpuCode>', '<lpuCode xmlns="urn:other">')
    expect((await ask(message('GetSchedule', foreign))).fault).toEqual(['Sender', 'INVALID_REQUEST', 'lpuCode'])
    const nil = schedule().replace(
      /<doctorId>1<\/doctorId>/,
      '<doctorId i:nil="true" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/>',
    )
    expect((await ask(message('GetSchedule', nil))).fault).toEqual(['Sender', 'INVALID_REQUEST', 'doctorId'])
  })
})

describe('what the service itself refuses', () => {
  const cases: readonly (readonly [title: string, body: string, fault: readonly string[]])[] = [
    ['another institution', message('GetSchedule', schedule({ lpu: 'LPU-9' })), ['LPU_NOT_FOUND']],
    ['an unknown doctor', message('GetSchedule', schedule({ doctorId: '999' })), ['DOCTOR_NOT_FOUND']],
    ['an unknown time', booking().replace(/s\/\d+/, 's/0'), ['SLOT_NOT_FOUND']],
    [
      'days in the wrong order',
      message('GetSchedule', schedule().replace('2031-03-05', '2031-03-06')),
      ['INVALID_REQUEST', 'dateTo'],
    ],
    [
      'more than 31 days',
      message('GetSchedule', schedule().replace('<dateTo>2031-03-05', '<dateTo>2031-04-05')),
      ['INVALID_REQUEST', 'dateTo'],
    ],
    ['a birth date that is no day', booking(patient('31.02.1990')), ['INVALID_REQUEST', 'patient.birthDate']],
    ['a birth date of another form', booking(patient('1990-01-02')), ['INVALID_REQUEST', 'patient.birthDate']],
    ['a birth date to come', booking(patient('02.01.2090')), ['INVALID_REQUEST', 'patient.birthDate']],
    ['a SNILS too short', booking(patient().replace(snils, '123')), ['INVALID_SNILS']],
    ['a policy too long', booking(patient().replace(oms, `${oms}0`)), ['INVALID_POLICY']],
    [
      'an unknown visit',
      message('GetAppointment', `<lpuCode>${lpuCode}</lpuCode><appointmentId>0</appointmentId>`),
      ['APPOINTMENT_NOT_FOUND'],
    ],
  ]
  for (const [title, body, fault] of cases) {
    it(`${title}: ${fault.join(' ')}`, async () => expect((await ask(body)).fault).toEqual(['Sender', ...fault]))
  }

  it('but not separators in SNILS and policy', async () => {
    const dotted = `${snils.slice(0, 3)}-${snils.slice(3, 6)}-${snils.slice(6, 9)} ${snils.slice(9)}`
    const told = await ask(
      booking(
        patient()
          .replace(snils, dotted)
          .replace(oms, oms.replace(/(?<=^.{4})/, ' ')),
      ),
    )
    expect(told.fault).toEqual([])
    expect(textsOf(told.text, 'AppointmentId')).toEqual(['501'])
  })
})

describe('whatever comes', () => {
  const well = [message('GetSchedule', schedule()), booking()]

  it('is answered by an envelope and harms nothing', async () => {
    const spoiled = fc
      .tuple(fc.constantFrom(...well), fc.nat(1_200), fc.nat(30), fc.string({ unit: 'binary', maxLength: 10 }))
      .map(([text, at, length, put]) => text.slice(0, at) + put + text.slice(at + length))
    await fc.assert(
      fc.asyncProperty(fc.oneof(spoiled, fc.string({ unit: 'binary' })), async (text) => {
        const { status, type } = await ask(text)
        expect([200, 500]).toContain(status)
        expect(type).toBe(soapXml)
      }),
      { numRuns: 200 },
    )
  })

  it('bytes that are no text among it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect((await ask(new Uint8Array(bytes))).status).toBe(500)
      }),
      { numRuns: 50 },
    )
  })

  it('an address it does not serve is the mistake of the test, which is told those it does', async () => {
    const handle = emiasMock(createWorld(), { lpuCode })
    await expect(handle(new Request('https://emias.test/Other.svc'))).rejects.toThrow('GET /?wsdl')
  })
})
