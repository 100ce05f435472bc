import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBigEndian, hexOf, toLittleEndian } from '../src/gost/bytes.ts'
import { curveOf } from '../src/gost/curves.ts'
import { integer, octetString, oid, sequence } from '../src/gost/der-writer.ts'
import {
  generateKeyPair,
  isKeyOf,
  parameterSets,
  privateKeyPem,
  publicKeyOf,
  readCertificate,
  readPrivateKey,
} from '../src/gost/index.ts'
import { fromPem, toPem } from '../src/gost/pem.ts'
import { anyKey, certified, errorOf, faultOf } from './gost/given.ts'
import { tc26 } from './gost/vectors.ts'

const shapes = ['raw', 'octets', 'integer'] as const

/** PKCS#8 of CryptoPro-XchA with whatever stands for the number, by the letter and not by our writer. */
function keyFile(number: string, parameters = '06072a85030202240006082a85030701010202'): string {
  const algorithm = lengthed('30', `06082a85030701010101${lengthed('30', parameters)}`)
  return toPem('PRIVATE KEY', Buffer.from(lengthed('30', `020100${algorithm}${lengthed('04', number)}`), 'hex'))
}
const lengthed = (tag: string, body: string): string => tag + (body.length / 2).toString(16).padStart(2, '0') + body

describe('a private key file of each shape', () => {
  const littleEndian = hexOf(toLittleEndian(tc26.scalar))
  const bigEndian = tc26.scalar.toString(16)
  const expected = { parameterSet: 'CryptoPro-XchA', scalar: tc26.scalar }

  it('is read: 32 bytes, the least significant first', () => {
    expect(readPrivateKey(keyFile(littleEndian))).toEqual(expected)
  })
  it('is read: the same inside of an OCTET STRING', () => {
    expect(readPrivateKey(keyFile(`0420${littleEndian}`))).toEqual(expected)
  })
  it('is read: an INTEGER, the most significant byte first', () => {
    expect(readPrivateKey(keyFile(`022100${bigEndian}`))).toEqual(expected)
  })
  it('belongs to the published certificate of that key', () => {
    expect(isKeyOf(readPrivateKey(keyFile(littleEndian)), readCertificate(tc26.certificate))).toBe(true)
    expect(isKeyOf(generateKeyPair().privateKey, readCertificate(tc26.certificate))).toBe(false)
  })
  it('is found among other text and other blocks', () => {
    const { certificate } = certified()
    const text = `Bag Attributes\n    localKeyID: 01\n${certificate}${keyFile(littleEndian).replaceAll('\n', '\r\n')}`
    expect(readPrivateKey(text)).toEqual(expected)
  })

  for (const parameterSet of parameterSets) {
    it(`is written and read again on ${parameterSet}`, () => {
      fc.assert(
        fc.property(anyKey(parameterSet), fc.constantFrom(...shapes), (key, shape) => {
          // A short INTEGER of exactly 32 bytes is taken for the number itself, as OpenSSL takes it.
          fc.pre(shape !== 'integer' || integer(key.scalar).length !== 32)
          expect(readPrivateKey(privateKeyPem(key, shape))).toEqual(key)
        }),
      )
    })
  }
})

describe('an encrypted private key', () => {
  const { privateKey } = generateKeyPair()
  const pem = privateKeyPem(privateKey, 'raw', 'пароль')

  it('opens with its passphrase', () => {
    expect(pem).toContain('BEGIN ENCRYPTED PRIVATE KEY')
    expect(readPrivateKey(pem, 'пароль')).toEqual(privateKey)
  })
  it('is refused without one, and with another one', () => {
    expect(faultOf(() => readPrivateKey(pem))).toBe('passphrase')
    // A wrong passphrase may, one time in 256, leave a right padding; it is found out all the same.
    for (let i = 0; i < 12; i++) expect(faultOf(() => readPrivateKey(pem, `wrong ${i}`))).toBe('passphrase')
  })
  it('is refused when it asks for another scheme, cipher or work without end, each by its name', () => {
    const pbkdf2 = (iterations: bigint) =>
      sequence(oid('1.2.840.113549.1.5.12'), sequence(octetString(Buffer.alloc(8)), integer(iterations)))
    const aes = sequence(oid('2.16.840.1.101.3.4.1.42'), octetString(Buffer.alloc(16)))
    const magma = sequence(oid('1.2.643.2.2.21'), octetString(Buffer.alloc(8)))
    const scheme = (name: string, ...parts: Uint8Array[]) =>
      toPem('ENCRYPTED PRIVATE KEY', sequence(sequence(oid(name), sequence(...parts)), octetString(Buffer.alloc(16))))
    const refused: readonly [string, RegExp][] = [
      [scheme('1.2.840.113549.1.12.1.80', pbkdf2(1n), aes), /scheme, 1\.2\.840\.113549\.1\.12\.1\.80/],
      [scheme('1.2.840.113549.1.5.13', pbkdf2(1n), magma), /cipher, 1\.2\.643\.2\.2\.21/],
      [scheme('1.2.840.113549.1.5.13', pbkdf2(2_000_000_000n), aes), /2000000000 iterations/],
      [scheme('1.2.840.113549.1.5.13', sequence(oid('1.2.3')), aes), /cannot be read|key derivation/],
    ]
    for (const [text, why] of refused) expect(() => readPrivateKey(text, 'x')).toThrow(why)
  })
})

