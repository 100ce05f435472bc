import { hexOf } from './bytes.ts'
import {
  bitsOf,
  childrenAs,
  childrenOf,
  contextTag,
  type Element,
  expectTag,
  octetsOf,
  oidOf,
  readElement,
  tags,
} from './der-reader.ts'
import type { GostPublicKey } from './keys.ts'
import { readName } from './names.ts'
import { oids } from './oids.ts'
import { fromPem } from './pem.ts'
import { readPublicKey } from './public-key.ts'
import { verify } from './signature.ts'
import { streebog256 } from './streebog.ts'
import { readTime } from './time.ts'

/** What is read of an X.509 certificate. Nothing of it is trusted by being read. */
export interface GostCertificate {
  readonly der: Uint8Array
  /** Null where the key is not GOST R 34.10-2012 with 256 bits: RSA, 512 bits, the standard of 2001. */
  readonly publicKey: GostPublicKey | null
  /** The key of whatever algorithm, as SubjectPublicKeyInfo. */
  readonly publicKeyDer: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  /** Such as `CN=Clinic, O=Clinic, C=RU`; it may hold a person's name and numbers. */
  readonly subject: string
  readonly issuer: string
  /** The serial number: hex in upper case, whole bytes. */
  readonly serial: string
  /** The subject's, issuer's name and the serial number as they stand in the certificate, whole elements. */
  readonly subjectDer: Uint8Array
  readonly issuerDer: Uint8Array
  readonly serialDer: Uint8Array
  /** Of the extension; null where there is none. */
  readonly subjectKeyIdentifier: Uint8Array | null
  /** What the issuer signed, and the signature. */
  readonly signedDer: Uint8Array
  readonly signature: Uint8Array
}

const what = 'The certificate'

/**
 * Reads an X.509 certificate, of GOST or of RSA.
 * @param certificate - PEM as text or bytes (the first certificate in it), or DER
 * @throws GostError `unreadable`; `key` when its GOST key is not a point of its curve
 */
export function readCertificate(certificate: string | Uint8Array): GostCertificate {
  const whole = readElement(derOf(certificate), what)
  const [signed, , signature] = childrenAs(whole, tags.sequence, what)
  const fields = childrenAs(signed, tags.sequence, what)
  const [serial, , issuer, validity, subject, key] = fields[0]?.tag === contextTag(0) ? fields.slice(1) : fields
  const [notBefore, notAfter] = childrenAs(validity, tags.sequence, what)
  return {
    der: whole.der,
    publicKey: readPublicKey(key, what),
    publicKeyDer: expectTag(key, tags.sequence, what).der,
    notBefore: readTime(notBefore, what),
    notAfter: readTime(notAfter, what),
    subject: readName(subject, what),
    issuer: readName(issuer, what),
    serial: hexOf(expectTag(serial, tags.integer, what).body).toUpperCase(),
    subjectDer: expectTag(subject, tags.sequence, what).der,
    issuerDer: expectTag(issuer, tags.sequence, what).der,
    serialDer: expectTag(serial, tags.integer, what).der,
    subjectKeyIdentifier: keyIdentifierOf(fields.find(({ tag }) => tag === contextTag(3))),
    signedDer: expectTag(signed, tags.sequence, what).der,
    signature: bitsOf(signature, what),
  }
}

/**
 * ESIA's `client_certificate_hash`, and the `x5t#St256` of its tokens: Streebog-256 of the certificate's DER (never
 * of the PEM text), 64 hex digits in upper case.
 * @param certificate - PEM as text or bytes (the first certificate in it), or DER
 * @throws GostError `unreadable`
 */
export function certificateHash(certificate: string | Uint8Array): string {
  return hexOf(streebog256(readCertificate(certificate).der)).toUpperCase()
}

/** Whether the issuer's key signed the certificate. Neither names nor dates are looked at. */
export function isSignedBy(certificate: GostCertificate, issuer: GostPublicKey): boolean {
  return verify(certificate.signedDer, certificate.signature, issuer)
}

function derOf(certificate: string | Uint8Array): Uint8Array {
  if (typeof certificate !== 'string' && certificate[0] === tags.sequence) return Uint8Array.from(certificate)
  const text = typeof certificate === 'string' ? certificate : Buffer.from(certificate).toString('latin1')
  return fromPem(text, ['CERTIFICATE', 'X509 CERTIFICATE'], what).der
}

function keyIdentifierOf(extensions: Element | undefined): Uint8Array | null {
  if (!extensions) return null
  const [list] = childrenOf(extensions, what)
  for (const extension of childrenAs(list, tags.sequence, what)) {
    const parts = childrenAs(extension, tags.sequence, what)
    if (oidOf(parts[0], what) !== oids.subjectKeyIdentifier) continue
    return octetsOf(readElement(octetsOf(parts.at(-1), what), what), what)
  }
  return null
}
