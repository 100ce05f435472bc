import { describe, expect, it, vi } from 'vitest'
import { readXml, readXmlText } from '../../src/xml/index.ts'
import { bytesOf, recordsOf, refusalOf, schedule, scheduleShapes, whyOf } from './support.ts'

const doctype = 'the XML has a DOCTYPE, which is never read'
const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, level) => `<!ENTITY lol${level + 1} "${`&lol${level || ''};`.repeat(10)}">`).join('')}]><a>&lol9;</a>`

describe('a document is refused', () => {
  it.each([
    ['that is empty', '', 'the XML has no root element'],
    ['of white space', ' \n', 'the XML has no root element'],
    ['of a declaration alone', '<?xml version="1.0"?>', 'the XML has no root element'],
    ['that is plain text', 'Bad Gateway', 'the XML has content outside its root element'],
    ['that is an HTML page', '<!DOCTYPE html><html><br></html>', doctype],
    ['whose tags do not match', '<a><b></a></b>', 'the XML has tags that do not match'],
    ['whose tags differ in case', '<a></A>', 'the XML has tags that do not match'],
    [
      'whose tags match by local name only',
      '<x:a xmlns:x="u" xmlns:y="u"></y:a>',
      'the XML has tags that do not match',
    ],
    ['with a closing tag too many', '<a/></a>', 'the XML has tags that do not match'],
    ['with one attribute twice', '<a b="1" b="2"/>', 'the XML has one attribute twice'],
    [
      'with one attribute by two prefixes',
      '<a xmlns:x="u" xmlns:y="u" x:b="1" y:b="2"/>',
      'the XML has one attribute twice',
    ],
    ['with entities that grow (billion laughs)', laughs, doctype],
    ['with an external entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', doctype],
    ['with an external DTD', '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>', doctype],
    ['with a parameter entity', '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;]><a/>', doctype],
    ['with a DOCTYPE inside', '<a><!DOCTYPE a></a>', doctype],
    ['with an entity nobody defined', '<a>&nbsp;</a>', 'the XML has an entity that is not defined'],
    ['with an entity named __proto__', '<a>&__proto__;</a>', 'the XML has an entity that is not defined'],
    ['with a bare ampersand', '<a>a & b; c</a>', 'the XML has an entity that is not defined'],
    ['with a control character', '<a>\u0001</a>', 'the XML has a character that may not stand there'],
    ['with a zero character', '<a>\u0000</a>', 'the XML has a character that may not stand there'],
    ['with a control character as a reference', '<a>&#1;</a>', 'the XML has an entity that is not defined'],
    [
      'that calls itself XML 1.1 to hold a control character',
      '<?xml version="1.1"?><a>&#1;</a>',
      'the XML has an entity that is not defined',
    ],
    ['with a surrogate as a reference', '<a>&#xD800;</a>', 'the XML has an entity that is not defined'],
    ['with a reference beyond Unicode', '<a>&#x110000;</a>', 'the XML has an entity that is not defined'],
    ['with half a surrogate pair', '<a>\ud800</a>', 'the XML has a character that may not stand there'],
    ['with < in an attribute', '<a b="<"/>', 'the XML has a character that may not stand there'],
    ['with an attribute without quotes', '<a b=1/>', 'the XML is not well-formed'],
    ['with an attribute without a value', '<a b/>', 'the XML has a character that may not stand there'],
    ['with attributes that touch', '<a b="1"c="2"/>', 'the XML is not well-formed'],
    ['with ]]> in its text', '<a>]]></a>', 'the XML is not well-formed'],
    ['with -- in a comment', '<a><!-- -- --></a>', 'the XML is not well-formed'],
    ['with text after its end', '<a/>b', 'the XML has content outside its root element'],
    ['with CDATA after its end', '<a/><![CDATA[b]]>', 'the XML has content outside its root element'],
    ['with an entity after its end', '<a/>&amp;', 'the XML has content outside its root element'],
    ['with two roots', '<a/><b/>', 'the XML has content outside its root element'],
    ['with a second declaration', '<a><?xml version="1.0"?></a>', 'the XML is not well-formed'],
    ['with a declaration after white space', ' <?xml version="1.0"?><a/>', 'the XML is not well-formed'],
    ['with a prefix nobody declared', '<s:a/>', 'the XML has a prefix that is not declared'],
    [
      'with a prefix declared elsewhere',
      '<a><b xmlns:s="u"><s:c/></b><s:c/></a>',
      'the XML has a prefix that is not declared',
    ],
    ['with an attribute prefix nobody declared', '<a s:b="1"/>', 'the XML has a prefix that is not declared'],
    ['with a name of two colons', '<s:a:b xmlns:s="u"/>', 'the XML is not well-formed'],
    ['with a name that begins with a colon', '<:a/>', 'the XML has a prefix that is not declared'],
    ['with a prefix without a namespace', '<s:a xmlns:s=""/>', 'the XML is not well-formed'],
    ['with the prefix xml redefined', '<a xmlns:xml="u"/>', 'the XML is not well-formed'],
    ['with the prefix xmlns defined', '<a xmlns:xmlns="u"/>', 'the XML is not well-formed'],
  ])('%s', (_, document, why) => {
    expect(refusalOf(document)).toBe(why)
  })

  it('cut at any byte, whether it comes at once or in pieces', async () => {
    const whole = bytesOf(schedule.trimEnd())
    expect(recordsOf(whole, scheduleShapes)[0]).toHaveLength(2)
    for (let length = 0; length < whole.length; length += 1) {
      const cut = whole.subarray(0, length)
      const pieces = Array.from({ length: Math.ceil(length / 7) }, (_, index) => cut.subarray(index * 7, index * 7 + 7))
      const why = refusalOf(cut)
      expect(why).toMatch(/^the XML (is cut off|has no root element)$|^the bytes of the XML/)
      expect(await readXml(pieces, []).catch(whyOf)).toBe(why)
    }
  })

  it('with another root than expected, before the rest is read', () => {
    expect(refusalOf('<html><body>', { root: 'ACK' })).toBe('the XML has another root element than expected')
    expect(refusalOf('<s:html xmlns:s="u"/>', { root: ['ACK', 'a'] })).toBe(
      'the XML has another root element than expected',
    )
    expect(readXmlText('<s:ACK xmlns:s="u"/>', [], { root: ['ACK', 'a'] })).toEqual({ root: 'ACK' })
  })

  it('without a word of it in the error', () => {
    const secret = 'Тестова'
    for (const document of [`<${secret}>`, `<a ${secret}="1" ${secret}="1"/>`, `<a>&${secret};</a>`, `<a>${secret}`]) {
      try {
        readXmlText(document, [])
        expect.unreachable()
      } catch (error) {
        const said = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`
        expect(said).toContain('bad-response')
        expect(said).not.toContain(secret)
      }
    }
  })
})

