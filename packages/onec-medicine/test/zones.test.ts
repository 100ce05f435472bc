import { describe, expect, it } from 'vitest'
import { base, doctorId } from './medapi-base.ts'
import { adapterOver, scheduleOf } from './medapi-stub.ts'

const zones = ['Europe/Kaliningrad', 'Europe/Moscow', 'Asia/Yekaterinburg', 'Asia/Kamchatka', 'America/St_Johns']

describe('a time on the wire has no zone', () => {
  for (const timeZone of zones) {
    it(`09:00 in ${timeZone} is the moment the clinic means`, async () => {
      const { world, adapter } = base({ world: { timeZone }, adapter: { timeZone } })
      const days = { from: '2031-03-05', to: '2031-03-31' }
      const { slots } = await adapter.listSlots({ doctorId, ...days })
      const kept = world.freeSlots({ doctorId: '1', ...days })
      expect(slots.filter(({ start }) => start.slice(11, 16) === '09:00').length).toBeGreaterThan(15)
      expect(slots.map(({ start, end }) => [start, end])).toEqual(kept.map(({ start, end }) => [start, end]))
      expect(new Set(slots.map((slot) => slot.timeZone))).toEqual(new Set([timeZone]))
    })
  }

  it('the same wall time is 06:00 UTC in one clinic and 21:00 of the day before in another', async () => {
    const at = async (timeZone: string) => {
      const { slots } = await adapterOver(scheduleOf({ start: '09:00', end: '09:20' }), { timeZone }).listSlots(day)
      return new Date(slots[0]?.start ?? '').toISOString()
    }
    expect(await at('Europe/Kaliningrad')).toBe('2031-03-05T07:00:00.000Z')
    expect(await at('Asia/Kamchatka')).toBe('2031-03-04T21:00:00.000Z')
  })

  it('is booked back as it was listed', async () => {
    const { adapter, world, server } = base({
      world: { timeZone: 'Asia/Kamchatka' },
      adapter: { timeZone: 'Asia/Kamchatka' },
    })
    const [slot] = (await adapter.listSlots({ doctorId, ...only('2031-03-05') })).slots
    if (slot === undefined) throw new Error('the day has no free time')
    const booked = await adapter.book({ slot, patient: { ...patient } })
    const body = JSON.parse(server.requests().at(-1)?.body ?? '') as Record<string, unknown>
    expect([body.slotDate, body.slotTime]).toEqual(['2031-03-05', '09:00'])
    expect(booked.start).toBe('2031-03-05T09:00:00+12:00')
    expect(world.appointments()[0]?.start).toBe(booked.start)
  })
})

describe('where the clocks are changed', () => {
  const berlin = { timeZone: 'Europe/Berlin' }
  const listed = async (date: string, start: string, end: string) => {
    const { slots } = await adapterOver(scheduleOf({ start, end }), berlin).listSlots({ doctorId, ...only(date) })
    return slots.map((slot) => [slot.start, slot.end])
  }

  it('a time that never happens moves forward by the missing hour', async () => {
    expect(await listed('2031-03-30', '02:30', '02:50')).toEqual([
      ['2031-03-30T03:30:00+02:00', '2031-03-30T03:50:00+02:00'],
    ])
  })

  it('a time that happens twice is its first occurrence', async () => {
    expect(await listed('2031-10-26', '02:30', '02:50')).toEqual([
      ['2031-10-26T02:30:00+02:00', '2031-10-26T02:50:00+02:00'],
    ])
  })

  it('the offset is that of the time, not that of the day', async () => {
    expect(await listed('2031-03-30', '01:40', '03:00')).toEqual([
      ['2031-03-30T01:40:00+01:00', '2031-03-30T03:00:00+02:00'],
    ])
  })

  it('an end at midnight is the next day’s', async () => {
    for (const end of ['00:00', '24:00']) {
      expect(await listed('2031-03-05', '23:40', end)).toEqual([
        ['2031-03-05T23:40:00+01:00', '2031-03-06T00:00:00+01:00'],
      ])
    }
  })
})

describe('a time that has begun', () => {
  const now = Date.parse('2031-03-05T09:10:00+03:00')
  const rows = [
    { start: '09:00', end: '09:20' },
    { start: '09:20', end: '09:40' },
  ]
  const startsOn = async (date: string) => {
    const adapter = adapterOver(scheduleOf(...rows), { runtime: { now: () => now } })
    return (await adapter.listSlots({ doctorId, ...only(date) })).slots.map(({ start }) => start.slice(11, 16))
  }

  it('is left out today, however the base lists it', async () => {
    expect(await startsOn('2031-03-05')).toEqual(['09:20'])
  })

  it('and so is a day that is over; a day that comes is given as it is listed', async () => {
    expect(await startsOn('2031-03-04')).toEqual([])
    expect(await startsOn('2031-03-06')).toEqual(['09:00', '09:20'])
  })
})

const only = (date: string) => ({ from: date, to: date })
const day = { doctorId, ...only('2031-03-05') }
const patient = { lastName: 'Тестова', firstName: 'Проба', phone: '+74950000001', birthDate: '1990-01-02' }
