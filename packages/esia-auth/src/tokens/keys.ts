import { type KeyObject, verify as verifyRsa, X509Certificate } from 'node:crypto'
import { EsiaError } from '../errors.ts'
import { certificateHash, type GostPublicKey, readCertificate, verify as verifyGost } from '../gost/index.ts'
import type { Algorithm } from './jwt.ts'

/** A certificate of ESIA, ready to verify. */
export interface EsiaCertificate {
  /** `x5t#St256`. */
  readonly hash: string
  readonly algorithm: Algorithm
  readonly notBefore: Date
  readonly notAfter: Date
  verifies(signed: Uint8Array, signature: Uint8Array): boolean
}

const leastRsaBits = 2048

/** @throws EsiaError `token-signature` naming the option, where it is no certificate of RSA or of GOST. */
export function esiaCertificate(certificate: string | Uint8Array, option: string): EsiaCertificate {
  try {
    const { publicKey, notBefore, notAfter } = readCertificate(certificate)
    const facts = { hash: certificateHash(certificate), notBefore, notAfter }
    return publicKey
      ? { ...facts, ...gost(publicKey) }
      : { ...facts, ...rsa(new X509Certificate(certificate).publicKey) }
  } catch {
    throw new EsiaError('token-signature', {
      hint: `${option}: give a certificate of ESIA, PEM or DER, with a key of GOST R 34.10-2012 of 256 bits, or of RSA of ${leastRsaBits} bits at least`,
    })
  }
}

function gost(key: GostPublicKey): Pick<EsiaCertificate, 'algorithm' | 'verifies'> {
  return { algorithm: 'GOST3410_2012_256', verifies: (signed, signature) => verifyGost(signed, signature, key) }
}

function rsa(key: KeyObject): Pick<EsiaCertificate, 'algorithm' | 'verifies'> {
  const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType !== 'rsa' || modulusLength < leastRsaBits)
    throw new TypeError('no RSA key that is long enough')
  return { algorithm: 'RS256', verifies: (signed, signature) => verifyRsa('RSA-SHA256', signed, key, signature) }
}
