// GOST R 34.10-2012 with a key of 256 bits over Streebog-256 (RFC 7091, RFC 6986).
import { randomBytes } from 'node:crypto'
import { concat, fromBigEndian, fromLittleEndian, toBigEndian } from './bytes.ts'
import { type Curve, curveOf } from './curves.ts'
import { type GostPrivateKey, type GostPublicKey, pointOf } from './keys.ts'
import { hedgedNonce } from './nonce.ts'
import { streebog256 } from './streebog.ts'

const signatureBytes = 64

export interface SignatureNumbers {
  readonly r: bigint
  readonly s: bigint
}

/**
 * The raw signature of bytes, as ESIA takes it on its v2 and v3 addresses and as `openssl dgst -md_gost12_256 -sign`
 * prints it. Two signatures of the same bytes differ. The arithmetic is not of constant time: for development, tests
 * and tools; in production sign in a certified module.
 * @param data - any bytes; they are hashed with Streebog-256
 * @returns 64 bytes: s, then r, each with its most significant byte first (CryptoPro's are these in reverse)
 */
export function sign(data: Uint8Array, key: GostPrivateKey): Uint8Array {
  const curve = curveOf(key.parameterSet)
  const digest = streebog256(data)
  const e = numberOf(digest, curve)
  for (let attempt = 0; ; attempt++) {
    const k = hedgedNonce(curve, key.scalar, digest, randomBytes(32), attempt)
    const numbers = signNumber(curve, e, key.scalar, k)
    if (numbers) return concat(toBigEndian(numbers.s), toBigEndian(numbers.r))
  }
}

/**
 * Whether a raw signature fits bytes and a key. Anything but 64 bytes, and numbers out of range, do not fit.
 * @param signature - s, then r, each 32 bytes with the most significant first
 * @throws GostError `key` when the public key is not a point of its curve
 */
export function verify(data: Uint8Array, signature: Uint8Array, key: GostPublicKey): boolean {
  const curve = curveOf(key.parameterSet)
  const point = pointOf(key)
  if (signature.length !== signatureBytes) return false
  const s = fromBigEndian(signature.subarray(0, 32))
  const r = fromBigEndian(signature.subarray(32))
  return verifyNumber(curve, numberOf(streebog256(data), curve), { r, s }, point)
}

/** e of the standard: the digest with its least significant byte first, modulo q; 1 where that gives 0. */
function numberOf(digest: Uint8Array, { q }: Curve): bigint {
  return fromLittleEndian(digest) % q || 1n
}

/** Undefined in the one case of about 2^256 where another k is needed. */
export function signNumber(curve: Curve, e: bigint, d: bigint, k: bigint): SignatureNumbers | undefined {
  const r = curve.Point.BASE.multiply(k).toAffine().x % curve.q
  const s = (r * d + k * e) % curve.q
  return r === 0n || s === 0n ? undefined : { r, s }
}

export function verifyNumber(
  { q, Point }: Curve,
  e: bigint,
  { r, s }: SignatureNumbers,
  key: InstanceType<Curve['Point']>,
): boolean {
  if (r <= 0n || r >= q || s <= 0n || s >= q) return false
  const v = Point.Fn.inv(e)
  const point = Point.BASE.mulAddUnsafe((s * v) % q, key, ((q - r) * v) % q)
  return !point.is0() && point.toAffine().x % q === r
}
