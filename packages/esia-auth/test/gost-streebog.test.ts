import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hexOf } from '../src/gost/bytes.ts'
import { streebog256, streebog512 } from '../src/gost/index.ts'
import { digests } from './gost/vectors.ts'

describe('Streebog gives the published digest of', () => {
  for (const { name, data, of256, of512 } of digests) {
    it(`${name}, 256 bits`, () => expect(hexOf(streebog256(data))).toBe(of256))
    it(`${name}, 512 bits`, () => expect(hexOf(streebog512(data))).toBe(of512))
  }
})

describe('Streebog', () => {
  it('carries its sum through blocks of ones, as OpenSSL does', () => {
    expect(hexOf(streebog256(new Uint8Array(192).fill(0xff)))).toBe(
      'd3ce7eb4da9ad01a0b929025486a2fd99e84f188069f9e5f47f11d1a949be991',
    )
  })

  it('reads a part of a larger buffer as those bytes alone, and leaves them as they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: 9 }), (data, before) => {
        const room = new Uint8Array(before + data.length + 5).fill(0xaa)
        room.set(data, before)
        const part = room.subarray(before, before + data.length)
        const digest = hexOf(streebog512(part))
        expect(digest).toBe(hexOf(streebog512(Uint8Array.from(data))))
        expect(part).toEqual(data)
      }),
    )
  })

  it('tells data apart that differ in length alone', () => {
    const seen = Array.from({ length: 130 }, (_, length) => hexOf(streebog256(new Uint8Array(length))))
    expect(new Set(seen).size).toBe(130)
  })
})
