import { X509Certificate } from 'node:crypto'
import { EsiaError } from '../errors.ts'
import { certificateHash, type GostPublicKey, readCertificate } from '../gost/index.ts'

/** The certificate of the system, read once. */
export interface OwnCertificate {
  /** As it was given. */
  readonly pem: string
  /** `client_certificate_hash`. */
  readonly hash: string
  readonly der: Uint8Array
  /** Null for RSA. */
  readonly publicKey: GostPublicKey | null
  readonly notBefore: Date
  readonly notAfter: Date
}

/** @throws EsiaError `signer-certificate` where it is neither of GOST with 256 bits nor of RSA. */
export function ownCertificate(pem: string): OwnCertificate {
  try {
    const { der, publicKey, notBefore, notAfter } = readCertificate(pem)
    if (publicKey || new X509Certificate(der).publicKey.asymmetricKeyType === 'rsa') {
      return { pem, hash: certificateHash(der), der, publicKey, notBefore, notAfter }
    }
  } catch {
    // Said below: a certificate may name a person, and so may what is said of it.
  }
  throw new EsiaError('signer-certificate', { hint: 'certificate: give PEM with a key of GOST R 34.10-2012, 256 bits' })
}

/** @throws EsiaError `signer-certificate` where it is not of GOST with 256 bits. */
export function gostCertificate(pem: string): OwnCertificate & { readonly publicKey: GostPublicKey } {
  const { publicKey, ...rest } = ownCertificate(pem)
  if (publicKey) return { ...rest, publicKey }
  throw new EsiaError('signer-certificate', {
    hint: 'certificate: it is of RSA, which protocol v2 does not take; a certificate of GOST R 34.10-2012 is needed',
  })
}
