import { instantAt, inZone, toInstant } from '@mis/core/adapter'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTime } from '../src/clock.ts'

describe('a time of an answer', () => {
  // The last two set their clocks at midnight, once so that the first hour of the day never happens.
  const zone = fc.constantFrom('Europe/Moscow', 'Asia/Kathmandu', 'Europe/Berlin', 'America/Havana', 'Africa/Cairo')
  const moment = fc.integer({ min: Date.UTC(2024, 0) / 1000, max: Date.UTC(2033, 0) / 1000 }).map((at) => at * 1000)
  const wallTime = (at: number, length: number) => new Date(at).toISOString().slice(0, length)

  it('is wall time of the zone, with seconds, without, and with a fraction of one', () => {
    const length = fc.constantFrom(16, 19, 21)
    const spelled = fc.tuple(moment, length).map(([at, size]) => wallTime(at, size))
    fc.assert(fc.property(spelled, zone, (text, place) => readTime(text, place) === toInstant(text, place)))
  })

  it('is the moment that its offset tells, whatever the zone', () => {
    fc.assert(
      fc.property(moment, zone, zone, (at, place, other) => {
        for (const text of [instantAt(at, other), `${wallTime(at, 19)}Z`, `${wallTime(at, 16)}Z`])
          expect(readTime(text, place)).toBe(inZone(text, place))
      }),
    )
  })

  it('may have an offset with a colon in it, without one, or Z', () => {
    const read = (text: string) => readTime(text, 'Europe/Moscow')
    expect(read('2031-03-05T06:00:00Z')).toBe('2031-03-05T09:00:00+03:00')
    expect(read('2031-03-05T11:00:00+05:00')).toBe('2031-03-05T09:00:00+03:00')
    expect(read('2031-03-05T11:00:00+0500')).toBe('2031-03-05T09:00:00+03:00')
    expect(read('2031-03-05T09:00')).toBe('2031-03-05T09:00:00+03:00')
    expect(read('2031-03-05T09:00:00.500')).toBe('2031-03-05T09:00:00+03:00')
  })

  it.each([
    '2031-02-30T09:00:00',
    '2031-03-05T24:00:00',
    '2031-03-05T09:60:00',
    '2031-03-05T9:00:00Z',
    '2031-03-05',
    '09:00',
    '',
  ])('is refused where %j comes', (text) => {
    expect(() => readTime(text, 'Europe/Moscow')).toThrow(RangeError)
  })
})
