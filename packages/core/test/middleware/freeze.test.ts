import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weigh } from '../../src/middleware/cache-cells.ts'
import { deepFreeze } from '../../src/middleware/freeze.ts'

/** A value of JSON and all that is in it. */
function allIn(value: unknown): unknown[] {
  const members = typeof value === 'object' && value !== null ? Object.values(value) : []
  return [value, ...members.flatMap(allIn)]
}

describe('an answer that is remembered', () => {
  it('is frozen to its last member, and nothing else about it changes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const before = JSON.stringify(value)
        expect(deepFreeze(value)).toBe(value)
        expect(allIn(value).every((each) => Object.isFrozen(each))).toBe(true)
        expect(JSON.stringify(value)).toBe(before)
      }),
    )
  })

  it('weighs what all its members weigh, be they frozen or not', () => {
    const own = (value: unknown) => {
      if (typeof value === 'string') return 16 + 2 * value.length
      return typeof value === 'object' && value !== null ? 24 + 8 * Object.keys(value).length : 8
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const bytes = allIn(value).reduce<number>((sum, each) => sum + own(each), 0)
        expect(weigh(value)).toBe(bytes)
        expect(weigh(deepFreeze(value))).toBe(bytes)
      }),
    )
  })
})
