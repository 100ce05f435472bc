import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  certificateHash,
  cmsAttached,
  generateCertificate,
  readCertificate,
  sign,
  streebog256,
} from '../src/gost/index.ts'
import { checkSigner } from '../src/signers/check.ts'
import { gostPemSigner } from '../src/signers/gost-pem.ts'
import type { EsiaSigner } from '../src/signers/types.ts'
import { begin, data, end, failureOf, now, ownKey } from './signer-support.ts'

const { key, certificate, pem } = ownKey()
const good = gostPemSigner({ key: pem, certificate })
const der = Buffer.from(readCertificate(certificate).der)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase()

/** A good signer but for what is given. */
const signer = (other: Partial<EsiaSigner>): EsiaSigner => ({ ...good, ...other })
const changing = (change: (signature: Uint8Array) => Uint8Array): EsiaSigner =>
  signer({ sign: async (bytes) => change(sign(bytes, key)) })
const failure = (faulty: EsiaSigner, at = now) => failureOf(() => checkSigner(faulty, { now: at }))

describe('the self-check of a signer', () => {
  it('passes a good one, raw or CMS', async () => {
    await expect(checkSigner(good, { now })).resolves.toBeUndefined()
    await expect(checkSigner(gostPemSigner({ key: pem, certificate, format: 'cms' }), { now })).resolves.toBeUndefined()
    const attached = async (bytes: Uint8Array) => cmsAttached({ data: bytes, certificate, key })
    await expect(checkSigner(signer({ format: 'cms', sign: attached }), { now })).resolves.toBeUndefined()
  })

  it('says that the key is not that of the certificate', async () => {
    const foreign = ownKey()
    const raw = await failure(gostPemSigner({ key: foreign.pem, certificate }))
    expect([raw.reason, raw.kind]).toEqual(['signer-key-mismatch', 'configuration'])
    const cms = await failure(gostPemSigner({ key: foreign.pem, certificate, format: 'cms' }))
    expect(cms.reason).toBe('signer-key-mismatch')
    const other = gostPemSigner({ key: foreign.pem, certificate: foreign.certificate, format: 'cms' })
    expect((await failure(signer({ format: 'cms', sign: other.sign }))).reason).toBe('signer-key-mismatch')
  })

  it('says that the certificate is out of its dates, to the second', async () => {
    const at = (moment: Date, ms: number) => () => moment.getTime() + ms
    expect((await failure(good, at(begin, -1))).reason).toBe('signer-certificate-not-yet-valid')
    expect((await failure(good, at(end, 1))).reason).toBe('signer-certificate-expired')
    await expect(checkSigner(good, { now: at(begin, 0) })).resolves.toBeUndefined()
    await expect(checkSigner(good, { now: at(end, 0) })).resolves.toBeUndefined()
  })

  const sha = (name: string): string => createHash(name).update(der).digest('hex')
  const crlf = certificate.replace(/\n/g, '\r\n')
  const hashes: readonly (readonly [string, string, RegExp])[] = [
    ['of the PEM', hex(streebog256(Buffer.from(certificate))), /PEM text instead of the DER/],
    ['of the PEM without its last line break', hex(streebog256(Buffer.from(certificate.trim()))), /PEM text/],
    ['of the PEM with line breaks of Windows', hex(streebog256(Buffer.from(crlf))), /PEM text/],
    ['by SHA-1', sha('sha1').toUpperCase(), /SHA-1 fingerprint/],
    ['by SHA-256', sha('sha256'), /SHA-256 fingerprint/],
    ['by SHA-256, with colons', sha('sha256').match(/../g)?.join(':') ?? '', /SHA-256 fingerprint/],
    ['in lower case', hex(streebog256(der)).toLowerCase(), /right but for case/],
    ['in reverse', hex(streebog256(der).reverse()), /reverse byte order/],
    ['of another certificate', certificateHash(ownKey().certificate), /not that of the certificate/],
    ['that is none', '', /not that of the certificate/],
  ]
  for (const [what, hash, hint] of hashes) {
    it(`tells a certificate hash ${what}`, async () => {
      const error = await failure(signer({ certificateHash: async () => hash }))
      expect([error.reason, error.kind]).toEqual(['signer-certificate-hash', 'configuration'])
      expect(error.hint).toMatch(hint)
      expect(error.hint).toContain('Streebog-256 over the DER')
    })
  }

  const orders: readonly (readonly [string, (signature: Uint8Array) => Uint8Array, RegExp])[] = [
    ['reversed, as CryptoPro gives it', (bytes) => bytes.slice().reverse(), /in reverse, as CryptoPro/],
    ['with swapped halves', (bytes) => Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]), /swapped/],
    [
      'with each half reversed',
      (bytes) => Buffer.concat([bytes.slice(0, 32).reverse(), bytes.slice(32).reverse()]),
      /each half/,
    ],
  ]
  for (const [what, change, hint] of orders) {
    it(`tells a signature ${what}`, async () => {
      const error = await failure(changing(change))
      expect([error.reason, error.hint]).toEqual(['signer-byte-order', expect.stringMatching(hint)])
    })
  }

  it('tells a signer that signs nothing, as the sample of the requirement does', async () => {
    const empty = await failure(signer({ sign: async () => new Uint8Array() }))
    expect([empty.reason, empty.hint]).toEqual(['signer-failed', expect.stringContaining('is empty')])
    const ofNothing = await failure(signer({ sign: async () => sign(new Uint8Array(), key) }))
    expect([ofNothing.reason, ofNothing.hint]).toEqual(['signer-failed', expect.stringContaining('an empty text')])
  })

  it('tells a signer that signs something else', async () => {
    const raw = await failure(signer({ sign: async () => sign(data, key) }))
    expect(raw.reason).toBe('signer-key-mismatch')
    const attached = await failure(signer({ format: 'cms', sign: async () => cmsAttached({ data, certificate, key }) }))
    expect(attached.reason).toBe('signer-failed')
  })

  it('tells a format that is not the promised one', async () => {
    const cms = gostPemSigner({ key: pem, certificate, format: 'cms' })
    expect((await failure(signer({ sign: cms.sign }))).reason).toBe('signer-format')
    expect((await failure(signer({ format: 'cms' }))).reason).toBe('signer-format')
    expect((await failure(signer({ format: 'cms', sign: async () => Buffer.from('no CMS') }))).reason).toBe(
      'signer-format',
    )
  })

  it('looks at a signer without a certificate from outside', async () => {
    const { certificate: _, ...bare } = good
    await expect(checkSigner(bare, { now })).resolves.toBeUndefined()
    expect((await failure({ ...bare, certificateHash: async () => 'abc' })).reason).toBe('signer-certificate-hash')
    expect((await failure({ ...bare, sign: async () => new Uint8Array(63) })).reason).toBe('signer-format')
  })

  it('refuses a certificate that cannot be read', async () => {
    expect((await failure(signer({ certificate: 'no PEM' }))).reason).toBe('signer-certificate')
  })

  it('passes on what the signer throws, and the reason of a caller that gives up', async () => {
    const trouble = new Error('the module is asleep')
    await expect(checkSigner(signer({ sign: () => Promise.reject(trouble) }), { now })).rejects.toBe(trouble)
    const reason = new Error('given up')
    await expect(checkSigner(good, { now, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  it('lets no changed signature through', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(63), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const error = await failure(
          changing((bytes) => bytes.map((byte, index) => (index === at ? byte ^ flip : byte))),
        )
        expect(error.reason).toBe('signer-key-mismatch')
      }),
      { numRuns: 10 },
    )
  })

  it('names nobody: the subject of a certificate may be a person', async () => {
    const named = generateCertificate({
      key,
      subject: 'CN=Иванова Анна, SNILS=00000060006',
      notBefore: begin,
      notAfter: end,
    })
    const error = await failure(gostPemSigner({ key: ownKey().pem, certificate: named }))
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(/Иванова|00000060006/)
  })
})
