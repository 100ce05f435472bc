import { createHash, randomBytes } from 'node:crypto'
import { fromBigEndian } from './bytes.ts'
import { readCertificate } from './certificate.ts'
import { bitsOf, childrenAs, contextTag, readElement, tags } from './der-reader.ts'
import { bitString, boolean, integer, octetString, oid, sequence, time, write } from './der-writer.ts'
import { GostError } from './errors.ts'
import { writeName } from './names.ts'
import { oids } from './oids.ts'
import { toPem } from './pem.ts'
import { type SigningKey, schemeOf } from './signing-key.ts'

/** What a certificate is made of. For mocks, tests and stands: no certification authority is behind it. */
export interface CertificateRequest {
  /** The subject's private key. */
  readonly key: SigningKey
  /** Such as `CN=Clinic, O=Clinic, C=RU`; text without `=` is a common name. A comma inside a value has `\` before it. */
  readonly subject: string
  readonly notBefore: Date
  readonly notAfter: Date
  /** Greater than 0. Default: 64 random bits. */
  readonly serial?: bigint
  /** Who signs. Default: the subject itself. */
  readonly issuer?: { readonly certificate: string; readonly key: SigningKey }
  /** Whether it may sign other certificates. Default: true without an issuer, false with one. */
  readonly authority?: boolean
}

/**
 * Makes an X.509 certificate (version 3) and signs it.
 * @returns PEM
 * @throws GostError `unsupported` for a key or an attribute of the name that is not known here
 */
export function generateCertificate(request: CertificateRequest): string {
  const { key, subject, notBefore, notAfter, issuer, serial = randomSerial() } = request
  if (serial <= 0n) throw new GostError('unsupported', 'The serial number of a certificate must be greater than 0')
  const signer = schemeOf(issuer?.key ?? key)
  const publicKey = schemeOf(key).publicKey()
  const name = writeName(subject)
  const signed = sequence(
    write(contextTag(0), integer(2n)),
    integer(serial),
    signer.certificateAlgorithm,
    issuer ? readCertificate(issuer.certificate).subjectDer : name,
    sequence(time(notBefore), time(notAfter)),
    name,
    publicKey,
    write(contextTag(3), extensions(request, publicKey)),
  )
  return toPem('CERTIFICATE', sequence(signed, signer.certificateAlgorithm, bitString(signer.sign(signed))))
}

/** KeyUsage: digitalSignature and nonRepudiation; an authority also keyCertSign and cRLSign. */
const signsData = write(tags.bitString, Uint8Array.of(6, 0b11000000))
const signsCertificates = write(tags.bitString, Uint8Array.of(1, 0b11000110))

function extensions({ issuer, authority = !issuer }: CertificateRequest, publicKey: Uint8Array): Uint8Array {
  const issuerKey = issuer ? readCertificate(issuer.certificate).subjectKeyIdentifier : null
  const list = [
    sequence(oid(oids.basicConstraints), boolean(true), octetString(authority ? sequence(boolean(true)) : sequence())),
    sequence(oid(oids.keyUsage), boolean(true), octetString(authority ? signsCertificates : signsData)),
    sequence(oid(oids.subjectKeyIdentifier), octetString(octetString(keyIdentifier(publicKey)))),
  ]
  if (issuerKey) {
    const identifier = sequence(write(contextTag(0, false), issuerKey))
    list.push(sequence(oid(oids.authorityKeyIdentifier), octetString(identifier)))
  }
  return sequence(...list)
}

/** SHA-1 of the key's bits, as RFC 5280 proposes: a name, not a protection. */
function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  const what = 'The public key'
  const [, bits] = childrenAs(readElement(publicKey, what), tags.sequence, what)
  return Uint8Array.from(createHash('sha1').update(bitsOf(bits, what)).digest())
}

function randomSerial(): bigint {
  return fromBigEndian(randomBytes(8)) + 1n
}
