// Mutates documents and holds the reader to what must be true of any bytes at all.
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { isMisError } from '../../src/index.ts'
import { type RecordShape, readXml, readXmlText, type XmlRecord } from '../../src/xml/index.ts'

const corpusFolder = new URL('./corpus/', import.meta.url)

export interface CorpusEntry {
  readonly name: string
  readonly bytes: Uint8Array
}

export function readCorpus(): CorpusEntry[] {
  return readdirSync(corpusFolder)
    .filter((name) => name.endsWith('.xml'))
    .sort()
    .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, corpusFolder))) }))
}

/** Shapes of both vendors' documents and some that meet everything. */
const shapes: readonly RecordShape[] = [
  {
    element: 'INTERVAL',
    under: ['DOCT', 'WRDATE'],
    fields: ['BHOUR', 'FREETYPE', '@id'],
    from: { DOCT: ['DCODE', '@id'], WRDATE: ['WDATE'] },
  },
  { element: 'CHECKDATA', fields: ['CHECKCODE', 'CHECKLABEL'], from: { DOCT: ['DCODE'] } },
  { element: '/Envelope/Body/*', fields: ['local-name()', '.', 'Code/Value', 'Reason/Text', 'Reason/Text/@lang'] },
  { element: '*', under: ['Detail'], fields: ['local-name()', '.'] },
  { element: '*', fields: ['.', '@nil'], from: { ACK: ['MSA/MSA.1'] } },
]

const limits = { bytes: 100_000, depth: 40, elements: 2_000, attributes: 20, textLength: 20_000 }

/** What became of a document: its root, or why it was refused; and the records until then. */
export interface Verdict {
  readonly root?: string
  readonly why?: string
  readonly records: readonly (readonly XmlRecord[])[]
}

/** Reads the bytes at once and in pieces of `size`; throws where the reader breaks its word. */
export async function verdictOf(bytes: Uint8Array, size: number): Promise<Verdict> {
  const whole = await verdict((sinks) => readXmlText(bytes, sinks, { limits }))
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, index * size + size),
  )
  const parts = await verdict((sinks) => readXml(pieces, sinks, { limits }))
  if (!areAlike(whole, parts)) throw new Error('pieces were read differently')
  return whole
}

/** Of several faults the size of the pieces may decide which is seen first. */
function areAlike(whole: Verdict, parts: Verdict): boolean {
  return (whole.why !== undefined && parts.why !== undefined) || JSON.stringify(whole) === JSON.stringify(parts)
}

type Sinks = Parameters<typeof readXmlText>[1]

async function verdict(read: (sinks: Sinks) => { root: string } | Promise<{ root: string }>): Promise<Verdict> {
  const records = shapes.map((): XmlRecord[] => [])
  const sinks = shapes.map((shape, index) => ({
    shape,
    onRecord(record: XmlRecord) {
      checkRecord(record, shape)
      records[index]?.push(record)
    },
  }))
  try {
    const { root } = await read(sinks)
    if (root === '') throw new Error('a document without a root was read')
    return { root, records }
  } catch (error) {
    if (!isMisError(error, 'bad-response')) throw error
    if (
      !/^(the XML|the bytes of the XML|an element of the XML|a text of the XML) [a-zA-Z ,-]+$/.test(error.details.why)
    )
      throw new Error('the refusal says something of the document')
    return { why: error.details.why, records }
  }
}

function checkRecord(record: XmlRecord, { fields, from = {} }: RecordShape): void {
  const keys = [...fields, ...Object.entries(from).flatMap(([name, wanted]) => wanted.map((each) => `${name}.${each}`))]
  if (Object.keys(record).join() !== keys.join()) throw new Error('a record has other fields than its shape')
  for (const value of Object.values(record)) {
    if (value === undefined) continue
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
    if (typeof value !== 'string' || !value.isWellFormed() || /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(value))
      throw new Error('a value is no XML text')
  }
}

const tokens = [
  '<',
  '>',
  '/>',
  '</',
  '&',
  ';',
  '"',
  "'",
  ']]>',
  '<![CDATA[',
  '<!--',
  '-->',
  '--',
  '<?',
  '?>',
  '<?xml version="1.0"?>',
  '<?xml version="1.1" encoding="windows-1251"?>',
  '<!DOCTYPE a [',
  '<!ENTITY x "y">',
  '&#0;',
  '&#x10FFFF;',
  '&#1050;',
  '&amp;',
  '&x;',
  '\u0000',
  '\u0001',
  '\u0085',
  '\u2028',
  '\uFFFE',
  '\r',
  '\r\n',
  ' ',
  '\uFEFF',
  ' a="1"',
  ' a="1" a="2"',
  ' xmlns:p="u"',
  ' xmlns=""',
  'p:',
  ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
  ' xsi:nil="true"',
  '<a>',
  '</a>',
  '<p:a>',
  '<INTERVAL>',
  '</INTERVAL>',
  '<DOCT>',
  '<__proto__>',
  '</__proto__>',
  'Ж',
  '😀',
  '<Detail>',
  '<DCODE>7</DCODE>',
  '<INTERVAL><BHOUR>9</BHOUR></INTERVAL>',
].map((token) => new TextEncoder().encode(token))

