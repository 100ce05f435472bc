import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMisError } from '../../src/index.ts'
import { type RecordShape, type XmlReader, type XmlRecord, xmlReader } from '../../src/xml/index.ts'
import { bytesOf, recordsOf, schedule, scheduleShapes } from './support.ts'

async function readBy(reader: XmlReader, shapes: readonly RecordShape[], ...chunks: readonly string[]) {
  const found = shapes.map((): Record<string, string>[] => [])
  const takers = found.map((rows) => (record: XmlRecord) => {
    const there = Object.entries(record).filter((entry): entry is [string, string] => entry[1] !== undefined)
    rows.push(Object.fromEntries(there))
  })
  const facts = await reader.read(chunks.map(bytesOf), takers)
  return { found, facts }
}

const whyOf = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (error: unknown) => (isMisError(error, 'bad-response') ? error.details.why : error),
  )

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Each way in which three chains of names stand inside each other: more than any real document has. */
const letters = ['a', 'b', 'c']
const chain = (letter: string) => Array.from({ length: 17 }, (_, index) => `${letter}${index}`)
const strangeShapes = letters.map((letter): RecordShape => ({ element: 'r', under: chain(letter), fields: ['f'] }))
function strange([letter, ...rest]: readonly string[]): string {
  if (letter === undefined) return ''
  return chain(letter).reduceRight((inside, name) => `<${name}>${strange(rest)}${inside}</${name}>`, '')
}

describe('a reader made once', () => {
  it('reads one document after another as readXml reads each', async () => {
    const reader = xmlReader(scheduleShapes, { root: 'ACK' })
    const expected = recordsOf(schedule, scheduleShapes, { root: 'ACK' })
    for (let time = 0; time < 3; time += 1) {
      expect(await readBy(reader, scheduleShapes, schedule)).toEqual({ found: expected, facts: { root: 'ACK' } })
    }
  })

  it('looks at the root of every document', async () => {
    const reader = xmlReader([{ element: 'r', fields: ['.'] }], { root: ['a', 'b'] })
    expect((await reader.read([bytesOf('<a><r/></a>')], [])).root).toBe('a')
    expect((await reader.read([bytesOf('<b><r/></b>')], [])).root).toBe('b')
    expect(await whyOf(reader.read([bytesOf('<c><r/></c>')], []))).toBe(
      'the XML has another root element than expected',
    )
    expect((await reader.read([bytesOf('<p:a xmlns:p="urn:p"><r/></p:a>')], [])).root).toBe('a')
  })

  it('reads on after a document that was refused half-way', async () => {
    const shapes = [{ element: 'r', fields: ['f'] }]
    const reader = xmlReader(shapes)
    expect(await whyOf(readBy(reader, shapes, '<a><r><f>1'))).toBe('the XML is cut off')
    expect((await readBy(reader, shapes, '<a><r><f>2</f></r></a>')).found).toEqual([[{ f: '2' }]])
  })

  it('keeps documents that are read at once apart', async () => {
    const shapes = [{ element: 'r', fields: ['f'], from: { d: ['id'] } }]
    const reader = xmlReader(shapes)
    async function* slowly(id: string): AsyncGenerator<Uint8Array> {
      for (const piece of [`<d><id>${id}</id><r>`, `<f>${id}</f>`, '</r></d>']) {
        await new Promise(setImmediate)
        yield bytesOf(piece)
      }
    }
    const rows = await Promise.all(
      Array.from({ length: 9 }, async (_, index) => {
        const own: XmlRecord[] = []
        await reader.read(slowly(String(index)), [(record) => own.push(record)])
        return own.map(({ f, 'd.id': id }) => `${f} of ${id}`)
      }),
    )
    expect(rows).toEqual(Array.from({ length: 9 }, (_, index) => [`${index} of ${index}`]))
  })

  it('refuses a document that nests its records in too many ways, and that one alone', async () => {
    const reader = xmlReader(strangeShapes)
    const hostile = `<d>${strange(letters)}</d>`
    const harmless = `<d>${strange(letters.slice(0, 2))}</d>`
    for (let time = 0; time < 3; time += 1) {
      expect(await whyOf(readBy(reader, strangeShapes, harmless))).toBe('read')
      expect(await whyOf(readBy(reader, strangeShapes, hostile))).toBe('the XML nests its records in too many ways')
    }
  })

  it('learns no names from a document that has endlessly many', async () => {
    const shapes = [{ element: 'r', fields: ['f'] }]
    const reader = xmlReader(shapes)
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    for (let round = 0; round < 40; round += 1) {
      const names = Array.from({ length: 200 }, (_, index) => `n${round}x${index}`.padEnd(5_000, 'y'))
      await readBy(reader, shapes, `<d>${names.map((name) => `<${name}/>`).join('')}<r><f>1</f></r></d>`)
    }
    collectGarbage()
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000)
  })

  it('without somebody for a shape lets its records go', async () => {
    const reader = xmlReader([{ element: 'r', fields: ['f'] }])
    expect(await reader.read([bytesOf('<a><r><f>1</f></r></a>')], [])).toEqual({ root: 'a' })
  })

  it.each([
    ['shape.fields', () => xmlReader([{ element: 'r', fields: ['@'] }])],
    ['limits.depth', () => xmlReader([], { limits: { depth: 0 } })],
  ])('refuses a wrong %s when it is made', (field, make) => {
    expect(make).toThrowError(expect.objectContaining({ code: 'invalid-request', details: { fields: [field] } }))
  })

  it('gives what a fresh one gives, whatever documents it read before', async () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd')
    const { tree } = fc.letrec<{ tree: string; inside: string }>((tie) => ({
      tree: fc.tuple(name, tie('inside')).map(([element, inside]) => `<${element}>${inside}</${element}>`),
      inside: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('', '1', '2'),
        fc.array(tie('tree'), { maxLength: 4 }).map((all) => all.join('')),
      ),
    }))
    const shapes: RecordShape[] = [
      { element: 'a', fields: ['b', 'c/d', '.'] },
      { element: 'b/c', under: ['a'], fields: ['.', 'local-name()'], from: { a: ['d'] } },
    ]
    await fc.assert(
      fc.asyncProperty(fc.array(tree, { minLength: 1, maxLength: 6 }), async (documents) => {
        const reader = xmlReader(shapes)
        for (const document of documents)
          expect((await readBy(reader, shapes, document)).found).toEqual(recordsOf(document, shapes))
      }),
    )
  })
})
