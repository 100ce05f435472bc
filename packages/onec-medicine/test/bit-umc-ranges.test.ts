import { epochOf, offsetAt, toInstant } from '@mis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covers, cut, rangeOf } from '../src/bit-umc/ranges.ts'

const moscow = 'Europe/Moscow'
const starts = (pieces: readonly { readonly local: string }[]) => pieces.map(({ local }) => local.slice(11, 16))

/** Wall time of a day of 2031, minutes after its midnight. */
const wall = (day: number, minute: number) =>
  new Date(Date.UTC(2031, 0, day) + minute * 60_000).toISOString().slice(0, 19)

describe('a free range', () => {
  it('is cut into visits from its beginning on, and the rest that is too short is dropped', () => {
    const pieces = cut({ from: '2031-03-05T09:00:00', to: '2031-03-05T10:10:00' }, 20, moscow)
    expect(starts(pieces)).toEqual(['09:00', '09:20', '09:40'])
    expect(pieces[0]).toEqual({
      local: '2031-03-05T09:00:00',
      start: '2031-03-05T09:00:00+03:00',
      end: '2031-03-05T09:20:00+03:00',
    })
  })

  it('that is shorter than a visit gives none', () => {
    expect(cut({ from: '2031-03-05T09:00:00', to: '2031-03-05T09:19:59' }, 20, moscow)).toEqual([])
  })

  it('covers a visit that ends with it and none that ends later', () => {
    const range = { from: '2031-03-05T09:00:00', to: '2031-03-05T09:40:00' }
    expect(covers(range, '2031-03-05T09:20:00', 20)).toBe(true)
    expect(covers(range, '2031-03-05T09:20:00', 21)).toBe(false)
    expect(covers(range, '2031-03-05T08:59:00', 20)).toBe(false)
  })

  it('has no visit at a time that the clocks leave out', () => {
    // St. John's sets its clocks from 02:00 to 03:00 on 2031-03-09.
    const pieces = cut({ from: '2031-03-09T01:00:00', to: '2031-03-09T04:00:00' }, 30, 'America/St_Johns')
    expect(starts(pieces)).toEqual(['01:00', '01:30', '03:00', '03:30'])
  })

  it('has one visit at a time that happens twice, the first', () => {
    // Clocks go back from 02:00 to 01:00 on 2031-11-02.
    const pieces = cut({ from: '2031-11-02T00:30:00', to: '2031-11-02T03:00:00' }, 30, 'America/St_Johns')
    expect(starts(pieces)).toEqual(['00:30', '01:00', '01:30', '02:00', '02:30'])
    expect(pieces.map(({ start }) => start.slice(-6))).toEqual(['-02:30', '-02:30', '-02:30', '-03:30', '-03:30'])
    expect(pieces[2]?.end).toBe('2031-11-02T01:00:00-03:30')
  })

  it('never overlaps itself, never leaves its bounds and names each time once, in any zone on any day', () => {
    const zone = fc.constantFrom(moscow, 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Vladivostok', 'Europe/London')
    const day = fc.integer({ min: 1, max: 365 })
    fc.assert(
      fc.property(
        zone,
        day,
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 1, max: 1600 }),
        fc.integer({ min: 1, max: 240 }),
        (timeZone, date, from, length, minutes) => {
          const range = { from: wall(date, from), to: wall(date, from + length) }
          const [opens, closes] = [epochOf(toInstant(range.from, timeZone)), epochOf(toInstant(range.to, timeZone))]
          let free = opens
          for (const { local, start, end } of cut(range, minutes, timeZone)) {
            expect(epochOf(start)).toBeGreaterThanOrEqual(free)
            expect(epochOf(end) - epochOf(start)).toBe(minutes * 60_000)
            expect(epochOf(end)).toBeLessThanOrEqual(closes)
            expect(start).toBe(`${local}${offsetAt(epochOf(start), timeZone)}`)
            expect(toInstant(local, timeZone)).toBe(start)
            free = epochOf(end)
          }
        },
      ),
    )
  })

  it('that no clock is set in is used up but for a rest shorter than a visit', () => {
    const range = fc.record({ from: fc.integer({ min: 0, max: 1439 }), length: fc.integer({ min: 1, max: 1440 }) })
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 240 }), ({ from, length }, minutes) => {
        const pieces = cut({ from: wall(100, from), to: wall(100, from + length) }, minutes, moscow)
        expect(pieces).toHaveLength(Math.floor(length / minutes))
      }),
    )
  })
})

describe('a period of the schedule', () => {
  const day = '2031-03-05T00:00:00'
  it('has its own days', () => {
    const period = { Дата: day, ВремяНачала: '2031-03-05T09:00:00', ВремяОкончания: '2031-03-05T11:00:00' }
    expect(rangeOf(period)).toEqual({ from: '2031-03-05T09:00:00', to: '2031-03-05T11:00:00' })
  })

  it('takes the day from Дата where its ends are times of the day', () => {
    const period = { Дата: day, ВремяНачала: '0001-01-01T09:00:00', ВремяОкончания: '0001-01-01T11:00:00' }
    expect(rangeOf(period)).toEqual({ from: '2031-03-05T09:00:00', to: '2031-03-05T11:00:00' })
  })

  it('that ends at 00:00 ends with the day', () => {
    const period = { Дата: day, ВремяНачала: '0001-01-01T22:00:00', ВремяОкончания: '0001-01-01T00:00:00' }
    expect(rangeOf(period)).toEqual({ from: '2031-03-05T22:00:00', to: '2031-03-06T00:00:00' })
  })

  it('that is empty, turned round or without a day is no time', () => {
    const none = '0001-01-01T00:00:00'
    expect(rangeOf({ Дата: day, ВремяНачала: none, ВремяОкончания: none })).toBeNull()
    expect(rangeOf({ ВремяНачала: '0001-01-01T09:00:00', ВремяОкончания: '0001-01-01T11:00:00' })).toBeNull()
    const turned = { ВремяНачала: '2031-03-05T11:00:00', ВремяОкончания: '2031-03-05T09:00:00' }
    expect(rangeOf(turned)).toBeNull()
  })
})
