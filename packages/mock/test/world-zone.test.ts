import { offsetAt } from '@mis/core'
import { describe, expect, it } from 'vitest'
import { createWorld } from '../src/index.ts'

const zones = ['Europe/Kaliningrad', 'Europe/Moscow', 'Asia/Kamchatka', 'Europe/Berlin', 'America/St_Johns'] as const

describe('the zone of the first clinic', () => {
  it.each(zones)('can be %s: its clinic and its times are of that zone', (timeZone) => {
    const world = createWorld({ timeZone })
    expect(world.clinics().map((clinic) => clinic.timeZone)).toEqual([timeZone, 'Asia/Yekaterinburg'])
    const slots = world.slots({ clinicId: '1' })
    expect(slots.length).toBeGreaterThan(0)
    for (const slot of slots) {
      expect(slot.timeZone).toBe(timeZone)
      expect(slot.start.slice(19)).toBe(offsetAt(Date.parse(slot.start), timeZone))
    }
  })

  it('does not move the wall clock of its receptions: 09:00 is another moment in each zone', () => {
    const first = zones.slice(0, 3).map((timeZone) => {
      const [slot] = createWorld({ timeZone }).slots({ doctorId: '1', from: '2031-03-05', to: '2031-03-05' })
      return [slot?.start, new Date(slot?.start ?? '').toISOString()]
    })
    expect(first).toEqual([
      ['2031-03-05T09:00:00+02:00', '2031-03-05T07:00:00.000Z'],
      ['2031-03-05T09:00:00+03:00', '2031-03-05T06:00:00.000Z'],
      ['2031-03-05T09:00:00+12:00', '2031-03-04T21:00:00.000Z'],
    ])
  })

  it('leaves everything else of the world as it was', () => {
    const [one, other] = [createWorld(), createWorld({ timeZone: 'Asia/Kamchatka' })]
    expect(other.doctors()).toEqual(one.doctors())
    expect(other.services()).toEqual(one.services())
    expect(other.slots({ clinicId: '2' })).toEqual(one.slots({ clinicId: '2' }))
  })

  it('begins its schedule on the day that it is there', () => {
    const now = '2031-03-03T20:00:00Z'
    const firstDay = (timeZone: string) =>
      createWorld({ now, timeZone }).slots({ doctorId: '1' })[0]?.start.slice(0, 10)
    expect([firstDay('Europe/Kaliningrad'), firstDay('Asia/Kamchatka')]).toEqual(['2031-03-03', '2031-03-04'])
  })
})
