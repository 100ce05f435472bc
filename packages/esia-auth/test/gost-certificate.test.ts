import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexOf } from '../src/gost/bytes.ts'
import { readElement } from '../src/gost/der-reader.ts'
import { write } from '../src/gost/der-writer.ts'
import {
  certificateHash,
  generateCertificate,
  generateKeyPair,
  isKeyOf,
  isSignedBy,
  parameterSets,
  publicKeyOf,
  readCertificate,
  streebog256,
} from '../src/gost/index.ts'
import { readName, writeName } from '../src/gost/names.ts'
import { readTime } from '../src/gost/time.ts'
import { certified, errorOf, faultOf, notAfter, notBefore } from './gost/given.ts'
import { tc26 } from './gost/vectors.ts'

describe('the published certificate of TC26', () => {
  const certificate = readCertificate(tc26.certificate)

  it('is read', () => {
    expect(certificate).toMatchObject({
      subject: 'emailAddress=GostR3410-2012@example.com, CN=GostR3410-2012 (256 bit) example',
      issuer: certificate.subject,
      serial: '01',
      notBefore: new Date('2013-11-05T14:02:37Z'),
      notAfter: new Date('2030-11-01T14:02:37Z'),
    })
  })
  it('has the key of its private number, and its signature', () => {
    expect(certificate.publicKey).toEqual(publicKeyOf({ parameterSet: 'CryptoPro-XchA', scalar: tc26.scalar }))
    expect(isSignedBy(certificate, publicKeyOf({ parameterSet: 'CryptoPro-A', scalar: tc26.scalar }))).toBe(true)
    expect(isSignedBy(certificate, generateKeyPair().publicKey)).toBe(false)
  })
})

describe('the hash of a certificate', () => {
  const { certificate } = certified()
  const { der } = readCertificate(certificate)

  it('is Streebog-256 of its DER in upper-case hex, from PEM, from bytes of PEM and from DER', () => {
    const expected = hexOf(streebog256(der)).toUpperCase()
    expect(expected).toMatch(/^[0-9A-F]{64}$/)
    for (const form of [certificate, Buffer.from(certificate), der, `subject=x\n${certificate}`]) {
      expect(certificateHash(form)).toBe(expected)
    }
  })
  it('is neither of the PEM text, nor SHA-256, nor the thumbprint', () => {
    const wrong = [
      hexOf(streebog256(Buffer.from(certificate))),
      createHash('sha256').update(der).digest('hex'),
      createHash('sha1').update(der).digest('hex'),
    ]
    for (const hash of wrong) expect(certificateHash(certificate)).not.toBe(hash.toUpperCase())
  })
  it('is of the whole certificate alone: cut or longer bytes are refused', () => {
    expect(faultOf(() => certificateHash(der.subarray(0, -1)))).toBe('unreadable')
    expect(faultOf(() => certificateHash(Uint8Array.of(...der, 0)))).toBe('unreadable')
    expect(faultOf(() => certificateHash('MIIB'))).toBe('unreadable')
    expect(faultOf(() => certificateHash(''))).toBe('unreadable')
  })
})

describe.each(parameterSets)('a certificate made on %s', (parameterSet) => {
  const { key, certificate } = certified(parameterSet)
  const read = readCertificate(certificate)

  it('is read with its key, and signed by it', () => {
    expect(read.publicKey).toEqual(publicKeyOf(key))
    expect(isSignedBy(read, publicKeyOf(key))).toBe(true)
    expect(isKeyOf(key, read)).toBe(true)
    expect(read).toMatchObject({ subject: 'CN=Clinic, C=RU', issuer: 'CN=Clinic, C=RU', notBefore, notAfter })
  })
  it("is read by Node's own reader with the same names and dates", () => {
    const other = new X509Certificate(certificate)
    expect(other.subject).toBe('CN=Clinic\nC=RU')
    expect(other.validToDate).toEqual(notAfter)
    expect(other.serialNumber).toBe(read.serial.replace(/^00/, ''))
    expect(other.ca).toBe(true)
  })
})

