import { createHash } from 'node:crypto'
import { defaultRuntime } from '@mis/core'
import { EsiaError } from '../errors.ts'
import { GostError, streebog256, verify, verifyCms } from '../gost/index.ts'
import { type OwnCertificate, ownCertificate } from './certificate.ts'
import { rawSignatureBytes } from './raw-signature.ts'
import type { EsiaSigner, SignOptions } from './types.ts'

/** By which clock, and until when. */
export interface CheckSignerOptions extends SignOptions {
  /** Wall clock, epoch milliseconds. Default: the machine's. */
  readonly now?: () => number
}

const probe = new TextEncoder().encode('@mis/esia-auth: is this signer fit for ESIA?')
const nothing = new Uint8Array()

/**
 * Proves that a signer signs as ESIA expects, before a patient finds out by ESIA-007053: has it sign a probe, verifies
 * that by the certificate, looks at the dates and at the hash. A signer without `certificate` is looked at from outside
 * alone: the forms of hash and signature.
 *
 * @throws EsiaError `signer-…` naming the cause; the reason of `signal` where that aborted
 */
export async function checkSigner(signer: EsiaSigner, options: CheckSignerOptions = {}): Promise<void> {
  const { now = defaultRuntime.now, signal } = options
  signal?.throwIfAborted()
  const certificate = signer.certificate === undefined ? null : ownCertificate(signer.certificate)
  if (certificate) checkDates(certificate, now())
  checkHash(await signer.certificateHash(), certificate)
  const signature = await signer.sign(probe, signal && { signal })
  if (signer.format === 'cms') checkCms(signature, certificate)
  else checkRaw(signature, certificate)
}

function checkDates({ notBefore, notAfter }: OwnCertificate, nowMs: number): void {
  if (nowMs < notBefore.getTime()) throw new EsiaError('signer-certificate-not-yet-valid')
  if (nowMs > notAfter.getTime()) throw new EsiaError('signer-certificate-expired')
}

const wanted = 'ESIA wants Streebog-256 over the DER, 64 upper-case hex digits'

function checkHash(hash: string, certificate: OwnCertificate | null): void {
  if (certificate ? hash === certificate.hash : /^[0-9A-F]{64}$/.test(hash)) return
  const found = certificate && mistakenHash(hash.replace(/[\s:]/g, '').toUpperCase(), certificate)
  const what = found ?? (certificate ? 'it is not that of the certificate' : 'it has another form')
  throw new EsiaError('signer-certificate-hash', { hint: `signer: certificateHash: ${what}; ${wanted}` })
}

/** What a wrong hash was taken of, as far as it can be told. */
function mistakenHash(hash: string, certificate: OwnCertificate): string | undefined {
  const { der, pem } = certificate
  const mistakes: readonly (readonly [string, readonly Uint8Array[]])[] = [
    ['it is right but for case and separators', [streebog256(der)]],
    ['it is the hash of the PEM text instead of the DER', textsOf(pem).map(streebog256)],
    ['it is in reverse byte order', [streebog256(der).reverse()]],
    ['it is the SHA-1 fingerprint', [digest('sha1', der)]],
    ['it is the SHA-256 fingerprint', [digest('sha256', der)]],
  ]
  return mistakes.find(([, hashes]) => hashes.some((each) => hexOf(each) === hash))?.[0]
}

/** A file may end with a line break or not, and have either kind of them. */
function textsOf(pem: string): Uint8Array[] {
  const lines = pem.trim().replace(/\r\n/g, '\n')
  const texts = [pem, lines, `${lines}\n`, lines.replace(/\n/g, '\r\n'), `${lines}\n`.replace(/\n/g, '\r\n')]
  return texts.map((each) => Buffer.from(each))
}

const digest = (name: string, data: Uint8Array): Uint8Array => createHash(name).update(data).digest()
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase()

function checkRaw(signature: Uint8Array, certificate: OwnCertificate | null): void {
  if (signature.length === 0) throw new EsiaError('signer-failed', { hint: 'signer: the signature is empty' })
  if (signature.length !== rawSignatureBytes) {
    throw new EsiaError('signer-format', {
      hint: `signer: a raw signature has ${rawSignatureBytes} bytes, this one ${signature.length}; CMS is for protocol v1`,
    })
  }
  if (!certificate) return
  const { publicKey } = certificate
  if (!publicKey)
    throw new EsiaError('signer-certificate', { hint: 'signer: an RSA certificate makes no raw signature' })
  const fits = (bytes: Uint8Array, data = probe) => verify(data, bytes, publicKey)
  if (fits(signature)) return
  const [s, r] = [signature.subarray(0, 32), signature.subarray(32)]
  const orders: readonly (readonly [string, Uint8Array])[] = [
    ['all 64 bytes are in reverse, as CryptoPro gives them', reversed(signature)],
    ['its halves are swapped: s comes first, then r', joined(r, s)],
    ['each half is in reverse', joined(reversed(s), reversed(r))],
  ]
  const order = orders.find(([, bytes]) => fits(bytes))?.[0]
  if (order) throw new EsiaError('signer-byte-order', { hint: `signer: the signature is good, but ${order}` })
  if (fits(signature, nothing)) {
    throw new EsiaError('signer-failed', { hint: 'signer: it signs an empty text instead of what it is given' })
  }
  throw new EsiaError('signer-key-mismatch', {
    hint: 'signer: the signature does not fit the certificate: the key is another one, or the data or hash signed are',
  })
}

const reversed = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse()
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))

function checkCms(cms: Uint8Array, certificate: OwnCertificate | null): void {
  if (cms.length === rawSignatureBytes) {
    throw new EsiaError('signer-format', {
      hint: "signer: the signature is raw, so for protocol v2; its format is 'raw'",
    })
  }
  const signedBy = verifiedCms(cms, certificate)
  if (certificate && !Buffer.from(signedBy).equals(certificate.der)) {
    throw new EsiaError('signer-key-mismatch', { hint: 'signer: the CMS message is signed by another certificate' })
  }
}

/** The DER of the certificate that signed. */
function verifiedCms(cms: Uint8Array, certificate: OwnCertificate | null): Uint8Array {
  try {
    return verifyCms(cms, probe, certificate ? { certificates: [certificate.der] } : {}).certificate.der
  } catch (error) {
    if (!(error instanceof GostError)) throw error
    const { fault, message } = error
    if (fault === 'signature' || fault === 'key' || fault === 'certificate') {
      throw new EsiaError('signer-key-mismatch', { hint: `signer: ${message}` })
    }
    if (fault === 'content') throw new EsiaError('signer-failed', { hint: `signer: ${message}` })
    throw new EsiaError('signer-format', { hint: `signer: ${message}` })
  }
}