describe('a private key is refused', () => {
  it('with a mask, in words that say what to do', () => {
    const masked = keyFile('ab'.repeat(64))
    expect(faultOf(() => readPrivateKey(masked))).toBe('unsupported')
    expect(() => readPrivateKey(masked)).toThrow(/masked.*export it without a mask/)
    expect(faultOf(() => readPrivateKey(keyFile(`0440${'ab'.repeat(64)}`)))).toBe('unsupported')
  })
  it('of RSA, by the identifier of its algorithm', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
    expect(faultOf(() => readPrivateKey(pem))).toBe('unsupported')
    expect(() => readPrivateKey(pem)).toThrow('1.2.840.113549.1.1.1')
  })
  it('of a curve that is none of the nine', () => {
    expect(faultOf(() => readPrivateKey(keyFile('ab'.repeat(32), '06082a85030701020102')))).toBe('unsupported')
  })
  it('that is 0, or not less than the order', () => {
    const { q } = curveOf('CryptoPro-XchA')
    for (const number of [0n, q, q + 1n]) {
      expect(faultOf(() => readPrivateKey(keyFile(hexOf(toLittleEndian(number)))))).toBe('key')
    }
    expect(readPrivateKey(keyFile(hexOf(toLittleEndian(q - 1n)))).scalar).toBe(q - 1n)
  })
  it('that is cut, empty, negative, or of the old PEM encryption', () => {
    const whole = privateKeyPem(generateKeyPair().privateKey)
    const { der } = fromPem(whole, ['PRIVATE KEY'], 'it')
    expect(faultOf(() => readPrivateKey(toPem('PRIVATE KEY', der.subarray(0, -1))))).toBe('unreadable')
    expect(faultOf(() => readPrivateKey(keyFile('')))).toBe('unreadable')
    expect(faultOf(() => readPrivateKey(keyFile(`0220${'ff'.repeat(32)}`)))).toBe('unreadable')
    expect(faultOf(() => readPrivateKey('no key at all'))).toBe('unreadable')
    expect(faultOf(() => readPrivateKey(certified().certificate))).toBe('unreadable')
    const old = whole.replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\n\n')
    expect(faultOf(() => readPrivateKey(old))).toBe('unsupported')
  })
  it('and no error holds a piece of it', () => {
    const secret = 'c0ffee'.repeat(20)
    const texts = [keyFile(secret), keyFile(secret.slice(0, 60)), `-----BEGIN PRIVATE KEY-----${secret}`]
    const messages = texts.map((text) => errorOf(() => readPrivateKey(text)).message)
    expect(messages).toHaveLength(3)
    for (const message of messages) expect(message).not.toMatch(/c0ffee|[A-Za-z0-9+/]{24}/)
  })
})

describe('a new pair', () => {
  for (const parameterSet of parameterSets) {
    it(`of ${parameterSet} fits together and is never the same`, () => {
      const pairs = [generateKeyPair(parameterSet), generateKeyPair(parameterSet)]
      for (const { privateKey, publicKey } of pairs) expect(publicKeyOf(privateKey)).toEqual(publicKey)
      expect(pairs[0]?.privateKey.scalar).not.toBe(pairs[1]?.privateKey.scalar)
    })
  }
  it('is of the set that certificates of ESIA use, where none is told', () => {
    expect(generateKeyPair().publicKey.parameterSet).toBe('CryptoPro-XchA')
  })
  it('has no number for no bytes', () => expect(fromBigEndian(new Uint8Array())).toBe(0n))
})
