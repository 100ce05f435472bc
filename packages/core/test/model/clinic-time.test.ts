import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dayAt,
  epochOf,
  instantAt,
  inZone,
  isInstant,
  isTimeZone,
  offsetAt,
  toInstant,
} from '../../src/model/clinic-time.ts'
import { russianOffsets, russianZones } from './russian-zones.ts'

const otherZones = [
  'UTC',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Africa/Casablanca',
]
const anyZone = fc.constantFrom(...russianZones, ...otherZones)
const anySecond = fc
  .integer({ min: Date.UTC(2009, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 })
  .map((seconds) => seconds * 1000)

const clocks = new Map<string, Intl.DateTimeFormat>()
/** The wall clock as the platform writes it, by another road than the code under test. */
function wallClock(epochMs: number, zone: string): string {
  const clock =
    clocks.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  clocks.set(zone, clock)
  return clock.format(epochMs).replace(' ', 'T')
}

describe('offsets of Russian zones', () => {
  it.each(russianZones)('%s has the offsets of the laws, past changes included', (zone) => {
    for (const [day, offset] of russianOffsets[zone] ?? []) {
      expect(`${day} ${offsetAt(epochOf(`${day}T12:00:00Z`), zone)}`).toBe(`${day} ${offset}`)
    }
  })

  it.each(russianZones)(
    '%s: a moment written with the clinic offset is the same moment and shows its wall clock',
    (zone) => {
      fc.assert(
        fc.property(anySecond, (epochMs) => {
          const instant = instantAt(epochMs, zone)
          expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)
          expect(epochOf(instant)).toBe(epochMs)
          expect(instant.slice(0, 19)).toBe(wallClock(epochMs, zone))
          expect(instant.slice(0, 10)).toBe(dayAt(epochMs, zone))
          expect(instant.slice(19)).toBe(offsetAt(epochMs, zone))
          expect(inZone(new Date(epochMs).toISOString(), zone)).toBe(instant)
        }),
      )
    },
  )

  it.each(russianZones)('%s: every wall time the clinic can show leads back to its first moment', (zone) => {
    fc.assert(
      fc.property(anySecond, (epochMs) => {
        const wall = wallClock(epochMs, zone)
        const found = epochOf(toInstant(wall, zone))
        expect(wallClock(found, zone)).toBe(wall)
        expect(found).toBeLessThanOrEqual(epochMs)
        for (const halfHours of [1, 2, 3, 4]) expect(wallClock(found - halfHours * 1_800_000, zone)).not.toBe(wall)
      }),
    )
  })

  it.each(russianZones)('%s: around each change of its clocks nothing is lost', (zone) => {
    for (const change of [
      '2010-03-28',
      '2010-10-31',
      '2011-03-27',
      '2014-10-26',
      '2016-03-27',
      '2016-04-24',
      '2016-05-29',
      '2016-07-24',
      '2016-12-04',
      '2018-10-28',
      '2020-12-27',
    ]) {
      const middle = epochOf(`${change}T00:00:00Z`)
      for (let minute = -36 * 60; minute <= 24 * 60; minute += 10) {
        const epochMs = middle + minute * 60_000
        const instant = instantAt(epochMs, zone)
        expect(instant.slice(0, 19)).toBe(wallClock(epochMs, zone))
        expect(epochOf(instant)).toBe(epochMs)
        const again = toInstant(instant.slice(0, 19), zone)
        expect(again.slice(0, 19)).toBe(instant.slice(0, 19))
        expect(epochOf(again)).toBeLessThanOrEqual(epochMs)
      }
    }
  })
})

