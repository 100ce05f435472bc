import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  certificateHash,
  generateCertificate,
  parameterSets,
  privateKeyPem,
  verify,
  verifyCms,
} from '../src/gost/index.ts'
import { gostPemSigner } from '../src/signers/gost-pem.ts'
import { rsaPkcs7Signer } from '../src/signers/rsa-pkcs7.ts'
import { begin, data, end, failureOf, ownKey } from './signer-support.ts'

describe('a signer of PEM texts', () => {
  for (const set of parameterSets) {
    it(`makes 64 bytes that its certificate verifies, with ${set}`, async () => {
      const { pem, certificate, publicKey } = ownKey(set)
      const signature = await gostPemSigner({ key: pem, certificate }).sign(data)
      expect(signature).toHaveLength(64)
      expect(verify(data, signature, publicKey)).toBe(true)
    })
  }

  it('reads each shape of a key, and an encrypted one', async () => {
    const { key, certificate, publicKey } = ownKey()
    for (const shape of ['raw', 'octets', 'integer'] as const) {
      const signature = await gostPemSigner({ key: privateKeyPem(key, shape), certificate }).sign(data)
      expect(verify(data, signature, publicKey)).toBe(true)
    }
    const locked = privateKeyPem(key, 'raw', 'open sesame')
    const signature = await gostPemSigner({ key: locked, certificate, passphrase: 'open sesame' }).sign(data)
    expect(verify(data, signature, publicKey)).toBe(true)
  })

  it('hashes the DER of its certificate', async () => {
    const { pem, certificate } = ownKey()
    const signer = gostPemSigner({ key: pem, certificate })
    expect(await signer.certificateHash()).toBe(certificateHash(certificate))
    expect(signer.certificate).toBe(certificate)
  })

  it('makes a detached CMS message for protocol v1', async () => {
    const { pem, certificate } = ownKey()
    const signer = gostPemSigner({ key: pem, certificate, format: 'cms' })
    expect(signer.format).toBe('cms')
    const cms = await signer.sign(data)
    expect(verifyCms(cms, data).content).toBeUndefined()
    expect(() => verifyCms(cms, new TextEncoder().encode('something else'))).toThrow(/not the one that was signed/)
  })

  it('names what is wrong with the key, and never repeats it or its passphrase', async () => {
    const { key, certificate } = ownKey()
    const locked = privateKeyPem(key, 'raw', 'open sesame')
    const wrong: readonly (readonly [string, string | undefined, RegExp])[] = [
      [locked, 'not this one', /^passphrase: /],
      [locked, undefined, /^passphrase: /],
      ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', undefined, /^key: /],
      ['no PEM at all', undefined, /^key: /],
    ]
    for (const [pem, passphrase, hint] of wrong) {
      const error = await failureOf(() =>
        gostPemSigner({ key: pem, certificate, ...(passphrase !== undefined && { passphrase }) }),
      )
      expect([error.reason, error.kind]).toEqual(['signer-key', 'configuration'])
      expect(error.hint).toMatch(hint)
      expect(JSON.stringify(error)).not.toMatch(/sesame|not this one|AAAA/)
    }
  })

  it('refuses a certificate that is none, or of RSA', async () => {
    const { pem } = ownKey()
    for (const certificate of ['no PEM at all', rsa().certificate]) {
      const error = await failureOf(() => gostPemSigner({ key: pem, certificate }))
      expect(error.reason).toBe('signer-certificate')
    }
  })

  it('names a missing option', () => {
    expect(() => gostPemSigner({ certificate: 'x' } as never)).toThrow(/gostPemSigner.*key: /)
  })

  it('does not sign for a caller that has given up', async () => {
    const { pem, certificate } = ownKey()
    const reason = new Error('given up')
    const signal = AbortSignal.abort(reason)
    await expect(gostPemSigner({ key: pem, certificate }).sign(data, { signal })).rejects.toBe(reason)
  })
})

let pair: ReturnType<typeof makeRsa> | undefined
const rsa = () => {
  pair ??= makeRsa()
  return pair
}

function makeRsa() {
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = generateCertificate({ key, subject: 'CN=Clinic', notBefore: begin, notAfter: end })
  return { key, certificate, pem: key.export({ type: 'pkcs8', format: 'pem' }) as string }
}

describe('an RSA signer', () => {
  it('makes a detached CMS message that its certificate verifies', async () => {
    const { pem, certificate } = rsa()
    const signer = rsaPkcs7Signer({ key: pem, certificate })
    const cms = await signer.sign(data)
    expect(signer.format).toBe('cms')
    expect(verifyCms(cms, data).content).toBeUndefined()
    expect(() => verifyCms(cms, new TextEncoder().encode('something else'))).toThrow(/not the one that was signed/)
  })

  it('opens an encrypted key, PKCS#8 or the older kind', async () => {
    const { key, certificate } = rsa()
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      const locked = key.export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' }) as string
      const cms = await rsaPkcs7Signer({ key: locked, certificate, passphrase: 'open sesame' }).sign(data)
      expect(verifyCms(cms, data).certificate.publicKey).toBeNull()
      const error = await failureOf(() => rsaPkcs7Signer({ key: locked, certificate, passphrase: 'another' }))
      expect([error.reason, error.hint]).toEqual(['signer-key', 'passphrase: it does not open the key'])
    }
  })

  it('refuses a key that is not of the certificate, or not of RSA', async () => {
    const { certificate } = rsa()
    const foreign = makeRsa()
    const signer = rsaPkcs7Signer({ key: foreign.pem, certificate })
    expect((await failureOf(() => signer.sign(data))).reason).toBe('signer-key-mismatch')
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const pem = curve.export({ type: 'pkcs8', format: 'pem' }) as string
    expect((await failureOf(() => rsaPkcs7Signer({ key: pem, certificate }))).reason).toBe('signer-key')
  })

  it('refuses a certificate of GOST', async () => {
    const error = await failureOf(() => rsaPkcs7Signer({ key: rsa().pem, certificate: ownKey().certificate }))
    expect(error.reason).toBe('signer-certificate')
  })
})
