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
