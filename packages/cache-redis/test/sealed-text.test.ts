import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyIdOf, openBytes } from '../../desk/src/privacy/sealed-bytes.ts'
import { openText, sealText } from '../src/sealed-text.ts'

const key = new Uint8Array(32).fill(7)
const keyOf = (id: string) => (id === '2031' ? key : undefined)

describe('a sealed text', () => {
  it('is opened for the same context, and for no other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (text, context, other) => {
        const sealed = sealText(text, context, '2031', key)
        expect(openText(sealed, context, keyOf)).toBe(text.toWellFormed())
        if (other !== context) expect(openText(sealed, other, keyOf)).toBeUndefined()
      }),
    )
  })

  it('is not opened with any bit changed, nor cut anywhere', () => {
    const sealed = Buffer.from(sealText('Примерова', 'cell', '2031', key), 'base64')
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(
        openText(changed.toString('base64'), 'cell', () => key),
        `bit ${bit}`,
      ).toBeUndefined()
    }
    for (let length = 0; length < sealed.length; length += 1)
      expect(openText(sealed.subarray(0, length).toString('base64'), 'cell', () => key)).toBeUndefined()
  })

  it('is never an error, whatever stands there', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (junk) => {
        expect(openText(junk, 'cell', () => key)).toBeUndefined()
      }),
    )
  })

  it('is the same bytes as a desk seals, so that one tool reads both', () => {
    const bytes = new Uint8Array(Buffer.from(sealText('Примерова', 'cell', '2031', key), 'base64'))
    expect(keyIdOf(bytes)).toBe('2031')
    expect(openBytes(bytes, 'cell', key)).toBe('Примерова')
  })
})
