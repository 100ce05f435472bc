// Whatever the bytes are, the answer is a value or a GostError, and nothing changed verifies.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../src/gost/bytes.ts'
import { oidOf, readElement } from '../src/gost/der-reader.ts'
import { oid } from '../src/gost/der-writer.ts'
import {
  cmsAttached,
  cmsDetached,
  GostError,
  isSignedBy,
  privateKeyPem,
  publicKeyOf,
  readCertificate,
  readPrivateKey,
  verifyCms,
} from '../src/gost/index.ts'
import { fromPem, toPem } from '../src/gost/pem.ts'
import { bytes, certified } from './gost/given.ts'

const { key, certificate } = certified()
const data = bytes('content')
const { der } = readCertificate(certificate)
const keyDer = fromPem(privateKeyPem(key), ['PRIVATE KEY'], 'it').der

/** The bytes with some of them replaced, cut, or grown. */
function damaged(whole: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat({ max: whole.length - 1 })
  const changes = fc.array(fc.tuple(at, fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 })
  const changed = changes.map((list) => {
    const copy = Uint8Array.from(whole)
    for (const [place, byte] of list) copy[place] = byte
    return copy
  })
  const cut = at.map((length) => whole.subarray(0, length))
  const grown = fc.tuple(at, fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([place, more]) => {
    return concat(whole.subarray(0, place), more, whole.subarray(place))
  })
  return fc.oneof(changed, cut, grown)
}

/** The value, or undefined where a GostError refused. */
function answer<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    expect(error).toBeInstanceOf(GostError)
    return undefined
  }
}

const runs = { numRuns: 400 }

describe('a reader of hostile bytes ends with a value or a GostError:', () => {
  const readers = {
    certificate: (input: Uint8Array) => readCertificate(input),
    'CMS message': (input: Uint8Array) => verifyCms(input, data),
    'private key': (input: Uint8Array) => readPrivateKey(toPem('PRIVATE KEY', input)),
    'encrypted private key': (input: Uint8Array) => readPrivateKey(toPem('ENCRYPTED PRIVATE KEY', input), 'x'),
  }
  for (const [name, read] of Object.entries(readers)) {
    it(name, () => {
      const started = fc.uint8Array({ maxLength: 300 }).map((rest) => concat(Uint8Array.of(0x30, 0x80), rest))
      fc.assert(
        fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), started), (input) => void answer(() => read(input))),
        runs,
      )
    })
  }
  it('damaged private key', () => {
    fc.assert(
      fc.property(damaged(keyDer), (input) => {
        const read = answer(() => readPrivateKey(toPem('PRIVATE KEY', input)))
        expect(read === undefined || read.scalar > 0n).toBe(true)
      }),
      runs,
    )
  })
})

describe('damage never passes:', () => {
  it('a certificate whose signed part was changed is not signed', () => {
    const { signedDer } = readCertificate(certificate)
    fc.assert(
      fc.property(damaged(der), (input) => {
        const read = answer(() => readCertificate(input))
        const same = read !== undefined && Buffer.compare(read.signedDer, signedDer) === 0
        const signed = read !== undefined && isSignedBy(read, publicKeyOf(key))
        expect(signed && !same).toBe(false)
      }),
      { numRuns: 150 },
    )
  })
  it('a CMS message never gives another content than the signed one', () => {
    for (const signedAttributes of [true, false]) {
      const cms = cmsAttached({ data, certificate, key, signedAttributes })
      fc.assert(
        fc.property(damaged(cms), (input) => {
          const read = answer(() => verifyCms(input, null))
          expect(read === undefined || Buffer.compare(read.content ?? der, data) === 0).toBe(true)
        }),
        { numRuns: 150 },
      )
    }
  })
  it('a content of any other bytes is refused', () => {
    const cms = cmsDetached({ data, certificate, key })
    fc.assert(
      fc.property(damaged(data), (content) => {
        fc.pre(Buffer.compare(content, data) !== 0)
        expect(answer(() => verifyCms(cms, content))).toBeUndefined()
      }),
    )
  })
})

describe('an object identifier', () => {
  it('is read as it was written', () => {
    const arcs = fc.array(fc.nat({ max: 2 ** 40 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.nat({ max: 2 }), fc.nat({ max: 39 }), arcs, (root, second, rest) => {
        const dotted = [root, second, ...rest].join('.')
        expect(oidOf(readElement(oid(dotted), 'it'), 'it')).toBe(dotted)
      }),
    )
  })
  it('that ends in the middle, or is empty, is refused', () => {
    for (const hex of ['0600', '06012a80', '060280', '06032a8680']) {
      expect(answer(() => oidOf(readElement(Buffer.from(hex, 'hex'), 'it'), 'it'))).toBeUndefined()
    }
  })
})
