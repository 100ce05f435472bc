import { describe, expect, it } from 'vitest'
import { bearerHeaders, documentOf, openGateway } from './mock-support.ts'

const good = documentOf('GET_FILIAL_LIST')

describe('the envelope of a message', () => {
  it('is answered by ACK with AA, SPRESULT 1 and a comment in the vendor’s namespace', async () => {
    const { text, ack, out, status } = await openGateway().post(good)
    expect([status, ack, out.SPRESULT]).toEqual([200, 'AA', '1'])
    expect(text).toMatch(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<ACK xmlns="http:\/\/sdsys\.ru\/"><MSA>/)
    expect(out.SPCOMMENT).not.toBe('')
  })

  it.each([
    ['a prefix for the namespace', good.replace('xmlns=', 'xmlns:sds=').replace(/<(\/?)(?=[A-Z])/g, '<$1sds:')],
    ['an XML declaration', `<?xml version="1.0" encoding="utf-8"?>\n${good}`],
    ['a byte order mark', `\uFEFF${good}`],
    ['a client clock without seconds', good.replace('20310303080000', '203103030800')],
    ['line breaks between the elements', good.replaceAll('><', '>\n  <')],
    ['MSH.3', good.replace('<MSH>', '<MSH><MSH.3>partner</MSH.3>')],
    ['no block, where there is nothing to ask', good.replace('<GET_FILIAL_LIST_IN></GET_FILIAL_LIST_IN>', '')],
  ])('may have %s', async (_what, document) => {
    expect(await openGateway().post(document)).toMatchObject({ status: 200, ack: 'AA' })
  })

  it.each([
    ['no document at all', ''],
    ['JSON', '{"MSG":"GET_FILIAL_LIST"}'],
    ['a document that is cut', good.slice(0, -10)],
    ['a tag that does not match', good.replace('</MSH>', '</MSG>')],
    ['a document type', `<!DOCTYPE x [<!ENTITY e "e">]>${good}`],
    ['another namespace', good.replace('sdsys.ru', 'example.org')],
    ['no namespace', good.replace(' xmlns="http://sdsys.ru/"', '')],
    ['no header', good.replace(/<MSH>.*<\/MSH>/, '')],
    ['another root than the message', good.replaceAll('WEB_GET_FILIAL_LIST', 'WEB_SCHEDULE')],
    ['another kind of message', good.replace('>WEB<', '>LAB<')],
    ['no name', good.replace('<MSG.2>GET_FILIAL_LIST</MSG.2>', '')],
    ['a time that no clock shows', good.replace('20310303080000', '20310303250000')],
    ['an ISO time', good.replace('20310303080000', '2031-03-03T08:00:00')],
    ['no message id', good.replace('5f00aa11bb22cc33dd44ee55', '')],
    ['another charset', good.replace('>UTF-8<', '>windows-1251<')],
    ['a message nobody knows', documentOf('TELEPORT')],
    ['a message named like a member of every object', documentOf('toString')],
    ['a branch nobody knows', documentOf('GET_FILIAL_LIST', {}, '77')],
  ])('is AE with a text inside HTTP 200 for %s', async (_what, document) => {
    const { status, ack, fault, out } = await openGateway().post(document)
    expect([status, ack, out]).toEqual([200, 'AE', {}])
    expect(fault).toMatch(/[а-я]/)
  })

  it('is 415 under another content type than XML', async () => {
    const gateway = openGateway()
    expect((await gateway.post(good, { ...bearerHeaders, 'content-type': 'application/json' })).status).toBe(415)
    const asApplication = { ...bearerHeaders, 'content-type': 'Application/XML; charset=utf-8' }
    expect((await gateway.post(good, asApplication)).ack).toBe('AA')
  })

  it.each(['SCHEDULE_INFO', 'SCHEDULE_REC_LIST', 'CLIENT_CHECK', 'CLIENT_ADD', 'SCHEDULE_CHANGE_ACCEPT'])(
    'is -99 where %s has no input block',
    async (name) => {
      const document = documentOf(name).replace(/<(\w+_IN)><\/\1>/, '')
      expect(await openGateway().post(document)).toMatchObject({ ack: 'AA', out: { SPRESULT: '-99' } })
    },
  )
})

