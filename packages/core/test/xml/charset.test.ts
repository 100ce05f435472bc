import { describe, expect, it } from 'vitest'
import { readXml } from '../../src/xml/index.ts'
import { bytesOf, recordsFrom, recordsOf, refusalOf, whyOf } from './support.ts'

const shape = { element: 'a', fields: ['.'] }
const word = 'Кот №1'
/** `word` in windows-1251. */
const cp1251 = [0xca, 0xee, 0xf2, 0x20, 0xb9, 0x31]

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0))
}

function utf16(text: string, order: 'le' | 'be', mark = true): Uint8Array {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
  return Uint8Array.from(
    (mark ? [0xfeff, ...units] : units).flatMap((unit) =>
      order === 'le' ? [unit & 0xff, unit >> 8] : [unit >> 8, unit & 0xff],
    ),
  )
}

const windows = (declaration: string): Uint8Array =>
  Uint8Array.from([...ascii(`${declaration}<a>`), ...cp1251, ...ascii('</a>')])

describe('the charset', () => {
  it.each([
    ['UTF-8 where nothing is said', bytesOf(`<a>${word}</a>`), null],
    ['UTF-8 with a byte order mark', bytesOf(`\ufeff<a>${word}</a>`), null],
    [
      'UTF-8 with a mark, whatever else is said',
      bytesOf(`\ufeff<?xml version="1.0" encoding="windows-1251"?><a>${word}</a>`),
      'koi8-r',
    ],
    ["the declaration's", windows('<?xml version="1.0" encoding="windows-1251"?>'), null],
    [
      "the declaration's in single quotes and capitals",
      windows("<?xml version='1.0' encoding = 'WINDOWS-1251' standalone='yes'?>"),
      null,
    ],
    ["the declaration's in another spelling", windows('<?xml version="1.0" encoding="CP-1251"?>'), null],
    ["the transport's", windows(''), 'windows-1251'],
    [
      "the transport's in capitals, before the declaration's",
      windows('<?xml version="1.0" encoding="UTF-8"?>'),
      'Windows-1251',
    ],
    [
      'UTF-16 by its mark, little end first',
      utf16(`<?xml version="1.0" encoding="UTF-16"?><a>${word}</a>`, 'le'),
      null,
    ],
    ['UTF-16 by its mark, big end first', utf16(`<a>${word}</a>`, 'be'), null],
    ['UTF-16 by its zero bytes, little end first', utf16(`<a>${word}</a>`, 'le', false), null],
    ['UTF-16 by its zero bytes, big end first', utf16(`<a>${word}</a>`, 'be', false), null],
    ['UTF-16 by the transport', utf16(`<a>${word}</a>`, 'be', false), 'utf-16'],
    [
      'not UTF-16 where the declaration can be read without',
      bytesOf(`<?xml version="1.0" encoding="utf-16"?><a>${word}</a>`),
      null,
    ],
  ])('is %s', async (_, bytes, charset) => {
    const pieces = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1))
    expect(recordsOf(bytes, [shape], { charset })).toEqual([[{ '.': word }]])
    expect(await recordsFrom(pieces, [shape], { charset })).toEqual([[{ '.': word }]])
  })

  it.each([
    ['unknown to the transport', bytesOf('<a/>'), 'x-unknown', 'the XML names a charset that is not known'],
    [
      'unknown in the declaration',
      bytesOf('<?xml version="1.0" encoding="x-unknown"?><a/>'),
      null,
      'the XML names a charset that is not known',
    ],
    ['not that of the bytes', windows(''), null, 'the bytes of the XML do not belong to its charset'],
    [
      'not that of the bytes, in the declaration',
      windows('<?xml version="1.0" encoding="UTF-8"?>'),
      null,
      'the bytes of the XML do not belong to its charset',
    ],
    [
      'UTF-8 of too many bytes',
      Uint8Array.from([...ascii('<a>'), 0xc0, 0xaf, ...ascii('</a>')]),
      null,
      'the bytes of the XML do not belong to its charset',
    ],
    [
      'UTF-8 with a surrogate',
      Uint8Array.from([...ascii('<a>'), 0xed, 0xa0, 0x80, ...ascii('</a>')]),
      null,
      'the bytes of the XML do not belong to its charset',
    ],
    [
      'UTF-8 that ends within a character',
      Uint8Array.from([...ascii('<a/>'), 0xd0]),
      null,
      'the bytes of the XML do not belong to its charset',
    ],
    [
      'UTF-16 with half a pair',
      utf16('<a>\ud800</a>', 'le'),
      null,
      'the bytes of the XML do not belong to its charset',
    ],
    [
      'UTF-16 of an odd number of bytes',
      utf16('<a/>', 'le').subarray(0, 9),
      null,
      'the bytes of the XML do not belong to its charset',
    ],
  ])('is refused: %s', async (_, bytes, charset, why) => {
    expect(refusalOf(bytes, { charset })).toBe(why)
    const pieces = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1))
    expect(await readXml(pieces, [], { charset }).catch(whyOf)).toBe(why)
  })

  it('is not asked of a string, whatever its declaration says', () => {
    const document = `\ufeff<?xml version="1.0" encoding="windows-1251"?><a>${word}</a>`
    expect(recordsOf(document, [shape], { charset: 'koi8-r' })).toEqual([[{ '.': word }]])
  })
})

it('chunks may be empty, and a stream without any is an empty document', async () => {
  expect(await recordsFrom([bytesOf(''), bytesOf('<a>1'), bytesOf(''), bytesOf('</a>')], [shape])).toEqual([
    [{ '.': '1' }],
  ])
  expect(await readXml([], []).catch(whyOf)).toBe('the XML has no root element')
})

it('an error of the source comes out as it is', async () => {
  const lost = new Error('connection lost')
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield bytesOf('<a>')
    throw lost
  }
  await expect(readXml(source(), [])).rejects.toBe(lost)
})
