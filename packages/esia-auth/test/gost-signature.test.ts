import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat, fromLittleEndian, toBigEndian } from '../src/gost/bytes.ts'
import { curveFrom, curveOf } from '../src/gost/curves.ts'
import {
  generateKeyPair,
  parameterSets,
  publicKeyOf,
  samePublicKey,
  sign,
  streebog256,
  verify,
} from '../src/gost/index.ts'
import { hedgedNonce } from '../src/gost/nonce.ts'
import { signNumber, verifyNumber } from '../src/gost/signature.ts'
import { anyKey, bytes, faultOf } from './gost/given.ts'
import { signatureExample } from './gost/vectors.ts'

describe('the published example of GOST R 34.10-2012 (256 bits)', () => {
  const { d, e, k, r, s, key } = signatureExample
  const curve = curveFrom(signatureExample.curve)

  it('gives its public key', () => expect(curve.Point.BASE.multiply(d).toAffine()).toEqual(key))
  it('gives its signature', () => expect(signNumber(curve, e, d, k)).toEqual({ r, s }))
  it('verifies', () => expect(verifyNumber(curve, e, { r, s }, curve.Point.fromAffine(key))).toBe(true))

  it('does not verify with its numbers swapped, or out of range', () => {
    const point = curve.Point.fromAffine(key)
    const refused = [
      { r: s, s: r },
      { r: 0n, s },
      { r, s: 0n },
      { r: r + curve.q, s },
      { r, s: s + curve.q },
      { r: -r, s },
      { r, s: curve.q - s },
    ]
    for (const numbers of refused) expect(verifyNumber(curve, e, numbers, point)).toBe(false)
  })
})

describe.each(parameterSets)('a signature on %s', (parameterSet) => {
  const runs = { numRuns: 15 }
  const data = fc.uint8Array({ maxLength: 150 })

  it('verifies with its key, and neither reversed nor with its halves swapped', () => {
    fc.assert(
      fc.property(anyKey(parameterSet), data, (key, message) => {
        const signature = sign(message, key)
        const publicKey = publicKeyOf(key)
        expect(signature).toHaveLength(64)
        expect(verify(message, signature, publicKey)).toBe(true)
        expect(verify(message, Uint8Array.from(signature).reverse(), publicKey)).toBe(false)
        expect(verify(message, concat(signature.subarray(32), signature.subarray(0, 32)), publicKey)).toBe(false)
      }),
      runs,
    )
  })

  it('verifies for no other data, no other key, and with no bit of it changed', () => {
    const bit = fc.nat({ max: 511 })
    fc.assert(
      fc.property(anyKey(parameterSet), anyKey(parameterSet), data, bit, (key, other, message, at) => {
        fc.pre(key.scalar !== other.scalar)
        const signature = sign(message, key)
        const publicKey = publicKeyOf(key)
        expect(verify(concat(message, Uint8Array.of(0)), signature, publicKey)).toBe(false)
        expect(verify(message, signature, publicKeyOf(other))).toBe(false)
        const changed = signature.map((byte, i) => (i === at >> 3 ? byte ^ (1 << (at & 7)) : byte))
        expect(verify(message, changed, publicKey)).toBe(false)
      }),
      runs,
    )
  })
})

describe('a signature', () => {
  const { privateKey, publicKey } = generateKeyPair()
  const data = bytes('data')

  it('is another one each time', () => {
    expect(sign(data, privateKey)).not.toEqual(sign(data, privateKey))
  })

  it('has 64 bytes: less, more and none do not verify', () => {
    const signature = sign(data, privateKey)
    for (const wrong of [signature.subarray(1), concat(signature, Uint8Array.of(0)), new Uint8Array()]) {
      expect(verify(data, wrong, publicKey)).toBe(false)
    }
    expect(verify(data, new Uint8Array(64), publicKey)).toBe(false)
    expect(verify(data, new Uint8Array(64).fill(0xff), publicKey)).toBe(false)
  })

  it('of a digest that is not less than the order verifies: on TC26-256-A most are not', () => {
    const { q } = curveOf('TC26-256-A')
    const messages = Array.from({ length: 8 }, (_, i) => bytes(`message ${i}`))
    expect(messages.some((message) => fromLittleEndian(streebog256(message)) >= q)).toBe(true)
    const pair = generateKeyPair('TC26-256-A')
    for (const message of messages) expect(verify(message, sign(message, pair.privateKey), pair.publicKey)).toBe(true)
  })

  it('is the same by each name of a curve', () => {
    const other = { ...publicKey, parameterSet: 'TC26-256-B' } as const
    expect(samePublicKey(publicKey, other)).toBe(true)
    expect(verify(data, sign(data, privateKey), other)).toBe(true)
    expect(samePublicKey(publicKey, { ...publicKey, parameterSet: 'CryptoPro-B' })).toBe(false)
  })
})

describe('a public key is refused', () => {
  const { publicKey } = generateKeyPair('TC26-256-A')
  const check = (key: typeof publicKey) => faultOf(() => verify(bytes('data'), new Uint8Array(64), key))

  it('that is not on its curve', () => {
    expect(check({ ...publicKey, y: publicKey.y + 1n })).toBe('key')
    expect(check({ ...publicKey, x: -1n })).toBe('key')
    expect(check({ ...publicKey, x: 0n, y: 0n })).toBe('key')
    expect(check({ ...publicKey, parameterSet: 'CryptoPro-A' })).toBe('key')
  })

  it('that is on it, but outside of the group of the base point', () => {
    const { Point } = curveOf('TC26-256-A')
    const { a, b } = Point.CURVE()
    const outside = Array.from({ length: 60 }, (_, i) => BigInt(i)).flatMap((x) => {
      try {
        const y = Point.Fp.sqrt(Point.Fp.create(x ** 3n + a * x + b))
        return Point.fromAffine({ x, y }).isTorsionFree() ? [] : [{ x, y }]
      } catch {
        return []
      }
    })
    expect(outside.length).toBeGreaterThan(0)
    for (const point of outside) expect(check({ parameterSet: 'TC26-256-A', ...point })).toBe('key')
  })
})

describe('the one-time number of a signature', () => {
  const curve = curveOf('CryptoPro-A')
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })

  it('is in range, and another one for another digest, entropy, attempt or key', () => {
    fc.assert(
      fc.property(hash, hash, hash, (digest, entropy, other) => {
        fc.pre(Buffer.compare(digest, other) !== 0 && Buffer.compare(entropy, other) !== 0)
        const k = hedgedNonce(curve, 5n, digest, entropy, 0)
        expect(k > 0n && k < curve.q).toBe(true)
        expect(hedgedNonce(curve, 5n, digest, entropy, 0)).toBe(k)
        expect(hedgedNonce(curve, 5n, other, entropy, 0)).not.toBe(k)
        expect(hedgedNonce(curve, 5n, digest, other, 0)).not.toBe(k)
        expect(hedgedNonce(curve, 5n, digest, entropy, 1)).not.toBe(k)
        expect(hedgedNonce(curve, 6n, digest, entropy, 0)).not.toBe(k)
      }),
    )
  })
})

describe('numbers of a signature', () => {
  it('are written in 32 bytes however small they are', () => {
    expect(toBigEndian(1n)).toHaveLength(32)
    expect(toBigEndian(1n).at(-1)).toBe(1)
  })
})
