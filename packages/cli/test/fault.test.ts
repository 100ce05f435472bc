import { describe, expect, it } from 'vitest'
import { faultRule } from '../src/mock/fault.ts'

describe('--fault', () => {
  it.each([
    ['lost-answer=20%', { fault: 'lost-answer', probability: 0.2 }],
    ['503@listSlots=0.5%', { fault: { status: 503 }, when: { operation: 'listSlots' }, probability: 0.005 }],
    ['300ms', { fault: { delayMs: 300 } }],
    ['reset@book=1x', { fault: 'reset', when: { operation: 'book' }, times: 1 }],
  ])('%s', (text, rule) => expect(faultRule(text)).toEqual(rule))

  it.each(['', 'fire', '999', '=20%', 'reset=', 'reset=120%', 'reset=0x', 'reset=20', 'reset@fly', 'constructor'])(
    '%j is refused in words',
    (text) => expect(() => faultRule(text)).toThrow(/^--fault/),
  )
})
