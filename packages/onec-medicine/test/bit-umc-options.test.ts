import { createWorld } from '@mis/mock'
import { createOneCMedicine, type OneCMedicineOptions } from '@mis/onec-medicine'
import { oneCGuid } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { adapterOver, clinic, freeMorning, query, stub } from './bit-umc-stub.ts'

describe('the options of bit-umc', () => {
  it.each([
    ['visitMinutes', { visitMinutes: 0 }],
    ['slotWindowDays', { slotWindowDays: 32 }],
    ['clinicId', { clinicId: '' }],
    ['key', { key: 5 }],
    ['shape.paths.Schedule', { shape: { paths: { Schedule: 'Schedule' } } }],
    ['shape.fields.*', { shape: { fields: { ДлительностьПриема: '' } } }],
    ['shape', { shape: { path: {} } }],
  ])('name %s where it is wrong', (field, wrong) => {
    const options = { profile: 'bit-umc', baseUrl: 'http://umc.test', username: 'u', password: '', timeZone: 'UTC' }
    const create = () => createOneCMedicine({ ...options, ...wrong } as OneCMedicineOptions)
    expect(create).toThrow(expect.objectContaining({ code: 'invalid-request', details: { fields: [field] } }))
  })

  it.each([
    ['a path that no service has', { paths: { Schedules: '/x' } }],
    ['a member that the document does not have', { fields: { ВремяПриема: 'Время' } }],
  ])('refuse %s', (_what, shape) => {
    expect(() => adapterOver({}, { shape } as never)).toThrow(expect.objectContaining({ code: 'invalid-request' }))
  })

  it('give the length of a visit where the schedule names none', async () => {
    const { ДлительностьПриема: _length, ...row } = freeMorning.Ответ.ГрафикДляСайта
    const { adapter } = stub({ Schedule: { Ответ: { ГрафикДляСайта: row } } })
    expect((await adapter({ visitMinutes: 15 }).listSlots(query)).slots).toHaveLength(4)
    expect((await adapter().listSlots(query)).slots).toHaveLength(2)
  })

  it('give the days one request may span', async () => {
    const { adapter, asked } = stub({ Schedule: freeMorning })
    await adapter({ slotWindowDays: 7 }).listSlots({ ...query, to: '2031-03-18' })
    expect(asked.map(({ members }) => [members.StartDate, members.FinishDate])).toEqual([
      ['2031-03-05T00:00:00', '2031-03-11T23:59:59'],
      ['2031-03-12T00:00:00', '2031-03-18T23:59:59'],
    ])
  })
})

describe('the zone of the base', () => {
  it.each([
    ['Europe/Kaliningrad', '+02:00'],
    ['Asia/Kamchatka', '+12:00'],
  ])('%s makes every slot the instant that the clinic holds', async (timeZone, offset) => {
    const world = createWorld({ timeZone })
    const { adapter } = clinic({}, world, { timeZone })
    const days = { from: '2031-03-04', to: '2031-03-28' }
    const { slots } = await adapter.listSlots({ doctorId: oneCGuid('doctor', '1'), ...days })
    const held = world.freeSlots({ doctorId: '1', ...days })
    expect(slots.map(({ start, end }) => [start, end])).toEqual(held.map(({ start, end }) => [start, end]))
    expect(slots[0]?.start).toBe(`2031-03-04T09:00:00${offset}`)
  })
})
