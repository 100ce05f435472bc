import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { concat, hexOf } from '../src/gost/bytes.ts'
import { integer, octetString, oid, sequence, setOf, write } from '../src/gost/der-writer.ts'
import {
  cmsAttached,
  cmsDetached,
  generateCertificate,
  generateKeyPair,
  parameterSets,
  readCertificate,
  sign,
  verifyCms,
} from '../src/gost/index.ts'
import { bytes, certified, errorOf, faultOf, notAfter, notBefore } from './gost/given.ts'
import { tc26 } from './gost/vectors.ts'

const data = bytes('fullname snils2031.03.03 05:00:00 +0000CLINIC01f0c0ffee-0000-4000-8000-000000000001')
const other = concat(data, bytes('!'))
const signingTime = new Date('2031-03-03T05:00:00Z')

describe('the published CMS message of TC26', () => {
  const certificates = [tc26.certificate]

  it('verifies with the published certificate and gives its content', () => {
    const verified = verifyCms(tc26.cms, null, { certificates })
    expect(Buffer.from(verified.content ?? []).toString()).toBe(tc26.content)
    expect(verified.certificate.serial).toBe('01')
  })
  it('does not verify for another content, with one bit of it changed, or without the certificate', () => {
    expect(faultOf(() => verifyCms(tc26.cms, data, { certificates }))).toBe('content')
    const changed = Uint8Array.from(tc26.cms)
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
    expect(faultOf(() => verifyCms(changed, null, { certificates }))).toBe('signature')
    const retold = Buffer.from(tc26.cms.toString('latin1').replace('Test message', 'Best message'), 'latin1')
    expect(faultOf(() => verifyCms(retold, null, { certificates }))).toBe('signature')
    expect(faultOf(() => verifyCms(tc26.cms, null))).toBe('certificate')
    expect(faultOf(() => verifyCms(tc26.cms, null, { certificates: [certified().certificate] }))).toBe('certificate')
  })
})

describe.each(parameterSets)('a CMS message on %s', (parameterSet) => {
  const { key, certificate } = certified(parameterSet)

  for (const signedAttributes of [true, false]) {
    const request = { data, certificate, key, signedAttributes }
    describe(signedAttributes ? 'with signed attributes' : 'without signed attributes', () => {
      it('verifies detached, with its content alone', () => {
        const cms = cmsDetached(request)
        const verified = verifyCms(cms, data)
        expect(verified.certificate.der).toEqual(readCertificate(certificate).der)
        expect(verified.content).toBeUndefined()
        expect(faultOf(() => verifyCms(cms, other))).toBe(signedAttributes ? 'content' : 'signature')
        expect(faultOf(() => verifyCms(cms, null))).toBe('content')
      })
      it('verifies with the content inside, given once more or not', () => {
        const cms = cmsAttached(request)
        expect(verifyCms(cms, null).content).toEqual(data)
        expect(verifyCms(cms, data).content).toEqual(data)
        expect(faultOf(() => verifyCms(cms, other))).toBe('content')
      })
    })
  }
})

