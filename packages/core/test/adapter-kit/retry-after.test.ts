import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from '../../src/adapter-kit/index.ts'

const now = Date.UTC(2031, 2, 3, 5, 0, 0)

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['30', 30_000],
    [' 120 ', 120_000],
    ['Mon, 03 Mar 2031 05:00:30 GMT', 30_000],
    ['Monday, 03-Mar-31 05:00:30 GMT', 30_000],
    ['Mon Mar  3 05:00:30 2031', 30_000],
    ['Fri, 29 Feb 2036 05:00:00 GMT', Date.UTC(2036, 1, 29, 5) - now],
  ])('%j is %d ms', (text, expected) => {
    expect(parseRetryAfter(text, now)).toBe(expected)
  })

  it.each(['Mon, 03 Mar 2031 04:59:59 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    '%j has passed, so now',
    (text) => {
      expect(parseRetryAfter(text, now)).toBe(0)
    },
  )

  it.each([
    '',
    '-1',
    '1.5',
    '0x10',
    '1e3',
    'soon',
    'Infinity',
    '99999999999999999999',
    'Mon, 31 Feb 2031 05:00:00 GMT',
    'Mon, 03 Mar 2031 25:00:00 GMT',
    'Mon, 03 Foo 2031 05:00:00 GMT',
    'Mon, 03 Mar 2031 05:00:00 MSK',
    '2031-03-03T05:00:30Z',
  ])('%j says nothing', (text) => {
    expect(parseRetryAfter(text, now)).toBeNull()
  })

  it('no header says nothing', () => {
    expect(parseRetryAfter(null, now)).toBeNull()
  })
})
