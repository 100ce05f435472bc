import { describe, expect, it } from 'vitest'
import { adapterOver, patient, query, stub, visit, wireDay, wireDoctor, wireVisit } from './stub.ts'

const eastern = { ...wireDoctor, clinic_id: 2, time_zone: 'Asia/Yekaterinburg' }
const easternDay = { ...wireDay, time_zone: 'Asia/Yekaterinburg' }
const schedules = (day: object) => ({ 'GET /schedules': { schedules: [day] } })
const both = { ...schedules(easternDay), 'GET /doctors': { doctors: [eastern] } }
const { time_zone: _none, ...zoneless } = wireDay

describe('the clinic of a slot, which Medesk does not name, is', () => {
  it('the adapter’s own where the day is in its zone; the directory is not asked', async () => {
    const medesk = stub(schedules(wireDay))
    const { slots } = await adapterOver(medesk, { clinicId: '5' }).listSlots(query)
    expect([slots[0]?.clinicId, slots[0]?.timeZone, medesk.asked.length]).toEqual(['5', 'Europe/Moscow', 1])
  })

  it('the directory’s where the day is in another zone; it is asked once', async () => {
    const medesk = stub(both)
    const adapter = adapterOver(medesk)
    for (const _time of [1, 2]) {
      const { slots } = await adapter.listSlots(query)
      expect([slots[0]?.clinicId, slots[0]?.start]).toEqual(['2', '2031-03-05T11:00:00+05:00'])
    }
    expect(medesk.asked.filter((request) => request === 'GET /doctors')).toHaveLength(1)
  })

  it('the directory’s, in its zone, where it has been read before and the day names no zone', async () => {
    const medesk = stub({ ...schedules(zoneless), 'GET /doctors': { doctors: [eastern] } })
    const adapter = adapterOver(medesk)
    await adapter.listDoctors({})
    const { slots } = await adapter.listSlots(query)
    expect([slots[0]?.clinicId, slots[0]?.start]).toEqual(['2', '2031-03-05T11:00:00+05:00'])
  })

  it('the one that was asked for where nothing is known', async () => {
    const { slots } = await adapterOver(stub(schedules(easternDay))).listSlots({ ...query, clinicId: '2' })
    expect(slots[0]?.clinicId).toBe('2')
  })

  it('none that was asked for where the doctor is known to work elsewhere', async () => {
    const adapter = adapterOver(stub(both))
    await adapter.listDoctors({})
    expect((await adapter.listSlots({ ...query, clinicId: '1' })).slots).toEqual([])
  })

  it('the adapter’s own where there is no directory to ask', async () => {
    const { slots } = await adapterOver(stub(schedules(easternDay))).listSlots(query)
    expect([slots[0]?.clinicId, slots[0]?.timeZone]).toEqual(['1', 'Asia/Yekaterinburg'])
  })

  it('what the app’s directory says: the one asked for, or the first', async () => {
    const doctors = [
      { id: '7', lastName: 'Примерова', firstName: 'Анна', clinicIds: ['2', '3'], timeZone: 'Asia/Yekaterinburg' },
    ]
    const medesk = stub(schedules(zoneless))
    const adapter = adapterOver(medesk, { doctors })
    expect((await adapter.listSlots(query)).slots[0]).toMatchObject({
      clinicId: '2',
      start: '2031-03-05T11:00:00+05:00',
    })
    expect((await adapter.listSlots({ ...query, clinicId: '3' })).slots[0]?.clinicId).toBe('3')
    expect(medesk.asked.every((request) => request.startsWith('GET /schedules'))).toBe(true)
  })

  it('unknown when the directory fails, and the failure is told', async () => {
    const failing = stub({ ...schedules(easternDay), 'GET /doctors': new Response(null, { status: 500 }) })
    await expect(adapterOver(failing).listSlots(query)).rejects.toMatchObject({ code: 'unavailable' })
  })
})

describe('the times of an appointment', () => {
  const answer = { 'GET /appointments/501': wireVisit }
  const read = (start: string, more: object = {}) =>
    adapterOver(stub({ ...answer, ...more })).getAppointment({ ...visit, clinicId: '2', start })

  it('carry the adapter’s zone where the caller’s start agrees with it, or is in UTC', async () => {
    expect((await read('2031-03-05T09:00:00+03:00'))?.start).toBe('2031-03-05T09:00:00+03:00')
    expect((await read('2031-03-05T06:00:00Z'))?.start).toBe('2031-03-05T09:00:00+03:00')
  })

  it('carry the caller’s offset where it is another', async () => {
    expect(await read('2031-03-05T11:00:00+05:00')).toMatchObject({ clinicId: '2', start: '2031-03-05T11:00:00+05:00' })
    expect((await read('2031-03-05T02:00:00-04:00'))?.start).toBe('2031-03-05T02:00:00-04:00')
  })

  it('carry the doctor’s zone where the directory has told it', async () => {
    const adapter = adapterOver(stub({ ...answer, 'GET /doctors': { doctors: [eastern] } }))
    await adapter.listDoctors({})
    expect((await adapter.getAppointment({ ...visit, start: '2031-03-05T06:00:00Z' }))?.end).toBe(
      '2031-03-05T11:20:00+05:00',
    )
  })

  it('of a patient’s list carry the zone and the clinic of the directory', async () => {
    const medesk = stub({
      'GET /appointments': { appointments: [wireVisit] },
      'GET /doctors': { doctors: [eastern] },
    })
    const { items } = await adapterOver(medesk).listAppointments({ patient })
    expect(items[0]).toMatchObject({ clinicId: '2', start: '2031-03-05T11:00:00+05:00' })
  })

  it('are given by an empty answer to a cancellation too', async () => {
    const medesk = stub({ 'DELETE /appointments/501': new Response(null, { status: 204 }) })
    const cancelled = await adapterOver(medesk).cancel({ appointment: { ...visit, start: '2031-03-05T06:00:00Z' } })
    expect(cancelled.start).toBe('2031-03-05T09:00:00+03:00')
  })
})
