import { createHash, createPublicKey, type KeyObject, verify as verifyRsa } from 'node:crypto'
import { equalBytes } from './bytes.ts'
import { type GostCertificate, readCertificate } from './certificate.ts'
import { type CmsMessage, readCms, type SignerInfo } from './cms-reader.ts'
import { GostError } from './errors.ts'
import { oids } from './oids.ts'
import { verify } from './signature.ts'
import { streebog256 } from './streebog.ts'

/** A message whose signature holds. */
export interface VerifiedCms {
  /** The signer's. That it is trusted and in date is for the caller to see. */
  readonly certificate: GostCertificate
  /** The content, where it was inside of the message. */
  readonly content?: Uint8Array
  /** What the signer says; nobody else confirms it. */
  readonly signingTime?: Date
}

/** What `verifyCms` may know beside the message. */
export interface CmsVerifyOptions {
  /** Certificates, PEM or DER, that the signer may be of where the message does not carry its own. */
  readonly certificates?: readonly (string | Uint8Array)[]
}

/**
 * Verifies CMS SignedData with one signer: GOST R 34.10-2012 with Streebog-256, or RSA with SHA-256.
 * @param cms - DER, or BER
 * @param data - the content that was signed; null where it is inside of the message
 * @throws GostError naming what is wrong: `unreadable`, `unsupported`, `certificate` (the signer's is not there),
 *   `content` (none, or not the one that was signed), `signature`, `key`
 */
export function verifyCms(cms: Uint8Array, data: Uint8Array | null, options: CmsVerifyOptions = {}): VerifiedCms {
  const message = readCms(cms)
  const { signer } = message
  const content = contentOf(message, data)
  const known = (options.certificates ?? []).map(readCertificate)
  const certificate = [...message.certificates.map(readCertificate), ...known].find((one) => isSigner(one, signer))
  if (!certificate) throw new GostError('certificate', 'The certificate of the signer is not in the CMS message')
  const { digest, fits } = checksOf(signer, certificate)
  if (signer.attributes && !equalBytes(signer.attributes.messageDigest, digest(content))) {
    throw new GostError('content', 'The content is not the one that was signed')
  }
  if (!fits(signer.attributes?.signed ?? content)) {
    throw new GostError('signature', 'The signature of the CMS message does not fit')
  }
  const signingTime = signer.attributes?.signingTime
  return {
    certificate,
    ...(message.content ? { content: message.content } : {}),
    ...(signingTime ? { signingTime } : {}),
  }
}

function contentOf({ content, signer, contentType }: CmsMessage, data: Uint8Array | null): Uint8Array {
  const all = data ?? content
  if (!all) throw new GostError('content', 'The CMS message has no content inside, and none was given')
  if (data && content && !equalBytes(data, content)) {
    throw new GostError('content', 'The content inside of the CMS message is not the one that was given')
  }
  const told = signer.attributes?.contentType ?? oids.cmsData
  if (told !== contentType) throw new GostError('content', 'The CMS message is of another type than the signed one')
  return all
}

function isSigner(certificate: GostCertificate, { issuerAndSerial, keyIdentifier }: SignerInfo): boolean {
  if (keyIdentifier) {
    return certificate.subjectKeyIdentifier !== null && equalBytes(certificate.subjectKeyIdentifier, keyIdentifier)
  }
  if (!issuerAndSerial) return false
  const { issuer, serial } = issuerAndSerial
  return equalBytes(certificate.issuerDer, issuer) && equalBytes(certificate.serialDer, serial)
}

interface Checks {
  digest(content: Uint8Array): Uint8Array
  fits(signed: Uint8Array): boolean
}

const gostSignatures: readonly string[] = [oids.gost256, oids.gost256WithStreebog]
const rsaSignatures: readonly string[] = [oids.rsa, oids.rsaWithSha256]

function checksOf({ digestOid, signatureOid, signature }: SignerInfo, certificate: GostCertificate): Checks {
  const { publicKey, publicKeyDer } = certificate
  if (publicKey && digestOid === oids.streebog256 && gostSignatures.includes(signatureOid)) {
    return { digest: streebog256, fits: (signed) => verify(signed, signature, publicKey) }
  }
  if (!publicKey && digestOid === oids.sha256 && rsaSignatures.includes(signatureOid)) {
    return {
      digest: (content) => Uint8Array.from(createHash('sha256').update(content).digest()),
      fits: (signed) => verifyRsa('sha256', signed, rsaKeyOf(publicKeyDer), signature),
    }
  }
  const pair = `${digestOid} with ${signatureOid}`
  throw new GostError('unsupported', `The CMS message is signed by ${pair}, or by another key than its certificate's`)
}

function rsaKeyOf(publicKeyDer: Uint8Array): KeyObject {
  const unsupported = 'The key of the certificate is neither GOST R 34.10-2012 with 256 bits nor RSA'
  try {
    const key = createPublicKey({ key: Buffer.from(publicKeyDer), format: 'der', type: 'spki' })
    if (key.asymmetricKeyType === 'rsa') return key
  } catch (cause) {
    throw new GostError('unsupported', unsupported, { cause })
  }
  throw new GostError('unsupported', unsupported)
}
