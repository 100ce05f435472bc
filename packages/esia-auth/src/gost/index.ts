/**
 * GOST R 34.10-2012 (256 bits), GOST R 34.11-2012, and the keys, certificates and CMS messages made of them.
 *
 * For development, tests and the verification of tokens. It is no certified cryptography, and its arithmetic on big
 * numbers is not of constant time: who can measure how long it signs may learn about the key. In production a certified
 * module signs (a crypto provider, an HSM, a signing service), as the regulation of ESIA also demands.
 *
 * @packageDocumentation
 */
export { certificateHash, type GostCertificate, isSignedBy, readCertificate } from './certificate.ts'
export { type CmsRequest, cmsAttached, cmsDetached } from './cms.ts'
export { type CmsVerifyOptions, type VerifiedCms, verifyCms } from './cms-verify.ts'
export { type ParameterSet, parameterSets } from './curves.ts'
export { GostError, type GostFault } from './errors.ts'
export { type CertificateRequest, generateCertificate } from './generate.ts'
export {
  type GostKeyPair,
  type GostPrivateKey,
  type GostPublicKey,
  generateKeyPair,
  publicKeyOf,
  samePublicKey,
} from './keys.ts'
export { type PrivateKeyShape, privateKeyPem, readPrivateKey } from './private-key.ts'
export { sign, verify } from './signature.ts'
export { isKeyOf, type SigningKey } from './signing-key.ts'
export { streebog256, streebog512 } from './streebog.ts'
