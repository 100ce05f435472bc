// The same files in GnuTLS and here, both ways, on the parameter sets that its releases have had from the first.
import { afterAll, describe, expect, it } from 'vitest'
import { missing, strangers } from '../../../tools/lib/strangers.ts'
import { concat, hexOf } from '../src/gost/bytes.ts'
import {
  cmsAttached,
  cmsDetached,
  generateCertificate,
  generateKeyPair,
  isKeyOf,
  isSignedBy,
  privateKeyPem,
  publicKeyOf,
  readCertificate,
  readPrivateKey,
  verifyCms,
} from '../src/gost/index.ts'
import { bytes, faultOf } from './gost/given.ts'
import { workshop } from './gost/workshop.ts'

const parameterSets = ['CryptoPro-A', 'CryptoPro-XchA', 'TC26-256-B'] as const
const data = bytes('фамилия+имя snils 2031.03.03 05:00:00 +0000')
const tampered = concat(data, bytes('.'))
const [notBefore, notAfter] = [new Date('2000-01-01T00:00:00Z'), new Date('2099-01-01T00:00:00Z')]
const template = `cn = "Theirs"
ca
serial = 7
activation_date = "2000-01-01 00:00:00"
expiration_date = "2099-01-01 00:00:00"
`

const why = missing(strangers.gnuTls)
if (why !== undefined) {
  describe('GnuTLS', () => {
    it(`was NOT RUN: ${why}`, () => console.warn(`GnuTLS was not run: ${why}`))
  })
} else {
  const room = workshop()
  afterAll(room.close)
  const { put, path } = room
  const certtool = (...args: string[]) => room.must('certtool', args)
  put('data', data)
  put('tampered', tampered)
  put('template', template)

  describe.each(parameterSets)('with GnuTLS on %s', (parameterSet) => {
    const file = (kind: string) => path(`${parameterSet}.${kind}`)
    certtool('--generate-privkey', '--key-type', 'gost12-256', '--curve', parameterSet, '--outfile', file('key'))
    const signer = ['--load-privkey', file('key'), '--load-certificate', file('crt')]
    certtool('--generate-self-signed', ...signer.slice(0, 2), '--template', path('template'), '--outfile', file('crt'))
    const key = readPrivateKey(room.read(`${parameterSet}.key`).toString())
    const certificate = readCertificate(room.read(`${parameterSet}.crt`))
    const our = generateKeyPair(parameterSet).privateKey
    const ourCertificate = generateCertificate({ key: our, subject: 'CN=Ours', notBefore, notAfter })
    put(`${parameterSet}.our.crt`, ourCertificate)

    it('reads their key and certificate, which belong together', () => {
      expect(key.parameterSet).toBe(parameterSet)
      expect(certificate).toMatchObject({ subject: 'CN=Theirs', serial: '07', notBefore, notAfter })
      expect(isKeyOf(key, certificate)).toBe(true)
      expect(isSignedBy(certificate, publicKeyOf(key))).toBe(true)
    })

    it('opens their key under a passphrase', () => {
      const sealed = ['--to-p8', '--password', 'secret', '--outfile', file('p8')]
      certtool('--load-privkey', file('key'), ...sealed)
      expect(readPrivateKey(room.read(`${parameterSet}.p8`).toString(), 'secret')).toEqual(key)
      expect(faultOf(() => readPrivateKey(room.read(`${parameterSet}.p8`).toString(), 'other'))).toBe('passphrase')
    })

    it('writes keys of each shape that they sign with', () => {
      for (const shape of ['raw', 'octets', 'integer'] as const) {
        put(`${parameterSet}.our.key`, privateKeyPem(our, shape))
        const sealed = ['--load-privkey', file('our.key'), '--load-certificate', file('our.crt'), '--outder']
        certtool('--p7-detached-sign', ...sealed, '--infile', path('data'), '--outfile', file('shape'))
        expect(isKeyOf(our, verifyCms(room.read(`${parameterSet}.shape`), data).certificate)).toBe(true)
      }
    })

    for (const flags of [['--p7-detached-sign'], ['--p7-detached-sign', '--p7-time'], ['--p7-sign', '--p7-time']]) {
      it(`verifies their ${flags.join(' ')}, and refuses tampered content`, () => {
        certtool(...flags, ...signer, '--infile', path('data'), '--outder', '--outfile', file('p7'))
        const message = room.read(`${parameterSet}.p7`)
        expect(verifyCms(message, data).certificate.der).toEqual(certificate.der)
        expect(['content', 'signature']).toContain(faultOf(() => verifyCms(message, tampered)))
        if (flags.includes('--p7-sign')) expect(hexOf(verifyCms(message, null).content ?? tampered)).toBe(hexOf(data))
      })
    }

    for (const signedAttributes of [true, false]) {
      it(`makes CMS ${signedAttributes ? 'with' : 'without'} signed attributes that they verify, untampered`, () => {
        const check = ['--p7-verify', '--inder', '--load-ca-certificate', file('our.crt'), '--infile', file('der')]
        const accepts = (...args: string[]) => room.run('certtool', [...check, ...args]).ok
        const request = { data, certificate: ourCertificate, key: our, signedAttributes }
        put(`${parameterSet}.der`, cmsDetached(request))
        expect(accepts('--load-data', path('data'))).toBe(true)
        expect(accepts('--load-data', path('tampered'))).toBe(false)
        put(`${parameterSet}.der`, cmsAttached(request))
        expect(accepts()).toBe(true)
      })
    }
  })
}