describe('a certificate that another one signed', () => {
  const authority = certified('TC26-256-A')
  const { privateKey } = generateKeyPair('CryptoPro-B')
  const made = generateCertificate({
    key: privateKey,
    subject: 'Doctor',
    notBefore,
    notAfter,
    serial: 255n,
    issuer: authority,
  })
  const leaf = readCertificate(made)

  it("has the issuer's name and signature and its own key", () => {
    expect(leaf).toMatchObject({ subject: 'CN=Doctor', issuer: 'CN=Clinic, C=RU', serial: '00FF' })
    expect(isSignedBy(leaf, publicKeyOf(authority.key))).toBe(true)
    expect(isSignedBy(leaf, publicKeyOf(privateKey))).toBe(false)
    expect(isKeyOf(privateKey, leaf)).toBe(true)
    expect(isKeyOf(authority.key, leaf)).toBe(false)
  })
  it('may sign no other one', () => expect(new X509Certificate(made).ca).toBe(false))
  it('of RSA is one of its issuer for Node', () => {
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const above = generateCertificate({ key, subject: 'Above', notBefore, notAfter })
    const request = { key: privateKey, subject: 'Below', notBefore, notAfter }
    const below = generateCertificate({ ...request, issuer: { certificate: above, key } })
    expect(new X509Certificate(below).checkIssued(new X509Certificate(above))).toBe(true)
    expect(new X509Certificate(below).verify(new X509Certificate(above).publicKey)).toBe(true)
  })
})

describe('a certificate of RSA', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = generateCertificate({ key: privateKey, subject: 'ESIA', notBefore, notAfter })

  it('is made too, and is of RSA for Node', () => {
    const other = new X509Certificate(certificate)
    expect(other.verify(publicKey)).toBe(true)
    expect(other.checkPrivateKey(privateKey)).toBe(true)
  })
  it('is read without a GOST key, and hashed all the same', () => {
    const read = readCertificate(certificate)
    expect(read.publicKey).toBeNull()
    expect(isKeyOf(privateKey, read)).toBe(true)
    expect(isKeyOf(generateKeyPair().privateKey, read)).toBe(false)
    expect(certificateHash(certificate)).toBe(hexOf(streebog256(new X509Certificate(certificate).raw)).toUpperCase())
  })
  it('is made with no other kind of key', () => {
    const ed25519 = generateKeyPairSync('ed25519').privateKey
    for (const key of [ed25519, publicKey]) {
      expect(faultOf(() => generateCertificate({ key, subject: 'ESIA', notBefore, notAfter }))).toBe('unsupported')
    }
  })
})

describe('a distinguished name', () => {
  const readable = (line: string) => readName(readElement(writeName(line), 'it'), 'it')

  it('keeps its order, commas and backslashes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }), (values) => {
        const line = values.map((value) => `O=${value.replace(/[\\,]/g, '\\$&')}`).join(', ')
        expect(readable(line)).toBe(line)
      }),
    )
  })
  it('holds the numbers of Russian certificates', () => {
    const line = 'CN=Клиника, INNLE=7700000000, OGRN=1027700000000, SNILS=00000060006, C=RU'
    expect(readable(line)).toBe(line)
  })
  it('is read from the older kinds of strings', () => {
    const name = (tag: number, value: Buffer) =>
      write(0x30, write(0x31, write(0x30, Buffer.from('0603550403', 'hex'), write(tag, value))))
    const bmp = name(0x1e, Buffer.from('Клиника', 'utf16le').swap16())
    expect(readName(readElement(bmp, 'it'), 'it')).toBe('CN=Клиника')
    expect(readName(readElement(name(0x14, Buffer.from([0x41, 0xe9])), 'it'), 'it')).toBe('CN=Aé')
  })
  it('with an attribute that is not known is refused by its name', () => {
    expect(errorOf(() => writeName('CN=x, DC=y')).message).toContain('"DC"')
  })
})

describe('the dates of a certificate', () => {
  const dated = (from: string, to: string) => {
    const dates = { notBefore: new Date(from), notAfter: new Date(to) }
    return readCertificate(generateCertificate({ key: generateKeyPair().privateKey, subject: 'x', ...dates }))
  }

  it('are the same second on both sides of 2050 and from 1950 on', () => {
    const read = dated('1950-01-01T00:00:00Z', '2050-01-01T00:00:00Z')
    expect(read.notBefore).toEqual(new Date('1950-01-01T00:00:00Z'))
    expect(read.notAfter).toEqual(new Date('2050-01-01T00:00:00Z'))
    expect(dated('2049-12-31T23:59:59Z', '9999-12-31T23:59:59Z').notAfter.getUTCFullYear()).toBe(9999)
  })
  it('that are none are refused', () => {
    for (const text of ['3013010000Z', '301301000000Z', '300101000000+0300', '300101250000Z', '']) {
      const element = readElement(write(0x17, Buffer.from(text)), 'it')
      expect(faultOf(() => readTime(element, 'it'))).toBe('unreadable')
    }
  })
})

it('a serial number that is not greater than 0 is refused', () => {
  const request = { key: generateKeyPair().privateKey, subject: 'x', notBefore, notAfter }
  expect(faultOf(() => generateCertificate({ ...request, serial: 0n }))).toBe('unsupported')
})