describe('clinic time', () => {
  it('takes the first of two equal wall times when clocks are set back', () => {
    expect(toInstant('2014-10-26T01:30', 'Europe/Moscow')).toBe('2014-10-26T01:30:00+04:00')
    expect(toInstant('2014-10-26T02:00', 'Europe/Moscow')).toBe('2014-10-26T02:00:00+03:00')
    expect(toInstant('2014-10-26T00:30', 'Asia/Magadan')).toBe('2014-10-26T00:30:00+12:00')
  })

  it('moves a wall time that never happens forward by the missing span', () => {
    expect(toInstant('2011-03-27T02:30', 'Europe/Moscow')).toBe('2011-03-27T03:30:00+04:00')
    expect(toInstant('2014-03-30T02:30', 'Europe/Simferopol')).toBe('2014-03-30T04:30:00+04:00')
    expect(toInstant('2016-03-27T02:15', 'Asia/Barnaul')).toBe('2016-03-27T03:15:00+07:00')
    expect(toInstant('2011-12-30T12:00', 'Pacific/Apia')).toBe('2011-12-31T12:00:00+14:00')
  })

  it('knows changes of half an hour and changes within an hour', () => {
    expect(toInstant('2031-07-01T09:00', 'Australia/Lord_Howe')).toBe('2031-07-01T09:00:00+10:30')
    // Newfoundland set its clocks at one minute past midnight until 2011.
    expect(offsetAt(epochOf('2010-03-14T03:30:59Z'), 'America/St_Johns')).toBe('-03:30')
    expect(offsetAt(epochOf('2010-03-14T03:31:00Z'), 'America/St_Johns')).toBe('-02:30')
  })

  it('keeps the moment and shows the wall clock in any zone', () => {
    fc.assert(
      fc.property(anySecond, anyZone, anyZone, (epochMs, zone, other) => {
        const instant = inZone(instantAt(epochMs, other), zone)
        expect(epochOf(instant)).toBe(epochMs)
        expect(instant.slice(0, 19)).toBe(wallClock(epochMs, zone))
      }),
      { numRuns: 300 },
    )
  })

  it('is the same whatever was written before it: hours that were met, hours in which clocks change, other spellings', () => {
    const spelled = fc.tuple(
      fc.constantFrom(...russianZones, ...otherZones),
      fc.constantFrom('Z', '.5Z', '.123456Z', 'zone'),
    )
    // Few hours around changes of clocks, so that they are met again.
    const near = fc.constantFrom(
      ...['2010-03-27T23', '2010-10-30T23', '2014-10-25T22', '2016-03-27T02', '2031-04-06T15'],
    )
    const moments = fc.array(fc.tuple(near, fc.integer({ min: -7_200, max: 7_200 }), spelled), { maxLength: 12 })
    fc.assert(
      fc.property(anyZone, moments, (zone, met) => {
        for (const [hour, seconds, [other, tail]] of met) {
          const epochMs = epochOf(`${hour}:00:00Z`) + seconds * 1000
          const utc = instantAt(epochMs, 'UTC').slice(0, 19)
          const text = tail === 'zone' ? instantAt(epochMs, other) : utc + tail
          expect(inZone(text, zone)).toBe(instantAt(epochMs, zone))
        }
      }),
    )
  })

  /** The first moment that shows `wall`; else the one that would, had the clocks not been set. */
  function firstMoment(wall: string, zone: string): string {
    const local = Date.parse(`${wall}Z`)
    const day = 86_400_000
    const offsetMs = (epochMs: number) => Date.parse(`${wallClock(epochMs, zone)}Z`) - epochMs
    const [before, after] = [local - offsetMs(local - day), local - offsetMs(local + day)]
    const shown = [before, after].filter((epochMs) => wallClock(epochMs, zone) === wall)
    return instantAt(Math.min(...(shown.length > 0 ? shown : [before])), zone)
  }
  const wallTimeAt = (minute: number) => new Date(minute * 60_000).toISOString().slice(0, 19)

  // The last two set their clocks at midnight, once so that the first hour of the day never happens.
  it.each(['Europe/Moscow', 'Asia/Kathmandu', 'Europe/Berlin', 'America/Havana', 'Africa/Cairo'])(
    '%s: reads every quarter of an hour of a year as its clocks tell, on days that change them, too',
    (zone) => {
      const begin = Date.UTC(2026, 0) / 60_000
      const quarters = Array.from({ length: 365 * 96 }, (_, index) => wallTimeAt(begin + index * 15))
      expect(quarters.filter((wall) => toInstant(wall, zone) !== firstMoment(wall, zone))).toEqual([])
    },
  )

  it('reads a wall time the same whatever was read before it: its own day, one that changes clocks, the same again', () => {
    const near = fc.constantFrom('2010-03-28', '2011-12-30', '2014-10-26', '2016-03-27', '2031-04-06', '2031-10-05')
    const minutes = fc.array(fc.tuple(near, fc.integer({ min: -1_440, max: 2_880 }), fc.boolean()), { maxLength: 12 })
    fc.assert(
      fc.property(anyZone, minutes, (zone, met) => {
        for (const [day, minute, hasSeconds] of met) {
          const wall = wallTimeAt(Date.parse(`${day}T00:00:00Z`) / 60_000 + minute)
          expect(toInstant(hasSeconds ? wall : wall.slice(0, 16), zone)).toBe(firstMoment(wall, zone))
        }
      }),
    )
  })

  it('puts late evening in UTC on the next day of an eastern clinic', () => {
    expect(inZone('2031-03-04T20:00:00Z', 'Asia/Vladivostok')).toBe('2031-03-05T06:00:00+10:00')
    expect(dayAt(epochOf('2031-03-04T20:00:00Z'), 'Asia/Vladivostok')).toBe('2031-03-05')
  })

  it('reads instants with seconds or without, with a fraction, and with an offset of any spelling', () => {
    const moment = Date.UTC(2031, 2, 5, 6)
    for (const text of [
      '2031-03-05T06:00Z',
      '2031-03-05T09:00+03:00',
      '2031-03-05T09:00:00+0300',
      '2031-03-05T02:30:00.000-03:30',
    ]) {
      expect(epochOf(text)).toBe(moment)
    }
    expect(epochOf('2031-03-05T09:00:00.1239+03:00')).toBe(moment + 123)
    expect(inZone('2031-03-05T06:00:00.999Z', 'Europe/Moscow')).toBe('2031-03-05T09:00:00+03:00')
  })

  it.each([
    '2031-03-05T09:00:00',
    '2031-02-29T09:00:00Z',
    '2031-03-05T24:00:00Z',
    '2031-03-05T09:60:00Z',
    '2031-03-05T09:00:60Z',
    '2031-03-05',
    '2031-03-05 09:00:00Z',
    '2031-03-05T09:00:00+19:00',
    '2031-03-05T09:00:00+03',
    '',
    'Z',
    '2031-03-05T09:00:00z',
  ])('does not take %j for an instant', (text) => {
    expect(isInstant(text)).toBe(false)
    expect(() => epochOf(text)).toThrow(RangeError)
    expect(() => inZone(text, 'Europe/Moscow')).toThrow(RangeError)
  })

  it('refuses a wall time with an offset, which would be a second opinion about the zone', () => {
    expect(() => toInstant('2031-03-05T09:00:00Z', 'Europe/Moscow')).toThrow(RangeError)
    expect(() => toInstant('2031-03-05T09:00:00+03:00', 'Europe/Moscow')).toThrow(RangeError)
    expect(() => toInstant('2031-03-05', 'Europe/Moscow')).toThrow(RangeError)
  })

  it('refuses what is no time in a zone that has read none yet', () => {
    for (const text of ['', '2031-03-05']) {
      expect(() => toInstant(text, 'Atlantic/Azores')).toThrow(RangeError)
      expect(() => inZone(text, 'Atlantic/Azores')).toThrow(RangeError)
    }
  })

  it('knows zones by name only', () => {
    for (const zone of [...russianZones, ...otherZones]) expect(isTimeZone(zone)).toBe(true)
    for (const zone of ['', 'MSK', '+03:00', 'Europe/Moskva', 'Europe/Moscow ', '../etc', 'Москва']) {
      expect(isTimeZone(zone)).toBe(false)
      expect(() => offsetAt(0, zone)).toThrow(RangeError)
    }
  })

  it('does not repeat what it was given when it refuses', () => {
    expect(() => epochOf('secret')).not.toThrow(/secret/)
    expect(() => toInstant('secret', 'Europe/Moscow')).not.toThrow(/secret/)
    expect(() => offsetAt(0, 'Secret/Zone')).not.toThrow(/secret/i)
  })

  it('stays right after more hours than it remembers', () => {
    const start = epochOf('2012-01-01T00:00:00Z')
    for (let hour = 0; hour < 12_000; hour += 1) offsetAt(start + hour * 3_600_000, 'Asia/Tomsk')
    expect(offsetAt(epochOf('2016-05-29T12:00:00Z'), 'Asia/Tomsk')).toBe('+07:00')
    expect(offsetAt(start, 'Asia/Tomsk')).toBe('+07:00')
    expect(offsetAt(epochOf('2015-01-01T00:00:00Z'), 'Asia/Tomsk')).toBe('+06:00')
  })
})
