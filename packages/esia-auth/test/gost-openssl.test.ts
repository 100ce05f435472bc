// The same files in OpenSSL's GOST engine and here, both ways, on every parameter set that the engine has.
import { generateKeyPairSync } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { missing, strangers } from '../../../tools/lib/strangers.ts'
import { concat, hexOf } from '../src/gost/bytes.ts'
import {
  certificateHash,
  cmsAttached,
  cmsDetached,
  generateCertificate,
  generateKeyPair,
  isKeyOf,
  isSignedBy,
  type ParameterSet,
  privateKeyPem,
  publicKeyOf,
  readCertificate,
  readPrivateKey,
  sign,
  streebog256,
  streebog512,
  verify,
  verifyCms,
} from '../src/gost/index.ts'
import { bytes, faultOf } from './gost/given.ts'
import { workshop } from './gost/workshop.ts'

const engineSets: Readonly<Record<ParameterSet, string>> = {
  'CryptoPro-A': 'A',
  'CryptoPro-B': 'B',
  'CryptoPro-C': 'C',
  'CryptoPro-XchA': 'XA',
  'CryptoPro-XchB': 'XB',
  'TC26-256-A': 'TCA',
  'TC26-256-B': 'TCB',
  'TC26-256-C': 'TCC',
  'TC26-256-D': 'TCD',
}
const data = bytes('фамилия+имя snils 2031.03.03 05:00:00 +0000')
const tampered = concat(data, bytes('.'))
// OpenSSL and GnuTLS look at the clock of the machine; these dates leave it out of the question.
const [notBefore, notAfter] = [new Date('2000-01-01T00:00:00Z'), new Date('2099-01-01T00:00:00Z')]

