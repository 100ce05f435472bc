import { entryOf } from '@mis/core/adapter'
import { describe, expect, it } from 'vitest'

describe('a table of words', () => {
  const table = { booked: 'booked', cancelled: 'cancelled' }

  it('gives what stands in it', () => expect(entryOf(table, 'cancelled')).toBe('cancelled'))

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', ''])('has no entry for %j', (word) => {
    expect(entryOf(table, word)).toBeUndefined()
  })
})
