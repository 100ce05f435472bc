import { randomBytes } from 'node:crypto'
import { fromBigEndian } from './bytes.ts'
import { type Curve, curveOf, type ParameterSet } from './curves.ts'
import { GostError } from './errors.ts'

/** A private key of GOST R 34.10-2012, 256 bits: a secret. */
export interface GostPrivateKey {
  readonly parameterSet: ParameterSet
  /** Greater than 0 and less than the order of the base point. */
  readonly scalar: bigint
}

/** A public key of GOST R 34.10-2012, 256 bits: a point of the curve. */
export interface GostPublicKey {
  readonly parameterSet: ParameterSet
  readonly x: bigint
  readonly y: bigint
}

/** A fresh private key with its public key. */
export interface GostKeyPair {
  readonly privateKey: GostPrivateKey
  readonly publicKey: GostPublicKey
}

/** The public key that belongs to a private one. */
export function publicKeyOf({ parameterSet, scalar }: GostPrivateKey): GostPublicKey {
  const { x, y } = curveOf(parameterSet).Point.BASE.multiply(scalar).toAffine()
  return { parameterSet, x, y }
}

/** A new pair, by the secure random numbers of the system. The default is the set that certificates of ESIA use. */
export function generateKeyPair(parameterSet: ParameterSet = 'CryptoPro-XchA'): GostKeyPair {
  const privateKey = { parameterSet, scalar: scalarFrom(randomBytes(64), curveOf(parameterSet)) }
  return { privateKey, publicKey: publicKeyOf(privateKey) }
}

/** True when both are one point of one curve, by whichever of its names. */
export function samePublicKey(a: GostPublicKey, b: GostPublicKey): boolean {
  return curveOf(a.parameterSet) === curveOf(b.parameterSet) && a.x === b.x && a.y === b.y
}

/** 1…q-1 from 64 bytes: so much longer than q that the remainder favours no number noticeably. */
export function scalarFrom(bytes: Uint8Array, { q }: Curve): bigint {
  return (fromBigEndian(bytes) % (q - 1n)) + 1n
}

/**
 * The point of a public key.
 * @throws GostError `key` when it is not on the curve, or not in the group of the base point
 */
export function pointOf({ x, y, parameterSet }: GostPublicKey): InstanceType<Curve['Point']> {
  try {
    const point = curveOf(parameterSet).Point.fromAffine({ x, y })
    point.assertValidity()
    return point
  } catch (cause) {
    throw new GostError('key', `The public key is not a point of ${parameterSet}`, { cause })
  }
}
