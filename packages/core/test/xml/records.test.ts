import { describe, expect, it } from 'vitest'
import { readXmlText, type XmlRecord } from '../../src/xml/index.ts'
import { intervals, recordsOf, refusalOf, schedule, scheduleShapes } from './support.ts'

describe('records', () => {
  it('come by path with fields of their ancestors, several shapes in one pass', () => {
    const [rows, ofDoctor, ofAll, out, ack] = recordsOf(schedule, scheduleShapes, { root: 'ACK' })
    const around = { 'DOCT.DCODE': '007', 'WRDATE.WDATE': '20310303', 'SCHEDINT.SCHEDIDENT': '70004321' }
    expect(rows).toEqual([
      { BHOUR: '9', BMIN: '0', FHOUR: '9', FMIN: '30', FREETYPE: '1', ...around },
      { BHOUR: '9', BMIN: '30', FHOUR: '10', FMIN: '0', FREETYPE: '-6', ...around },
    ])
    expect(ofDoctor).toEqual([{ CHECKCODE: '2', CHECKLABEL: 'Нужно <направление>', 'DOCT.DCODE': '007' }])
    expect(ofAll).toEqual([{ CHECKCODE: '1', CHECKLABEL: '' }])
    expect(out).toEqual([{ SPRESULT: '1', SPCOMMENT: 'Расписание & слоты' }])
    expect(ack).toEqual([{ 'MSA/MSA.1': 'AA' }])
  })

  it('are the same whether the namespace is default, prefixed or absent', () => {
    const bare = schedule.replace(' xmlns="http://sdsys.ru/"', '')
    const prefixed = bare.replace(/<(\/?)([A-Z])/g, '<$1s:$2').replace('<s:ACK', '<s:ACK xmlns:s="http://sdsys.ru/"')
    const withoutMarkup = prefixed.replace('<![s:CDATA', '<![CDATA')
    expect(recordsOf(bare, scheduleShapes)).toEqual(recordsOf(schedule, scheduleShapes))
    expect(recordsOf(withoutMarkup, scheduleShapes)).toEqual(recordsOf(schedule, scheduleShapes))
  })

  it('wait for a field of an ancestor that comes after them, in the order of the document', () => {
    const late = '<a><r><f>1</f></r><r><f>2</f></r><id>x</id><r><f>3</f></r></a>'
    const [rows] = recordsOf(late, [{ element: 'r', fields: ['f'], from: { a: ['id'] } }])
    expect(rows).toEqual([
      { f: '1', 'a.id': 'x' },
      { f: '2', 'a.id': 'x' },
      { f: '3', 'a.id': 'x' },
    ])
  })

  it('wait no longer than that', () => {
    const log: unknown[] = []
    const late = '<a><r><f>1</f></r><mark/><id>x</id><r><f>2</f></r><mark/></a>'
    readXmlText(late, [
      { shape: { element: 'r', fields: ['f'], from: { a: ['id'] } }, onRecord: ({ f }) => log.push(f) },
      { shape: { element: 'mark', fields: [] }, onRecord: () => log.push('mark') },
    ])
    expect(log).toEqual(['mark', '1', '2', 'mark'])
  })

  it('come without the field of an ancestor that ends without it, and of an ancestor that is not there', () => {
    const shape = { element: 'r', fields: ['f'], from: { a: ['id'], b: ['id'] } }
    const [rows] = recordsOf('<d><a><r><f>1</f></r></a><a><id>x</id><r><f>2</f></r></a><r/></d>', [shape])
    expect(rows).toEqual([{ f: '1' }, { f: '2', 'a.id': 'x' }, {}])
  })

  it('take the nearest ancestor of a name', () => {
    const nested = '<a><id>1</id><a><id>2</id><r/></a><r/></a>'
    expect(recordsOf(nested, [{ element: 'r', fields: [], from: { a: ['id'] } }])).toEqual([
      [{ 'a.id': '2' }, { 'a.id': '1' }],
    ])
  })

  it('take an ancestor by path, where its name stands elsewhere too', () => {
    const nested = '<d><x><id>1</id><a><id>2</id><a><id>3</id><r/></a></a></x></d>'
    const from = { 'x/a': ['id'], a: ['id'], '*': ['id'], x: ['id'] }
    const [rows] = recordsOf(nested, [{ element: 'r', fields: [], from }])
    expect(rows).toEqual([{ 'x/a.id': '2', 'a.id': '3', '*.id': '3', 'x.id': '1' }])
  })

  it('of one shape may nest in each other', () => {
    const [rows] = recordsOf('<r><f>1</f><r><f>2</f></r><g>3</g></r>', [{ element: 'r', fields: ['f', 'g'] }])
    expect(rows).toEqual([{ f: '2' }, { f: '1', g: '3' }])
  })

  it('are told from elements of the same name elsewhere, whatever came before', () => {
    const document = '<d><r><a/><b>1</b></r><x><b>2</b></x><r><a/><b>3</b><b>4</b></r></d>'
    expect(recordsOf(document, [{ element: 'r/b', fields: ['.'] }])).toEqual([
      [{ '.': '1' }, { '.': '3' }, { '.': '4' }],
    ])
  })

  it('tell which elements are where by wildcards and local-name()', () => {
    const soap = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault>
      <s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>a:ActionNotSupported</s:Value></s:Subcode></s:Code>
      <s:Reason><s:Text xml:lang="ru">Нет</s:Text><s:Text xml:lang="en">No</s:Text></s:Reason>
      <s:Detail><Limit xmlns="urn:x"><Age>18</Age></Limit></s:Detail></s:Fault></s:Body></s:Envelope>`
    const fault = ['Code/Value', 'Code/Subcode/Value', 'Reason/Text', 'faultcode']
    const found = recordsOf(soap, [
      { element: '/Envelope/Body/*', fields: ['local-name()'] },
      { element: 'Body/Fault', fields: fault },
      { element: '*', under: ['Fault/Detail'], fields: ['local-name()', '.'] },
      { element: 'Text', under: ['Fault'], fields: ['.', '@lang'] },
      { element: '/Body/*', fields: ['.'] },
    ])
    expect(found).toEqual([
      [{ 'local-name()': 'Fault' }],
      [{ 'Code/Value': 's:Sender', 'Code/Subcode/Value': 'a:ActionNotSupported', 'Reason/Text': 'Нет' }],
      [
        { 'local-name()': 'Age', '.': '18' },
        { 'local-name()': 'Limit', '.': '' },
      ],
      [
        { '.': 'Нет', '@lang': 'ru' },
        { '.': 'No', '@lang': 'en' },
      ],
      [],
    ])
  })

  it('hold every field, undefined where absent, and inherit nothing', () => {
    const found: XmlRecord[] = []
    readXmlText(schedule, [
      { shape: { element: 'DEP', fields: ['DEPNUM', 'DEPNAME'] }, onRecord: (row) => found.push(row) },
    ])
    expect(Object.entries(found[0] ?? {})).toEqual([
      ['DEPNUM', '10'],
      ['DEPNAME', undefined],
    ])
    expect(['constructor', 'toString', '__proto__'].map((name) => found[0]?.[name])).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it.each(['__proto__', 'constructor', 'hasOwnProperty'])('are read right where a field is called %s', (name) => {
    const found: XmlRecord[] = []
    const document = `<a><${name}>1</${name}><r><${name} ${name}="2"><x>3</x></${name}></r></a>`
    const shape = { element: 'r', fields: [name, `${name}/@${name}`, `${name}/x`], from: { a: [name] } }
    readXmlText(document, [{ shape, onRecord: (row) => found.push(row) }])
    expect(found.map((row) => Object.entries(row))).toEqual([
      [
        [name, ''],
        [`${name}/@${name}`, '2'],
        [`${name}/x`, '3'],
        [`a.${name}`, '1'],
      ],
    ])
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  })

  it('reach the sink, whose own error ends the reading and comes out as it is', () => {
    const mine = new Error('mine')
    const shape = intervals
    const onRecord = (): void => {
      throw mine
    }
    expect(() => readXmlText(schedule, [{ shape, onRecord }])).toThrow(mine)
    expect(refusalOf('<a>')).toBe('the XML is cut off')
  })

  it('are right where a sink reads another document meanwhile', () => {
    const inner: unknown[] = []
    const outer: unknown[] = []
    const shape = { element: 'r', fields: ['f'] }
    const onRecord = (row: XmlRecord): void => {
      outer.push(row.f)
      readXmlText('<d><r><f>in</f></r></d>', [{ shape, onRecord: ({ f }) => inner.push(f) }])
    }
    readXmlText('<d><r><f>1</f></r><r><f>2</f></r></d>', [{ shape, onRecord }])
    expect([outer, inner]).toEqual([
      ['1', '2'],
      ['in', 'in'],
    ])
  })
})

describe('a field', () => {
  const value = (inner: string): string | undefined => {
    const document = `<d xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:o="urn:other"><r>${inner}</r></d>`
    return recordsOf(document, [{ element: 'r', fields: ['f'] }])[0]?.[0]?.f
  }

  it.each([
    ['text and CDATA joined', '<f>a<![CDATA[<b>]]>c&amp;d</f>', 'a<b>c&d'],
    ['an empty element as an empty text', '<f/>', ''],
    ['leading zeros as they are', '<f>007</f>', '007'],
    ['an id beyond 2^53 as it is', '<f>9007199254740993</f>', '9007199254740993'],
    ['character references', '<f>&#1050;&#x41A;&#x1F600;</f>', 'КК😀'],
    ['no XML whitespace at its ends', '<f>\n\t a  b \r\n</f>', 'a  b'],
    ['other spaces as they are', '<f>\u00a0a\u2003</f>', '\u00a0a\u2003'],
    ['line ends as line feeds', '<f>a\r\nb\rc</f>', 'a\nb\nc'],
    ['its own text only, comments and instructions left out', '<f>a<x>no</x>b<!-- no --><?no no?>c</f>', 'abc'],
    ['the first of several', '<f>1</f><f>2</f>', '1'],
    ['an empty first of several', '<f/><f>2</f>', ''],
    ['undefined where nil', '<f i:nil="true"/>', undefined],
    ['undefined where nil is 1', '<f i:nil=" 1 "></f>', undefined],
    ['its text where nil is false', '<f i:nil="false">a</f>', 'a'],
    ['its text where nil is of another namespace', '<f nil="true" o:nil="true">a</f>', 'a'],
    ['undefined where it is not a direct child', '<x><f>no</f></x>', undefined],
    ['undefined where the case differs', '<F>no</F>', undefined],
  ])('is %s', (_, inner, expected) => {
    expect(value(inner)).toBe(expected)
  })

  it('may be an attribute, which keeps its spaces; one without a prefix comes first', () => {
    const document = `<d xmlns:o="urn:o"><r id=" 1 " o:x="2" x="3"><f o:y="4"/></r></d>`
    const shape = { element: 'r', fields: ['@id', '@x', 'f/@y', '@z'] }
    expect(recordsOf(document, [shape])).toEqual([[{ '@id': ' 1 ', '@x': '3', 'f/@y': '4' }]])
  })

  it('may be asked for as its own text and of its children at once', () => {
    const shape = { element: 'r', fields: ['.', 'f', 'f/g'] }
    expect(recordsOf('<r>a<f>b<g>c</g>d</f>e</r>', [shape])).toEqual([[{ '.': 'ae', f: 'bd', 'f/g': 'c' }]])
  })
})

describe('a record that is nil', () => {
  it('is none', () => {
    const document = '<d xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><r i:nil="true"/><r/></d>'
    expect(recordsOf(document, [{ element: 'r', fields: ['f'] }])).toEqual([[{}]])
  })
})

describe('a wrong shape or option', () => {
  it.each([
    ['shape', { element: '' }],
    ['shape', { element: 'a//b' }],
    ['shape', { element: 's:a' }],
    ['shape', { element: 'a', under: ['b c'] }],
    ['shape.fields', { element: 'a', fields: [''] }],
    ['shape.fields', { element: 'a', fields: ['@'] }],
    ['shape.fields', { element: 'a', fields: ['b/.'] }],
    ['shape.fields', { element: 'a', fields: ['*'] }],
  ])('is named: %s of %j', (field, part) => {
    const read = (): unknown => readXmlText('<a/>', [{ shape: { fields: [], ...part }, onRecord() {} }])
    expect(read).toThrow(expect.objectContaining({ code: 'invalid-request', details: { fields: [field] } }))
  })

  it('is a limit that is no positive integer', () => {
    const read = (): unknown => readXmlText('<a/>', [], { limits: { depth: 0 } })
    expect(read).toThrow(expect.objectContaining({ code: 'invalid-request', details: { fields: ['limits.depth'] } }))
  })
})
