export { type ParameterSet, parameterSets } from './curves.ts'
export { GostError, type GostFault } from './errors.ts'
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
export { streebog256, streebog512 } from './streebog.ts'
