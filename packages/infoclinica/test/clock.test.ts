import { toInstant } from '@mis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayClock, hourMinute } from '../src/clock.ts'

const zones = [
  'Europe/Moscow',
  'Asia/Yekaterinburg',
  'Europe/Berlin',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Etc/UTC',
]

describe('the times of a day', () => {
  it('are the instants of their zone, on days with a change of clocks too', () => {
    const day = fc.date({
      min: new Date('2020-01-01T00:00:00Z'),
      max: new Date('2040-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    const clocks = new Map(zones.map((zone) => [zone, dayClock(zone)]))
    fc.assert(
      fc.property(fc.constantFrom(...zones), day, fc.nat(23), fc.nat(59), (zone, date, hour, minute) => {
        const iso = date.toISOString().slice(0, 10)
        const local = `${iso}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
        expect(clocks.get(zone)?.(iso.replaceAll('-', ''), [hour, minute])).toBe(toInstant(local, zone))
      }),
      { numRuns: 1000 },
    )
  })

  it('have the last hour of a spring day and both hours of an autumn one', () => {
    const berlin = dayClock('Europe/Berlin')
    expect([berlin('20310330', [2, 30]), berlin('20310330', [3, 30]), berlin('20310330', [1, 30])]).toEqual([
      ...['2031-03-30T03:30:00+02:00', '2031-03-30T03:30:00+02:00', '2031-03-30T01:30:00+01:00'],
    ])
    expect(berlin('20311026', [2, 30])).toBe('2031-10-26T02:30:00+02:00')
  })

  it('end at midnight, of a month and of a year too', () => {
    const moscow = dayClock('Europe/Moscow')
    expect([moscow('20310228', [24, 0]), moscow('20311231', [24, 0])]).toEqual([
      ...['2031-03-01T00:00:00+03:00', '2032-01-01T00:00:00+03:00'],
    ])
  })

  it('that no calendar has are refused', () => {
    expect(() => dayClock('Europe/Moscow')('20310230', [9, 0])).toThrow(RangeError)
  })
})

describe('hours and minutes', () => {
  it('are read padded or not, up to the end of a day', () => {
    fc.assert(
      fc.property(fc.nat(23), fc.nat(59), (hour, minute) => {
        expect(hourMinute(String(hour), String(minute).padStart(2, '0'))).toEqual([hour, minute])
        expect(hourMinute(String(hour).padStart(2, '0'), String(minute))).toEqual([hour, minute])
      }),
    )
    expect(hourMinute('24', '0')).toEqual([24, 0])
  })

  it('that are none are none', () => {
    for (const text of ['', ' ', '-1', '1 ', 'a', '1a', '099', '٣', '1.']) {
      expect([text, hourMinute(text, '0'), hourMinute('9', text)]).toEqual([text, null, null])
    }
    expect([hourMinute('24', '1'), hourMinute('25', '0'), hourMinute('9', '60'), hourMinute(undefined, '0')]).toEqual([
      ...[null, null, null, null],
    ])
  })
})
