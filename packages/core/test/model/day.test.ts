import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayCount, daysBetween, isDay } from '../../src/model/day.ts'

const dayMs = 86_400_000
/** The platform's calendar judges ours. */
const dayOf = (dayNumber: number): string => new Date(dayNumber * dayMs).toISOString().slice(0, 10)
const anyDayNumber = fc.integer({ min: Date.UTC(1600, 0, 1) / dayMs, max: Date.UTC(9990, 0, 1) / dayMs })

describe('days', () => {
  it.each(['2031-03-05', '2028-02-29', '2000-02-29', '0000-02-29', '9999-12-31'])('takes %s for a day', (day) => {
    expect(isDay(day)).toBe(true)
  })

  it.each([
    '2031-02-29',
    '1900-02-29',
    '2031-04-31',
    '2031-00-10',
    '2031-13-01',
    '2031-01-00',
    '2031-1-1',
    '05.03.2031',
    '2031-03-05T00:00',
    ' 2031-03-05',
    '2031-03-05\n',
    '',
    '20310305',
    '+02031-03-05',
    '٢٠٣١-٠٣-٠٥',
  ])('does not take %j for a day', (text) => {
    expect(isDay(text)).toBe(false)
  })

  it('adds days as the calendar does, over months, leap days and years', () => {
    fc.assert(
      fc.property(anyDayNumber, fc.integer({ min: -5000, max: 3000 }), (dayNumber, count) => {
        expect(addDays(dayOf(dayNumber), count)).toBe(dayOf(dayNumber + count))
        expect(addDays(addDays(dayOf(dayNumber), count), -count)).toBe(dayOf(dayNumber))
      }),
    )
  })

  it('lists the days of a range, both ends included', () => {
    expect(daysBetween('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01'])
    expect(daysBetween('2031-03-05', '2031-03-05')).toEqual(['2031-03-05'])
    fc.assert(
      fc.property(anyDayNumber, fc.integer({ min: 0, max: 400 }), (dayNumber, length) => {
        const days = daysBetween(dayOf(dayNumber), dayOf(dayNumber + length))
        expect(days).toEqual(Array.from({ length: length + 1 }, (_, index) => dayOf(dayNumber + index)))
        expect(dayCount(dayOf(dayNumber), dayOf(dayNumber + length))).toBe(days.length)
      }),
    )
  })

  it('has no days where the range ends before it begins', () => {
    expect(daysBetween('2031-03-05', '2031-03-04')).toEqual([])
    expect(dayCount('2031-03-05', '2031-01-01')).toBe(0)
  })

  it('refuses what is no day, without repeating it', () => {
    for (const run of [
      () => addDays('secret', 1),
      () => daysBetween('secret', '2031-03-05'),
      () => dayCount('2031-03-05', 'secret'),
    ]) {
      expect(run).toThrow(RangeError)
      expect(run).not.toThrow(/secret/)
    }
  })

  it('refuses to leave the years that four digits can write', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError)
    expect(() => addDays('0000-01-01', -1)).toThrow(RangeError)
    expect(() => addDays('2031-03-05', 0.5)).toThrow(RangeError)
    expect(() => addDays('2031-03-05', Number.NaN)).toThrow(RangeError)
  })
})
