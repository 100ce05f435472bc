import { toInstant } from '@mis/core/adapter'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createClock } from '../src/clock.ts'

describe('the clock of an answer', () => {
  // The last two set their clocks at midnight, once so that the first hour of the day never happens.
  const zones = ['Europe/Moscow', 'Asia/Kathmandu', 'Europe/Berlin', 'America/Havana', 'Africa/Cairo'] as const
  const minute = fc.integer({ min: Date.UTC(2024, 0) / 60_000, max: Date.UTC(2033, 0) / 60_000 })

  const thatYear = Date.UTC(2026, 0) / 60_000
  const wallTime = (at: number) => new Date(at * 60_000).toISOString().slice(0, 19)

  it('reads every wall time as the zone does, on days that change their clocks, too', () => {
    for (const zone of zones) {
      const { read } = createClock(zone)
      const differs = (text: string) => read(text) !== toInstant(text, zone)
      fc.assert(fc.property(minute, (at) => !differs(wallTime(at))))
      const everyQuarter = Array.from({ length: 366 * 96 }, (_, index) => wallTime(thatYear + index * 15))
      expect(everyQuarter.filter(differs)).toEqual([])
    }
  })

  it('honours an offset, with and without a colon in it, and Z', () => {
    const { read, after } = createClock('Europe/Moscow')
    expect(read('2031-03-05T06:00:00Z')).toBe('2031-03-05T09:00:00+03:00')
    expect(read('2031-03-05T11:00:00+05:00')).toBe('2031-03-05T09:00:00+03:00')
    expect(read('2031-03-05T09:00')).toBe('2031-03-05T09:00:00+03:00')
    expect(read('2031-03-05T09:00:00.500')).toBe('2031-03-05T09:00:00+03:00')
    expect(after('2031-03-05T23:50:00+03:00', 15)).toBe('2031-03-06T00:05:00+03:00')
  })

  it('refuses what is no time', () => {
    const { read } = createClock('Europe/Moscow')
    for (const text of ['2031-02-30T09:00:00', '2031-03-05T24:00:00', '2031-03-05T09:60:00', '09:00', ''])
      expect(() => read(text)).toThrow(RangeError)
  })
})
