import { offsetAt } from '@mis/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zoneOfBranch } from '../src/zones.ts'

const now = Date.parse('2031-03-03T05:00:00Z')
const moscow = { timeZone: 'Europe/Moscow', timeZones: {} }

describe('the zone of a branch', () => {
  it('is the one it was given by name', () => {
    expect(zoneOfBranch('7', '3', { timeZone: 'Europe/Moscow', timeZones: { '7': 'Asia/Omsk' } }, now)).toBe(
      'Asia/Omsk',
    )
  })

  it('is the adapter’s where its hours agree, or none are told', () => {
    const volgograd = { timeZone: 'Europe/Volgograd', timeZones: {} }
    for (const hours of ['3', '+3', ' 03 ', '', undefined])
      expect(zoneOfBranch('7', hours, volgograd, now)).toBe('Europe/Volgograd')
  })

  it('always has the hours that were told', () => {
    fc.assert(
      fc.property(fc.integer({ min: -12, max: 14 }), (hours) => {
        const zone = zoneOfBranch('7', String(hours), moscow, now)
        const written = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`
        expect(offsetAt(now, zone)).toBe(written)
      }),
    )
  })

  it('of Russian hours is Russian', () => {
    for (const hours of [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
      expect(zoneOfBranch('7', String(hours), { timeZone: 'Etc/UTC', timeZones: {} }, now)).toMatch(/^(Europe|Asia)\//)
    }
  })

  it('is refused where the hours are none', () => {
    for (const hours of ['MSK', '3.5', '99', '-13', '5:30']) {
      expect(() => zoneOfBranch('7', hours, moscow, now)).toThrow('a branch without a time zone')
    }
  })
})