describe('the branch in MSH.99', () => {
  it.each(['SCHEDULE', 'SCHEDULE_REC_RESERVE', 'SCHEDULE_REC_REMOVE', 'SCHEDULE_REC_UPDATE'])(
    'must be there for %s',
    async (name) => {
      expect(await openGateway().send(name)).toMatchObject({ ack: 'AE', fault: expect.stringContaining('MSH.99') })
    },
  )

  it('is left out for dictionaries, and does no harm there', async () => {
    const gateway = openGateway()
    expect((await gateway.send('GET_DOCTOR_LIST')).ack).toBe('AA')
    expect((await gateway.send('GET_DOCTOR_LIST', {}, '1')).ack).toBe('AA')
  })
})

describe('the way answers are written', () => {
  const plain = openGateway().send('GET_FILIAL_LIST', { FILLIST: 1 })

  it.each([
    ['a prefix', { prefix: 'sds' }, /<sds:ACK xmlns:sds="http:\/\/sdsys\.ru\/"><sds:MSA><sds:MSA\.1>AA</],
    ['no declaration', { ack: { declaration: false } }, /^<ACK /],
    ['line breaks', { ack: { indented: true } }, /<FILIAL>1<\/FILIAL>\n/],
    ['CDATA', { ack: { cdata: true } }, /<FNAME><!\[CDATA\[Учебная/],
  ] as const)('can have %s and means the same', async (_what, options, pattern) => {
    const answer = await openGateway(options).send('GET_FILIAL_LIST', { FILLIST: 1 })
    expect(answer.text).toMatch(pattern)
    expect(answer.out).toEqual((await plain).out)
  })

  it('can carry checks that only inform', async () => {
    const { rows, out } = await openGateway({ ack: { informs: true } }).send('GET_FILIAL_LIST')
    expect([out.SPRESULT, rows('CHECKDATA')[0]?.CHECKCODE]).toEqual(['1', '1'])
  })

  it('can have another content type', async () => {
    const { mock } = openGateway({ ack: { contentType: 'application/xml' } })
    const init = { method: 'POST', headers: bearerHeaders, body: good }
    const response = await mock(new Request('http://mock.test/api/xml', init))
    expect(response.headers.get('content-type')).toBe('application/xml')
  })
})

describe('addresses', () => {
  it.each([
    ['GET', '/api/xml'],
    ['POST', '/api/xml/SCHEDULE'],
    ['POST', '/oauth2/token'],
  ])('beyond the document, and tokens without oauth2, fail the test by name: %s %s', async (method, path) => {
    const { mock } = openGateway()
    await expect(mock(new Request(`http://mock.test${path}`, { method }))).rejects.toMatchObject({
      name: 'UnmatchedRequest',
    })
  })

  it('name their operation by the message, even in a body that is cut', () => {
    const { operationOf } = openGateway().mock
    const named = (document: string) => operationOf?.('POST', '/api/xml', document)
    const operations = {
      SCHEDULE: 'listSlots',
      GET_FILIAL_LIST: 'listClinics',
      GET_DOCTOR_LIST: 'listDoctors',
      PRICE_LIST: 'listServices',
      SCHEDULE_REC_RESERVE: 'book',
      SCHEDULE_REC_REMOVE: 'cancel',
      SCHEDULE_INFO: 'getAppointment',
      SCHEDULE_REC_LIST: 'listAppointments',
    }
    for (const [name, operation] of Object.entries(operations)) expect(named(documentOf(name))).toBe(operation)
    for (const name of ['CLIENT_CHECK', 'CLIENT_ADD', 'DOCT_SCHEDULE', 'toString']) {
      expect(named(documentOf(name))).toBeUndefined()
    }
    expect(named(documentOf('SCHEDULE_REC_RESERVE', { SCHEDID: 501 }))).toBe('reschedule')
    expect(named(documentOf('SCHEDULE_REC_RESERVE', { SCHEDID: '' }))).toBe('book')
    expect(named('<sds:MSG.2>SCHEDULE</sds:MSG.2')).toBe('listSlots')
    expect([named(''), operationOf?.('POST', '/oauth2/token', ''), operationOf?.('GET', '/api/xml', good)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})