const why = missing(strangers.gostEngine)
if (why !== undefined) {
  describe("OpenSSL's GOST engine", () => {
    it(`was NOT RUN: ${why}`, () => console.warn(`OpenSSL's GOST engine was not run: ${why}`))
  })
} else {
  const room = workshop()
  afterAll(room.close)
  const { put, path } = room
  const openssl = (command: string, args: readonly string[], input?: Uint8Array) =>
    room.must('openssl', [command, '-engine', 'gost', ...args], input)
  const accepts = (command: string, args: readonly string[], input?: Uint8Array) =>
    room.run('openssl', [command, '-engine', 'gost', ...args], input).ok
  put('data', data)
  put('tampered', tampered)

  describe.each(Object.entries(engineSets) as [ParameterSet, string][])('with OpenSSL on %s', (parameterSet, name) => {
    const file = (kind: string) => `${name}.${kind}`
    const subject = ['-subj', '/O=Clinic/CN=Theirs', '-days', '20000']
    const newKey = ['-newkey', 'gost2012_256', '-pkeyopt', `paramset:${name}`, '-nodes', '-keyout', path(file('key'))]
    openssl('req', ['-x509', ...newKey, ...subject, '-utf8', '-out', path(file('crt'))])
    const their = {
      key: readPrivateKey(room.read(file('key')).toString()),
      certificate: room.read(file('crt')).toString(),
    }
    const certificate = readCertificate(their.certificate)
    const our = generateKeyPair(parameterSet)
    const ourCertificate = generateCertificate({ key: our.privateKey, subject: 'CN=Ours', notBefore, notAfter })
    put(file('our.crt'), ourCertificate)
    put(file('our.key'), privateKeyPem(our.privateKey))

    it('reads their key and certificate, which belong together', () => {
      expect(their.key.parameterSet).toBe(parameterSet)
      expect(certificate.subject).toBe('O=Clinic, CN=Theirs')
      expect(isKeyOf(their.key, certificate)).toBe(true)
      expect(isSignedBy(certificate, publicKeyOf(their.key))).toBe(true)
    })

    it('verifies their raw signatures, neither reversed nor swapped, nor of other data', () => {
      for (let i = 0; i < 3; i++) {
        const message = concat(data, Uint8Array.of(i))
        const signature = openssl('dgst', ['-md_gost12_256', '-sign', path(file('key'))], message)
        const key = publicKeyOf(their.key)
        expect(verify(message, signature, key)).toBe(true)
        expect(verify(message, Uint8Array.from(signature).reverse(), key)).toBe(false)
        expect(verify(message, concat(signature.subarray(32), signature.subarray(0, 32)), key)).toBe(false)
        expect(verify(data, signature, key)).toBe(false)
      }
    })

    it('makes raw signatures that they verify, and not for other data', () => {
      put(file('pub'), openssl('x509', ['-pubkey', '-noout', '-in', path(file('our.crt'))]))
      for (let i = 0; i < 3; i++) {
        const message = concat(data, Uint8Array.of(i))
        put(file('sig'), sign(message, our.privateKey))
        const check = ['-md_gost12_256', '-verify', path(file('pub')), '-signature', path(file('sig'))]
        expect(accepts('dgst', check, message)).toBe(true)
        expect(accepts('dgst', check, data)).toBe(false)
      }
    })

    it('writes keys of each shape that they sign with', () => {
      for (const shape of ['raw', 'octets', 'integer'] as const) {
        put(file('shape'), privateKeyPem(our.privateKey, shape))
        const signature = openssl('dgst', ['-md_gost12_256', '-sign', path(file('shape'))], data)
        expect(verify(data, signature, our.publicKey)).toBe(true)
      }
    })

    it('gives the hash of certificates that they give', () => {
      for (const pem of [their.certificate, ourCertificate]) {
        const { der } = readCertificate(pem)
        const theirs = openssl('dgst', ['-md_gost12_256', '-binary'], der)
        expect(certificateHash(pem)).toBe(hexOf(theirs).toUpperCase())
      }
    })

    const signer = ['-signer', path(file('crt')), '-inkey', path(file('key')), '-md', 'md_gost12_256']
    const variants = ['cms', 'cms -noattr', 'cms -nodetach', 'cms -nodetach -stream', 'cms -keyid', 'cms -cades']
    it.each([...variants, 'smime', 'smime -noattr'])('verifies their %s, and refuses tampered content', (variant) => {
      const [command = '', ...flags] = variant.split(' ')
      const message = openssl(command, ['-sign', ...flags, ...signer, '-binary', '-outform', 'DER'], data)
      const verified = verifyCms(message, data)
      expect(verified.certificate.der).toEqual(certificate.der)
      const fault = faultOf(() => verifyCms(message, tampered))
      expect(fault).toBe(flags.includes('-noattr') ? 'signature' : 'content')
      if (flags.includes('-nodetach')) expect(hexOf(verifyCms(message, null).content ?? data)).toBe(hexOf(data))
    })

    for (const signedAttributes of [true, false]) {
      const what = `CMS ${signedAttributes ? 'with' : 'without'} signed attributes`
      const request = { data, certificate: ourCertificate, key: our.privateKey, signedAttributes }
      it.each(['cms', 'smime'])(`makes ${what} that their %s verifies, but not with tampered content`, (command) => {
        put(file('der'), cmsDetached({ ...request, signingTime: new Date('2031-03-03T05:00:00Z') }))
        const check = ['-verify', '-binary', '-inform', 'DER', '-in', path(file('der'))]
        const trust = ['-CAfile', path(file('our.crt'))]
        expect(openssl(command, [...check, '-content', path('data'), ...trust])).toEqual(Buffer.from(data))
        expect(accepts(command, [...check, '-content', path('tampered'), ...trust])).toBe(false)
        put(file('der'), cmsAttached(request))
        expect(openssl(command, [...check, ...trust])).toEqual(Buffer.from(data))
      })
    }
  })

  describe('with OpenSSL', () => {
    it('gives the same digests of every length around a block, and of blocks of ones', () => {
      for (const length of [1, 63, 64, 65, 129, 4097]) {
        for (const message of [new Uint8Array(length).fill(0xff), Uint8Array.from({ length }, (_, i) => i * 7)]) {
          const digest = (name: string) => hexOf(openssl('dgst', [`-${name}`, '-binary'], message))
          expect(hexOf(streebog256(message))).toBe(digest('md_gost12_256'))
          expect(hexOf(streebog512(message))).toBe(digest('md_gost12_512'))
        }
      }
    })

    it('opens keys that they encrypted, and they open ours', () => {
      const { privateKey, publicKey } = generateKeyPair()
      const plain = bytes(privateKeyPem(privateKey))
      const schemes = { 'aes-128-cbc': 'SHA1', 'aes-192-cbc': 'SHA384', 'aes-256-cbc': 'SHA256', des3: 'SHA512' }
      for (const [cipher, hash] of Object.entries(schemes)) {
        const args = ['-topk8', '-v2', cipher, '-v2prf', `hmacWith${hash}`, '-passout', 'pass:secret']
        expect(readPrivateKey(openssl('pkcs8', args, plain).toString(), 'secret')).toEqual(privateKey)
      }
      put('enc.key', privateKeyPem(privateKey, 'raw', 'secret'))
      const sealed = ['-md_gost12_256', '-sign', path('enc.key'), '-passin', 'pass:secret']
      expect(verify(data, openssl('dgst', sealed, data), publicKey)).toBe(true)
    })

    it('makes a chain that they verify, and not below another root', () => {
      const root = generateKeyPair('TC26-256-B').privateKey
      const certificate = generateCertificate({ key: root, subject: 'O=Тест, CN=Root', notBefore, notAfter })
      const leaf = generateKeyPair().privateKey
      const request = { key: leaf, subject: 'CN=Leaf', notBefore, notAfter }
      put('root.crt', certificate)
      put('leaf.crt', generateCertificate({ ...request, issuer: { certificate, key: root } }))
      const other = generateKeyPair('TC26-256-B').privateKey
      put('other.crt', generateCertificate({ key: other, subject: 'O=Тест, CN=Root', notBefore, notAfter }))
      expect(accepts('verify', ['-x509_strict', '-CAfile', path('root.crt'), path('leaf.crt')])).toBe(true)
      expect(accepts('verify', ['-CAfile', path('other.crt'), path('leaf.crt')])).toBe(false)
    })

    it('makes CMS of RSA that they verify, and verifies theirs', () => {
      const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      const certificate = generateCertificate({ key, subject: 'CN=Stand', notBefore, notAfter })
      put('rsa.crt', certificate)
      put('rsa.key', String(key.export({ type: 'pkcs8', format: 'pem' })))
      const sealed = ['-signer', path('rsa.crt'), '-inkey', path('rsa.key'), '-binary', '-outform', 'DER']
      for (const command of ['cms', 'smime']) {
        put('rsa.der', cmsDetached({ data, certificate, key }))
        const check = ['-verify', '-binary', '-inform', 'DER', '-in', path('rsa.der'), '-CAfile', path('rsa.crt')]
        expect(accepts(command, [...check, '-content', path('data')])).toBe(true)
        expect(accepts(command, [...check, '-content', path('tampered')])).toBe(false)
        const theirs = room.must('openssl', [command, '-sign', ...sealed, '-md', 'sha256'], data)
        expect(verifyCms(theirs, data).certificate.subject).toBe('CN=Stand')
        expect(faultOf(() => verifyCms(theirs, tampered))).toBe('content')
      }
    })
  })
}