describe('a CMS message', () => {
  const { key, certificate } = certified()
  const request = { data, certificate, key }

  it('tells the time of signing only where it was given', () => {
    expect(verifyCms(cmsDetached({ ...request, signingTime }), data).signingTime).toEqual(signingTime)
    expect(verifyCms(cmsDetached(request), data).signingTime).toBeUndefined()
  })
  it('is not made with a key that is not the certificate’s', () => {
    expect(faultOf(() => cmsDetached({ ...request, key: generateKeyPair().privateKey }))).toBe('key')
    expect(faultOf(() => cmsDetached({ ...request, certificate: certified().certificate }))).toBe('key')
  })
  it('of a nameless signature of another key does not verify', () => {
    const forged = Buffer.from(cmsDetached({ ...request, signedAttributes: false }))
    const signature = sign(data, generateKeyPair().privateKey)
    forged.set(signature, forged.length - 64)
    expect(faultOf(() => verifyCms(forged, data))).toBe('signature')
  })
  it('verifies where the signer is named by the identifier of the key', () => {
    const { subjectKeyIdentifier, der } = readCertificate(certificate)
    const named = write(0x80, subjectKeyIdentifier ?? new Uint8Array())
    const cms = message(der, signer(named))
    expect(verifyCms(cms, data).certificate.der).toEqual(der)
    expect(faultOf(() => verifyCms(message(der, signer(write(0x80, bytes('other')))), data))).toBe('certificate')
  })
  it('with several signers, or none, is refused', () => {
    const { der, issuerDer, serialDer } = readCertificate(certificate)
    const one = signer(sequence(issuerDer, serialDer))
    expect(errorOf(() => verifyCms(message(der, one, one), data)).message).toContain('2 signers')
    expect(errorOf(() => verifyCms(message(der), data)).message).toContain('0 signers')
  })
  it('of other algorithms is refused by their identifiers', () => {
    const { der, issuerDer, serialDer } = readCertificate(certificate)
    const cms = message(der, signer(sequence(issuerDer, serialDer), '1.2.643.7.1.1.2.3'))
    expect(errorOf(() => verifyCms(cms, data))).toMatchObject({ fault: 'unsupported' })
    expect(errorOf(() => verifyCms(cms, data)).message).toContain('1.2.643.7.1.1.2.3')
  })
  it('that is enveloped, or no CMS at all, is refused', () => {
    const enveloped = sequence(oid('1.2.840.113549.1.7.3'), write(0xa0, sequence()))
    expect(faultOf(() => verifyCms(enveloped, data))).toBe('unsupported')
    for (const bad of ['', '00', '3000', '30800000', 'ff'.repeat(64)]) {
      expect(faultOf(() => verifyCms(Buffer.from(bad, 'hex'), data))).toBe('unreadable')
    }
  })
  it('without a digest, or with two, among the signed attributes is refused', () => {
    const { der, issuerDer, serialDer } = readCertificate(certificate)
    const type = attribute('1.2.840.113549.1.9.3', oid('1.2.840.113549.1.7.1'))
    const digest = attribute('1.2.840.113549.1.9.4', octetString(new Uint8Array(32)))
    for (const attributes of [[type], [type, digest, digest], [digest]]) {
      const who = signer(sequence(issuerDer, serialDer), undefined, write(0xa0, ...attributes))
      expect(faultOf(() => verifyCms(message(der, who), data))).toBe('unreadable')
    }
  })
  it('whose attributes are of another type of content is refused', () => {
    const { der, issuerDer, serialDer } = readCertificate(certificate)
    const type = attribute('1.2.840.113549.1.9.3', oid('1.2.840.113549.1.7.5'))
    const digest = attribute('1.2.840.113549.1.9.4', octetString(new Uint8Array(32)))
    const who = signer(sequence(issuerDer, serialDer), undefined, write(0xa0, type, digest))
    expect(faultOf(() => verifyCms(message(der, who), data))).toBe('content')
  })

  const attribute = (type: string, value: Uint8Array) => sequence(oid(type), setOf(value))
  function signer(who: Uint8Array, digest = '1.2.643.7.1.1.2.2', ...attributes: Uint8Array[]): Uint8Array {
    const algorithms = [sequence(oid(digest)), ...attributes, sequence(oid('1.2.643.7.1.1.3.2'))]
    return sequence(integer(1n), who, ...algorithms, octetString(sign(data, key)))
  }
})

/** SignedData without content. */
function message(certificate: Uint8Array, ...signers: Uint8Array[]): Uint8Array {
  const encapsulated = sequence(oid('1.2.840.113549.1.7.1'))
  const parts = [integer(1n), setOf(), encapsulated, write(0xa0, certificate), setOf(...signers)]
  return sequence(oid('1.2.840.113549.1.7.2'), write(0xa0, sequence(...parts)))
}

describe('BER of other makers', () => {
  it('is read: lengths that are not told, content in pieces', () => {
    const { key, certificate } = certified()
    const untold = (tag: number, ...parts: Uint8Array[]) =>
      concat(Uint8Array.of(tag, 0x80), ...parts, Uint8Array.of(0, 0))
    const { der, issuerDer, serialDer } = readCertificate(certificate)
    const content = untold(0x24, octetString(data.subarray(0, 10)), octetString(data.subarray(10)))
    const algorithms = [sequence(oid('1.2.643.7.1.1.2.2')), sequence(oid('1.2.643.7.1.1.1.1'))]
    const signer = sequence(integer(1n), sequence(issuerDer, serialDer), ...algorithms, octetString(sign(data, key)))
    const encapsulated = untold(0x30, oid('1.2.840.113549.1.7.1'), untold(0xa0, content))
    const signed = untold(0x30, integer(1n), setOf(), encapsulated, untold(0xa0, der), setOf(signer))
    const cms = untold(0x30, oid('1.2.840.113549.1.7.2'), untold(0xa0, signed))
    expect(hexOf(verifyCms(cms, null).content ?? new Uint8Array())).toBe(hexOf(data))
    expect(faultOf(() => verifyCms(cms.subarray(0, -1), null))).toBe('unreadable')
  })
  it('nested without end is refused, not followed', () => {
    const deep = Buffer.from('3080'.repeat(100_000), 'hex')
    expect(faultOf(() => verifyCms(deep, data))).toBe('unreadable')
    const pieces = Buffer.concat([Buffer.from('2480'.repeat(100_000), 'hex'), Buffer.alloc(200_000)])
    expect(faultOf(() => verifyCms(pieces, data))).toBe('unreadable')
  })
})

describe('CMS of RSA with SHA-256', () => {
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = generateCertificate({ key, subject: 'Stand', notBefore, notAfter })

  for (const signedAttributes of [true, false]) {
    it(`verifies ${signedAttributes ? 'with' : 'without'} signed attributes, for its content alone`, () => {
      const cms = cmsDetached({ data, certificate, key, signedAttributes })
      expect(verifyCms(cms, data).certificate.publicKey).toBeNull()
      expect(faultOf(() => verifyCms(cms, other))).toBe(signedAttributes ? 'content' : 'signature')
    })
  }
})
