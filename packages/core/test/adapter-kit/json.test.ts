import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../src/adapter-kit/json.ts'

describe('JSON of a MIS', () => {
  it('keeps every digit of a whole number, wherever in the text it stands', () => {
    const digits = fc.stringMatching(/^-?[1-9]\d{0,24}$/)
    const before = fc.stringMatching(/^[0-9a-z ]{0,40}$/)
    fc.assert(
      fc.property(before, digits, before, (left, number, right) => {
        const expected = Number.isSafeInteger(Number(number)) ? Number(number) : number
        expect(parseJson(`{"left":"${left}","id":${number},"right":["${right}"]}`)).toEqual({
          left,
          id: expected,
          right: [right],
        })
      }),
      { numRuns: 1_000 },
    )
  })
})
