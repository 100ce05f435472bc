import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bearerHeaders, documentOf, openGateway } from './mock-support.ts'
import { openPortal } from './portal-support.ts'

const messages = [
  ...['GET_FILIAL_LIST', 'GET_DEPARTMENT_LIST', 'GET_DOCTOR_LIST', 'PRICE_LIST', 'SCHEDULE', 'DOCT_SCHEDULE'],
  ...['DOCT_SCHEDULE_FREE', 'SCHEDULE_REC_RESERVE', 'SCHEDULE_REC_REMOVE', 'SCHEDULE_REC_UPDATE', 'SCHEDULE_INFO'],
  ...['SCHEDULE_LIST', 'SCHEDULE_REC_LIST', 'SCHEDULE_CHANGE_LIST', 'SCHEDULE_CHANGE_ACCEPT'],
  ...['CLIENT_ADD', 'CLIENT_CHECK', 'CLIENT_INFO'],
]
const fields = [
  ...['FILLIST', 'DCODEIN', 'INDOCTLIST', 'BDATE', 'FDATE', 'ONLINEMODE', 'DEPNUM', 'DCODE', 'WORKDATE', 'BHOUR'],
  ...['BMIN', 'FHOUR', 'FMIN', 'SCHEDIDENT', 'PCODE', 'ONLINETYPE', 'SCHLIST', 'SCHEDID', 'CLVISIT', 'FIRSTROW'],
  ...['LASTROW', 'LASTNAME', 'FIRSTNAME', 'CHECKMODE', 'PHONE', 'GENDER', 'CHANGE_INFO', 'EXTSCHEDID', 'AUTHMODE'],
]
const value = fc.oneof(
  fc.constantFrom(
    '',
    '1',
    '501',
    '0',
    '-1',
    '99',
    '20310305',
    '20310306',
    '990000001',
    '1,2',
    '<A><B/></A>',
    '&#1050;',
  ),
  fc.stringMatching(/^[\w ,;.+()-]{0,12}$/),
)

describe('whatever is sent', () => {
  it('a message gets an ACK: any fields, any values', async () => {
    const body = fc.array(fc.tuple(fc.constantFrom(...fields), value), { maxLength: 14 })
    const gateway = openGateway({ externalId: true })
    await gateway.send('CLIENT_ADD', { LASTNAME: 'Тестова', FIRSTNAME: 'Проба', BDATE: '19900102' })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...messages),
        body,
        fc.constantFrom('1', '2', undefined),
        async (name, all, to) => {
          const text = all.map(([field, content]) => `<${field}>${content}</${field}>`).join('')
          const { status, ack, out } = await gateway.send(name, text, to)
          expect(status).toBe(200)
          expect(['AA', 'AE']).toContain(ack)
          if (ack === 'AA') expect(['1', '0', '-2', '-99']).toContain(out.SPRESULT)
        },
      ),
      { numRuns: 250 },
    )
  })

  it('a document cut anywhere is AE', async () => {
    const whole = documentOf('SCHEDULE', { DCODEIN: 1, BDATE: '20310305', FDATE: '20310305' }, '1')
    const gateway = openGateway()
    for (let length = 0; length < whole.length; length += 1) {
      expect((await gateway.post(whole.slice(0, length))).ack).toBe('AE')
    }
  })

  it('text that is no document is AE, with any bytes in it', async () => {
    const gateway = openGateway()
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<',
        '>',
        '</',
        '<![CDATA[',
        ']]>',
        '&#xFFFFFFFF;',
        '<!DOCTYPE a>',
        '__proto__',
        'xmlns=',
        '<?xml',
      ),
      fc.constantFrom('<WEB_SCHEDULE xmlns="http://sdsys.ru/">', '<MSH>', '</MSH>', '<__proto__>', '<constructor/>'),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        expect((await gateway.post(pieces.join(''))).ack).toBe('AE')
      }),
      { numRuns: 150 },
    )
  })

  it('the operation of a request can be told, or is none', () => {
    const { operationOf } = openGateway().mock
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, body) => {
        expect(operationOf?.('POST', `/${path}`, body)).toBeUndefined()
      }),
    )
  })

  it('a token is not given for any form', async () => {
    const auth = { kind: 'oauth2', grant: 'password', clientId: 'c', secretKey: 's' } as const
    const { mock } = openGateway({ auth })
    const headers = { ...bearerHeaders, 'content-type': 'application/x-www-form-urlencoded' }
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('client_id', 'client_secret', 'grant_type'), fc.string()),
        async (form) => {
          const body = new URLSearchParams(form).toString()
          const response = await mock(new Request('http://mock.test/oauth2/token', { method: 'POST', headers, body }))
          expect(response.status).toBe(401)
        },
      ),
    )
    expect(mock.gateway.tokensIssued()).toBe(0)
  })

  it('the portal answers JSON: any body, any query', async () => {
    const portal = openPortal()
    await portal.login()
    const targets = ['POST /login', 'POST /api/reservation/reserve', 'POST /api/reservation/schedule']
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...targets), fc.oneof(fc.string(), fc.json()), async (target, body) => {
        const answer = await portal.ask(target, body)
        expect([200, 400]).toContain(answer.status)
        expect(answer.body).toMatchObject({ success: false })
      }),
      { numRuns: 200 },
    )
    const queried = ['/records/list', '/record/confirm', '/api/reservation/intervals', '/api/reservation/schedule']
    const query = fc.dictionary(fc.constantFrom('st', 'en', 'dcode', 'doctor', 'start', 'length', 'schedid'), value)
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...queried), query, async (path, members) => {
        const answer = await portal.ask(`GET ${path}?${new URLSearchParams(members)}`)
        expect([200, 400]).toContain(answer.status)
      }),
      { numRuns: 200 },
    )
  })
})
