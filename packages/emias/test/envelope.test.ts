import { isMisError, type Slot } from '@mis/core'
import { createEmias } from '@mis/emias'
import { testPatient } from '@mis/mock'
import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { envelope, headersFor, type Values } from '../src/soap/envelope.ts'
import { defaultContract, type ScheduleContract } from '../src/wire/contract.ts'
import { bodyOf, canonical, contentOf } from './canonical.ts'
import { failing, lpuCode, ours } from './support.ts'

const { GetSchedule, CreateAppointment } = defaultContract.operations
const ns = '{urn:example:emias:1}'
const soap12 = '{http://www.w3.org/2003/05/soap-envelope}'
const soap11 = '{http://schemas.xmlsoap.org/soap/envelope/}'
const addressing = '{http://www.w3.org/2005/08/addressing}'
const schedule = { lpuCode: 'LPU-0', doctorId: '7', dateFrom: '2031-03-05', dateTo: '2031-03-06' }

const written = (values: Values) => canonical(envelope(defaultContract, GetSchedule, values))

describe('the envelope', () => {
  it('holds the elements in the declared order, whatever the order of the values', () => {
    const reversed = Object.fromEntries(Object.entries(schedule).reverse())
    const expected = [
      `${soap12}Envelope`,
      {},
      [
        `${soap12}Body`,
        {},
        [
          `${ns}GetSchedule`,
          {},
          [`${ns}lpuCode`, {}, 'LPU-0'],
          [`${ns}doctorId`, {}, '7'],
          [`${ns}dateFrom`, {}, '2031-03-05'],
          [`${ns}dateTo`, {}, '2031-03-06'],
        ],
      ],
    ]
    expect(written(reversed)).toEqual(expected)
    expect(written({ ...schedule, unknown: 'x' })).toEqual(expected)
  })

  it('leaves out what is undefined, empties what is empty, and says nil for null', () => {
    const text = envelope(defaultContract, GetSchedule, { lpuCode: '', doctorId: null, dateTo: undefined })
    expect(contentOf(bodyOf(text))).toEqual([
      [`${ns}lpuCode`, {}],
      [`${ns}doctorId`, { '{http://www.w3.org/2001/XMLSchema-instance}nil': 'true' }],
    ])
  })

  it('escapes what XML would read otherwise', () => {
    const text = envelope(defaultContract, GetSchedule, { lpuCode: `]]>&amp;<a b="c">'d'</a>\r\n\t` })
    expect(text).toContain(`<lpuCode>]]&gt;&amp;amp;&lt;a b=&quot;c&quot;&gt;'d'&lt;/a&gt;&#13;\n\t</lpuCode>`)
  })

  it('carries any text there and back', () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: true, removeNSPrefix: true })
    const writable = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/(?![\t\n\r])\p{Cc}/gu, ''))
    fc.assert(
      fc.property(
        writable,
        fc.array(fc.constantFrom('&', '<', '>', '"', "'", ']]>', '&#38;', '&lt;', '\r', '\n', 'ё', '🩺')),
        (text, more) => {
          const value = `.${text}${more.join('')}.`
          const read = parser.parse(envelope(defaultContract, GetSchedule, { lpuCode: value }))
          expect(read.Envelope.Body.GetSchedule.lpuCode).toBe(value)
        },
      ),
    )
  })

  it('refuses a character that no XML document can hold, naming the field and not the value', async () => {
    for (const character of ['\0', '\b', '\u001f', '\ud800', '\ufffe', '\uffff']) {
      const values = { patient: { lastName: `Тес${character}това` } }
      try {
        envelope(defaultContract, CreateAppointment, values)
        expect.fail('it was written')
      } catch (error) {
        if (!isMisError(error, 'invalid-request')) throw error
        expect(error.details.fields).toEqual(['patient.lastName'])
        expect(error.message).not.toMatch(/Тес/)
      }
    }
  })

  it('so that nothing is sent', async () => {
    const asked: unknown[] = []
    const fetch = async (input: unknown) => {
      asked.push(input)
      return new Response()
    }
    const adapter = createEmias({
      endpoint: 'https://emias.test/S.svc',
      tls: ours,
      lpuCode: 'LPU\u0001',
      runtime: { fetch },
    })
    const error = await failing(adapter.listDoctors({}))
    expect(error).toMatchObject({ code: 'invalid-request', details: { fields: ['lpuCode'] } })
    expect(asked).toEqual([])
  })
})

describe('the versions of SOAP', () => {
  const older: ScheduleContract = { ...defaultContract, soapVersion: '1.1' }

  it('1.2 says the action in the content type', () => {
    expect(headersFor(defaultContract, GetSchedule)).toEqual({
      'content-type': 'application/soap+xml; charset=utf-8; action="urn:example:emias:1/GetSchedule"',
      accept: 'application/soap+xml',
    })
  })

  it('1.1 says it in a header of its own, and has its own envelope', () => {
    expect(headersFor(older, GetSchedule)).toEqual({
      'content-type': 'text/xml; charset=utf-8',
      soapaction: '"urn:example:emias:1/GetSchedule"',
      accept: 'text/xml',
    })
    const older11 = envelope(older, GetSchedule, schedule)
    expect(canonical(older11)).toMatchObject([`${soap11}Envelope`, {}, [`${soap11}Body`, {}, bodyOf(older11)]])
    expect(bodyOf(older11)[0]).toBe(`${ns}GetSchedule`)
  })

  it('1.1 is what goes out and comes in where the contract says so', async () => {
    const requests: Request[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      requests.push(new Request(input, init))
      const body = '<CreateAppointmentResponse><AppointmentId>a-1</AppointmentId></CreateAppointmentResponse>'
      const envelope = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>${body}</e:Body></e:Envelope>`
      return new Response(envelope, { headers: { 'content-type': 'text/xml; charset=utf-8' } })
    }
    const options = { endpoint: 'https://emias.test/S.svc', tls: ours, lpuCode, contract: older, runtime: { fetch } }
    const slot: Slot = {
      ...{ id: 'em.1.eyJzIjoicy8xIn0', doctorId: '7', clinicId: lpuCode, timeZone: 'Europe/Moscow', mode: 'in-person' },
      ...{ start: '2031-03-05T09:00:00+03:00', end: '2031-03-05T09:20:00+03:00' },
    }
    expect(await createEmias(options).book({ slot, patient: testPatient(1) })).toMatchObject({ id: 'a-1' })
    const [sent] = requests
    expect(sent?.headers.get('soapaction')).toBe('"urn:example:emias:1/CreateAppointment"')
    expect(canonical((await sent?.text()) ?? '')[0]).toBe(`${soap11}Envelope`)
  })
})

describe('WS-Addressing', () => {
  it('is not there unless asked for', () => {
    expect(envelope(defaultContract, GetSchedule, schedule)).not.toMatch(/Header|addressing/)
  })

  it('says action, message, anonymous reply and addressee, what must be understood marked', () => {
    const to = 'https://inside.test/S.svc?a=1&b=2'
    const [, , header] = canonical(envelope(defaultContract, GetSchedule, schedule, { to, messageId: 'm-1' }))
    const must = { [`${soap12}mustUnderstand`]: '1' }
    expect(header).toEqual([
      `${soap12}Header`,
      {},
      [`${addressing}Action`, must, 'urn:example:emias:1/GetSchedule'],
      [`${addressing}MessageID`, {}, 'urn:uuid:m-1'],
      [`${addressing}ReplyTo`, {}, [`${addressing}Address`, {}, 'http://www.w3.org/2005/08/addressing/anonymous']],
      [`${addressing}To`, must, to],
    ])
  })
})
