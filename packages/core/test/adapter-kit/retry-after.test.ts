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
    ['mon, 03 mar 2031 05:00:30 gmt', 30_000],
    ['Sat, 31 Dec 2033 23:59:60 GMT', Date.UTC(2034, 0, 1) - now],
    ['Fri, 31 Dec 9999 23:59:59 GMT', Date.UTC(9999, 11, 31, 23, 59, 59) - now],
    ['Tuesday, 03-Mar-81 05:00:00 GMT', Date.UTC(2081, 2, 3, 5) - now],
    ['999999999999', 999_999_999_999_000],
  ])('%j is %d ms', (text, expected) => {
    expect(parseRetryAfter(text, now)).toBe(expected)
  })

  it.each([
    'Mon, 03 Mar 2031 04:59:59 GMT',
    'Sunday, 06-Nov-94 08:49:37 GMT',
    'Sun Nov  6 08:49:37 1994',
    'Monday, 03-Mar-82 05:00:00 GMT',
  ])('%j has passed, so now', (text) => {
    expect(parseRetryAfter(text, now)).toBe(0)
  })

  it.each([
    '',
    '-1',
    '+30',
    '30, 60',
    '30s',
    '٣٠',
    'Mon, 29 Feb 2033 05:00:00 GMT',
    'Mon, 00 Mar 2031 05:00:00 GMT',
    'Mon, 03 Mar 2031 05:60:00 GMT',
    'Mon, 03 Mar 2031 05:00:61 GMT',
    'Mon, 03 Mar 2031 05:00:30 +0300',
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