describe('a limit', () => {
  const nested = (depth: number): string => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`

  it.each([
    ['of bytes', '<a>1234567</a>', { bytes: 14 }, '<a>12345678</a>', 'the XML is longer than allowed'],
    ['of depth', nested(64), {}, nested(65), 'the XML is nested deeper than allowed'],
    [
      'of elements',
      '<a><b/><b/></a>',
      { elements: 3 },
      '<a><b/><b/><b/></a>',
      'the XML has more elements than allowed',
    ],
    [
      'of attributes',
      '<a b="" c=""/>',
      { attributes: 2 },
      '<a b="" c="" xmlns="d"/>',
      'an element of the XML has more attributes than allowed',
    ],
    ['of an attribute', '<a b="123"/>', { textLength: 3 }, '<a b="1234"/>', 'a text of the XML is longer than allowed'],
  ])('%s lets as much pass and no more', (_, good, limits, bad, why) => {
    expect(readXmlText(good, [], { limits })).toEqual({ root: 'a' })
    expect(refusalOf(bad, { limits })).toBe(why)
    expect(refusalOf(bytesOf(bad), { limits })).toBe(why)
  })

  it('is that of the document alone, of the first one in a process as well', async () => {
    for (const limits of [{ elements: 1 }, { depth: 1 }, { textLength: 1 }]) {
      vi.resetModules()
      const first = await import('../../src/xml/index.ts')
      expect(first.readXmlText('<a/>', [], { limits })).toEqual({ root: 'a' })
    }
  })

  it('of a field counts its pieces together', () => {
    const read = (text: string): unknown =>
      recordsOf(`<a><f>${text}</f></a>`, [{ element: 'a', fields: ['f'] }], { limits: { textLength: 6 } })
    expect(read('ab<!-- c -->&amp;<![CDATA[cde]]>')).toEqual([[{ f: 'ab&cde' }]])
    expect(() => read('ab<!-- c -->&amp;<![CDATA[cdef]]>')).toThrow()
  })

  it('refuses 200,000 elements inside each other', () => {
    expect(refusalOf('<a>'.repeat(200_000))).toBe('the XML is nested deeper than allowed')
    expect(refusalOf(nested(200_000), { limits: { depth: 199_999 } })).toBe('the XML is nested deeper than allowed')
    expect(readXmlText(nested(200_000), [], { limits: { depth: 200_000 } })).toEqual({ root: 'a' })
  })

  it('reads a stream no further than the chunk that passes it, and closes it', async () => {
    let given = 0
    let closed = false
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      try {
        yield bytesOf('<a>')
        for (;;) {
          given += 1
          yield bytesOf('<b>0123456789</b>'.repeat(60))
        }
      } finally {
        closed = true
      }
    }
    expect(await readXml(endless(), [], { limits: { bytes: 10_000 } }).catch(whyOf)).toBe(
      'the XML is longer than allowed',
    )
    expect([given, closed]).toEqual([10, true])
  })

  it.each([
    ['a text nobody asked for', '<a>', 'x'],
    ['a comment', '<a><!-- ', 'x'],
    ['an instruction', '<a><?x ', 'x'],
    ['CDATA', '<a><![CDATA[', 'x'],
    ['an entity', '<a>&', 'x'],
    ['the name of an element', '<a', 'x'],
    ['the name of an attribute', '<a x', 'x'],
    ['an attribute', '<a x="', 'x'],
    ['a closing tag', '<a></a', ' '],
    ['a DOCTYPE', '<!DOCTYPE a [', ' '],
    ['a declaration', '<?xml version="', '1'],
    ['white space after the end', '<a/>', ' '],
  ])('of text stops %s that does not end', async (_, begin, more) => {
    let given = 0
    const endless = function* (): Generator<Uint8Array> {
      yield bytesOf(begin)
      for (; given < 1_000; given += 1) yield bytesOf(more.repeat(1_000))
    }
    const why = await readXml(endless(), [], { limits: { textLength: 10_000 } }).catch(whyOf)
    expect(why).toBe('a text of the XML is longer than allowed')
    expect(given).toBeLessThan(90)
  })

  it.each([
    ['a text nobody asked for', '1234', '12345'],
    ['CDATA', '<![CDATA[1234]]>', '<![CDATA[12345]]>'],
    ['a comment', '<!--1234-->', '<!--12345-->'],
    ['an instruction', '<?x 1234?>', '<?x 12345?>'],
    ['the name of an element', '<abcd/>', '<abcde/>'],
    ['the name of an attribute', '<b abcd=""/>', '<b abcde=""/>'],
  ])('of text counts %s', (_, good, bad) => {
    const limits = { textLength: 4 }
    const pieces = (text: string): Uint8Array[] => Array.from(`<a>${text}</a>`, bytesOf)
    expect(readXmlText(`<a>${good}</a>`, [], { limits })).toEqual({ root: 'a' })
    expect(refusalOf(`<a>${bad}</a>`, { limits })).toBe('a text of the XML is longer than allowed')
    return expect(readXml(pieces(good), [], { limits })).resolves.toEqual({ root: 'a' })
  })

  it('does not count small pieces together that are no text', () => {
    const asides = '<!-- 0123456789 --><?x 0123456789?>'.repeat(50_000)
    expect(readXmlText(`<a>${asides}</a>${asides}`, [])).toEqual({ root: 'a' })
  })

  it('of ways in which records may nest keeps what is remembered small', () => {
    const names = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index))
    const shapes = names.map((name) => ({ element: 'z', under: [name], fields: [] }))
    const chains = function* (from: number, path: string): Generator<string> {
      for (let next = from; next < 26; next += 1) {
        const name = names[next] ?? ''
        yield `<${name}>`
        yield* path.length < 4 ? chains(next + 1, path + name) : []
        yield `</${name}>`
      }
    }
    const why = 'the XML nests its records in too many ways'
    const read = (): unknown => recordsOf(`<r>${[...chains(0, '')].join('')}</r>`, shapes)
    expect(read).toThrow(expect.objectContaining({ details: { why } }))
  })
})
