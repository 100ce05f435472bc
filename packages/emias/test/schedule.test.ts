import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slotMapper } from '../src/map.ts'
import { isSlot, slotSchema } from '../src/wire/get-schedule.ts'

describe('a row of a schedule', () => {
  it('is a time exactly where the schema takes it, and then it is what the schema gives', () => {
    const text = fc.option(fc.constantFrom('', ' ', '0', 's/1', '2031-03-05T09:00:00'), { nil: undefined })
    const word = fc.constantFrom(undefined, 'true', 'false', '1', '0', '', 'TRUE', 'yes', 'constructor')
    const row = fc.record({ SlotId: text, StartTime: text, EndTime: text, Room: text, IsFree: word })
    fc.assert(
      fc.property(row, (given) => {
        const { success, data } = slotSchema.safeParse(given)
        expect(isSlot(given)).toBe(success)
        if (success) expect(given).toEqual(data)
      }),
      { numRuns: 500 },
    )
  })

  it('ends after the usual visit where no end comes', () => {
    const place = { clinicId: 'lpu', timeZone: 'Europe/Moscow', visitMinutes: 15 }
    const toSlot = slotMapper('7', place, (id) => id)
    const { start, end } = toSlot({ SlotId: 's/1', StartTime: '2031-03-05T23:50:00' })
    expect([start, end]).toEqual(['2031-03-05T23:50:00+03:00', '2031-03-06T00:05:00+03:00'])
  })
})