const place = fc.nat({ max: 0xffff })
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.nat({ max: 7 }) }),
  fc.record({ kind: fc.constant('set' as const), at: place, byte: fc.nat({ max: 255 }) }),
  fc.record({ kind: fc.constant('delete' as const), at: place, length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    kind: fc.constant('repeat' as const),
    at: place,
    length: fc.integer({ min: 1, max: 80 }),
    times: fc.integer({ min: 1, max: 30 }),
  }),
  fc.record({ kind: fc.constant('move' as const), at: place, length: fc.integer({ min: 1, max: 80 }), to: place }),
  fc.record({ kind: fc.constant('insert' as const), at: place, token: fc.nat({ max: tokens.length - 1 }) }),
  fc.record({ kind: fc.constant('insert' as const), at: place, token: fc.nat({ max: tokens.length - 1 }) }),
  ...Array.from({ length: 4 }, () =>
    fc.record({ kind: fc.constant('element' as const), at: place, to: place, keep: fc.boolean() }),
  ),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  fc.record({ kind: fc.constant('splice' as const), at: place, other: fc.nat({ max: 0xffff }), from: place }),
)
export type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never

/** One case: which document, what is done to it, and how it is cut into pieces. */
export const fuzzCase = fc.record({
  seed: fc.nat({ max: 0xffff }),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
  size: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 400 })),
})

export function mutated(corpus: readonly Uint8Array[], seed: number, mutations: readonly Mutation[]): Uint8Array {
  const pick = (index: number): Uint8Array => corpus[index % corpus.length] ?? new Uint8Array()
  return mutations.reduce((bytes, each) => applied(bytes, each, pick), pick(seed)).subarray(0, 60_000)
}

function applied(bytes: Uint8Array, mutation: Mutation, pick: (index: number) => Uint8Array): Uint8Array {
  const at = mutation.at % (bytes.length + 1)
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  switch (mutation.kind) {
    case 'flip':
      return joined(
        before,
        after.subarray(0, 1).map((byte) => byte ^ (1 << mutation.bit)),
        after.subarray(1),
      )
    case 'set':
      return joined(before, Uint8Array.of(mutation.byte), after.subarray(1))
    case 'delete':
      return joined(before, after.subarray(mutation.length))
    case 'repeat':
      return joined(before, ...Array.from({ length: mutation.times }, () => after.subarray(0, mutation.length)), after)
    case 'move': {
      const rest = joined(before, after.subarray(mutation.length))
      const to = mutation.to % (rest.length + 1)
      return joined(rest.subarray(0, to), after.subarray(0, mutation.length), rest.subarray(to))
    }
    case 'element':
      return withElementAt(bytes, mutation)
    case 'insert':
      return joined(before, tokens[mutation.token] ?? before, after)
    case 'cut':
      return before
    case 'splice': {
      const other = pick(mutation.other)
      return joined(before, other.subarray(mutation.from % (other.length + 1)))
    }
  }
}

/** Moves or copies a whole element, so that many documents stay well-formed. */
function withElementAt(bytes: Uint8Array, { at, to, keep }: { at: number; to: number; keep: boolean }): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  const opens = [...text.matchAll(/<[\w:]/g)].map(({ index }) => index)
  const start = opens[at % opens.length]
  const target = opens[to % opens.length]
  if (start === undefined || target === undefined) return bytes
  const end = endOfElement(text, start)
  const element = bytes.subarray(start, end)
  if (keep) return joined(bytes.subarray(0, target), element, bytes.subarray(target))
  if (target < start)
    return joined(bytes.subarray(0, target), element, bytes.subarray(target, start), bytes.subarray(end))
  return joined(bytes.subarray(0, start), bytes.subarray(end))
}

function endOfElement(text: string, start: number): number {
  let depth = 0
  for (const { 0: tag, index } of text.slice(start).matchAll(/<\/?[\w:][^>]*>/g)) {
    if (!tag.endsWith('/>')) depth += tag.startsWith('</') ? -1 : 1
    if (depth <= 0) return start + index + tag.length
  }
  return text.length
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

/** What is new about a verdict: the root or reason, and about how many records of each shape. */
export function signatureOf({ root, why, records }: Verdict): string {
  return `${root ?? why}: ${records.map((each) => Math.ceil(Math.log2(each.length + 1))).join()}`
}
