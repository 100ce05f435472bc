import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, recordsFrom, recordsOf, schedule, scheduleShapes } from './support.ts'
import { recordsIn, treeOf } from './tree.ts'

const runs = { numRuns: process.env.MIS_LONG === '1' ? 20_000 : 300 }

const name = fc.constantFrom('a', 'b', 'c')
const writtenName = fc.tuple(fc.constantFrom('', '', 'p:'), name).map(([prefix, local]) => `${prefix}${local}`)
const text = fc.string({
  unit: fc.constantFrom('x', '0', ' ', '\n', '\t', '&', '<', '>', '"', "'", ']', 'Я', '№', '😀'),
  maxLength: 6,
})
const escaped = text.chain((plain) =>
  fc
    .constantFrom<(character: string) => string>(
      (character) => named[character] ?? character,
      (character) => (character in named ? `&#${character.codePointAt(0)};` : character),
      (character) => `&#x${character.codePointAt(0)?.toString(16)};`,
    )
    .map((write) => Array.from(plain, write).join('')),
)
const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
const attributes = fc
  .uniqueArray(fc.tuple(fc.constantFrom('x', 'y'), escaped), { selector: ([key]) => key, maxLength: 2 })
  .map((pairs) => pairs.map(([key, value]) => ` ${key}="${value.replace(/[\n\t]/g, ' ')}"`).join(''))

/** Documents as text. */
const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
  content: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    escaped,
    text.map((inside) => `<![CDATA[${inside.replaceAll(']]>', '')}]]>`),
    fc.constantFrom('<!-- a > b -->', '<?do it?>'),
    tie('element'),
    tie('element'),
  ),
  element: fc
    .tuple(writtenName, attributes, fc.array(tie('content'), { maxLength: 5 }))
    .map(([tag, given, inside]) =>
      inside.length === 0 ? `<${tag}${given}/>` : `<${tag}${given}>${inside.join('')}</${tag} >`,
    ),
}))
const document = fc
  .tuple(fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>\n'), fc.array(element, { maxLength: 4 }))
  .map(([declaration, inside]) => `${declaration}<r xmlns="urn:d" xmlns:p="urn:p">${inside.join('')}</r>\n`)

const field = fc.constantFrom('a', 'b', 'c', 'a/b', 'b/c/a', '@x', 'a/@y', '.', 'local-name()')
const ancestorField = fc.constantFrom('a', 'b', 'c/b', '@x', '.')
const anyShape = fc.record({
  element: fc.constantFrom('a', 'b', 'c', 'r', '*', 'a/b', 'b/*', '/r/a', '/r/*/b'),
  under: fc.array(fc.constantFrom('a', 'b', 'r', '*', 'a/b'), { maxLength: 3 }),
  fields: fc.uniqueArray(field, { maxLength: 4 }),
  from: fc.dictionary(name, fc.uniqueArray(ancestorField, { minLength: 1, maxLength: 2 }), {
    maxKeys: 2,
    noNullPrototype: true,
  }),
})
/** A path from the root has nothing above it. */
const shape = anyShape.map((each) => (each.element.startsWith('/') ? { ...each, under: [] } : each))

function split(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((left, right) => left - right)
  return [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length))
}

describe('for any document', () => {
  it('the records are those of a tree that another parser made', () => {
    fc.assert(
      fc.property(document, fc.array(shape, { minLength: 1, maxLength: 3 }), (given, shapes) => {
        const tree = treeOf(given)
        expect(recordsOf(given, shapes)).toEqual(shapes.map((each) => recordsIn(tree, each)))
      }),
      runs,
    )
  })

  it('the records are the same however its bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        document,
        fc.array(shape, { maxLength: 3 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        async (given, shapes, cuts) => {
          const bytes = bytesOf(given)
          expect(await recordsFrom(split(bytes, cuts), shapes)).toEqual(recordsOf(given, shapes))
        },
      ),
      runs,
    )
  })

  it('every cut of its end is refused', () => {
    fc.assert(
      fc.property(document, fc.nat(), (given, at) => {
        const bytes = bytesOf(given.trimEnd())
        expect(() => recordsOf(bytes.subarray(0, at % bytes.length), [])).toThrow(
          expect.objectContaining({ code: 'bad-response' }),
        )
      }),
      runs,
    )
  })
})

it('a schedule gives the same records cut at any one byte', async () => {
  const bytes = bytesOf(schedule)
  const whole = recordsOf(bytes, scheduleShapes)
  for (let at = 0; at <= bytes.length; at += 1)
    expect(await recordsFrom([bytes.subarray(0, at), bytes.subarray(at)], scheduleShapes)).toEqual(whole)
})

it.each([1, 2, 3])('a document beyond the pieces it is read in loses nothing, %i bytes off', async (off) => {
  const texts = Array.from({ length: 9_000 }, (_, index) => `Я№😀${index}`)
  const large = `<r>${'x'.repeat(off)}${texts.map((each) => `<f>${each}</f>`).join('')}</r>`
  const shapes = [{ element: 'f', fields: ['.'] }]
  const expected = [texts.map((each) => ({ '.': each }))]
  expect(bytesOf(large).length).toBeGreaterThan(2 * 64 * 1024)
  expect(recordsOf(large, shapes)).toEqual(expected)
  expect(recordsOf(bytesOf(large), shapes)).toEqual(expected)
  expect(await recordsFrom([bytesOf(large)], shapes)).toEqual(expected)
})
