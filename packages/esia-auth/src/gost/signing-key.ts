// What a key signs with: the names of its algorithms, and the two operations.
import { createHash, createPublicKey, type KeyObject, sign as signRsa } from 'node:crypto'
import { equalBytes } from './bytes.ts'
import type { GostCertificate } from './certificate.ts'
import { nothing, oid, sequence } from './der-writer.ts'
import { GostError } from './errors.ts'
import { type GostPrivateKey, publicKeyOf, samePublicKey } from './keys.ts'
import { oids } from './oids.ts'
import { writePublicKey } from './public-key.ts'
import { sign } from './signature.ts'
import { streebog256 } from './streebog.ts'

/** A GOST key, or an RSA private key of node:crypto, which signs with SHA-256 (test stands of ESIA's v1 take that). */
export type SigningKey = GostPrivateKey | KeyObject

export interface Scheme {
  /** SubjectPublicKeyInfo. */
  publicKey(): Uint8Array
  /** AlgorithmIdentifiers: of the digest, of a signature in a certificate, of one in CMS. */
  readonly digestAlgorithm: Uint8Array
  readonly certificateAlgorithm: Uint8Array
  readonly cmsAlgorithm: Uint8Array
  digest(data: Uint8Array): Uint8Array
  sign(data: Uint8Array): Uint8Array
}

/** @throws GostError `unsupported` for a key of node:crypto that is not a private RSA key */
export function schemeOf(key: SigningKey): Scheme {
  return 'scalar' in key ? gostScheme(key) : rsaScheme(key)
}

/** Whether the certificate is of this key. */
export function isKeyOf(key: SigningKey, certificate: GostCertificate): boolean {
  if (!('scalar' in key)) return equalBytes(rsaScheme(key).publicKey(), certificate.publicKeyDer)
  return certificate.publicKey !== null && samePublicKey(publicKeyOf(key), certificate.publicKey)
}

function gostScheme(key: GostPrivateKey): Scheme {
  return {
    publicKey: () => writePublicKey(publicKeyOf(key)),
    digestAlgorithm: sequence(oid(oids.streebog256)),
    certificateAlgorithm: sequence(oid(oids.gost256WithStreebog)),
    cmsAlgorithm: sequence(oid(oids.gost256)),
    digest: streebog256,
    sign: (data) => sign(data, key),
  }
}

function rsaScheme(key: KeyObject): Scheme {
  if (key.type !== 'private' || key.asymmetricKeyType !== 'rsa') {
    throw new GostError('unsupported', 'A key of node:crypto must be a private RSA key')
  }
  return {
    publicKey: () => Uint8Array.from(createPublicKey(key).export({ type: 'spki', format: 'der' })),
    digestAlgorithm: sequence(oid(oids.sha256), nothing()),
    certificateAlgorithm: sequence(oid(oids.rsaWithSha256), nothing()),
    cmsAlgorithm: sequence(oid(oids.rsa), nothing()),
    digest: (data) => Uint8Array.from(createHash('sha256').update(data).digest()),
    sign: (data) => Uint8Array.from(signRsa('sha256', data, key)),
  }
}
