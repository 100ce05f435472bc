import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import {
  addClient,
  booked,
  checkText,
  day,
  type Gateway,
  openGateway,
  ready,
  toStart,
  verdict,
  wireDay,
} from './mock-support.ts'

describe('SCHEDULE_REC_REMOVE', () => {
  const remove = ({ gateway }: { gateway: Gateway }, body: Record<string, string | number>, branch = '1') =>
    gateway.send('SCHEDULE_REC_REMOVE', body, branch)

  it('cancels, and says a second time that it was cancelled', async () => {
    const clinic = await booked()
    const { pcode, id } = clinic
    expect((await remove(clinic, { SCHEDID: id, PCODE: pcode })).out.SPRESULT).toBe('1')
    expect(clinic.world.appointment(id)?.status).toBe('cancelled')
    const again = await remove(clinic, { SCHEDID: id })
    expect(verdict(again)).toEqual([0, 2, 'Запись отменена'])
    expect(checkText(again)).toContain('уже отменена')
    expect(again.out.SPCOMMENT).toBe('Запись пациента не найдена')
  })

  it('says of a record that never was that it is not there, or what it says of a cancelled one', async () => {
    const clinic = await booked()
    const unknown = await remove(clinic, { SCHEDID: 999 })
    expect(verdict(unknown)).toEqual([0, 2, 'Запись не найдена'])
    expect(checkText(unknown)).not.toContain('отменена')
    expect(unknown.out.SPCOMMENT).toBe('Запись пациента не найдена')
    clinic.options.unknownOnRemove = 'already-cancelled'
    expect(checkText(await remove(clinic, { SCHEDID: 999 }))).toContain('уже отменена')
  })

  it('does not touch another patient’s record, another branch’s, or one that has begun', async () => {
    const clinic = await booked()
    const { id, gateway, world, options } = clinic
    const other = await addClient(gateway, { LASTNAME: 'Другая' })
    expect(verdict(await remove(clinic, { SCHEDID: id, PCODE: other }))[2]).toBe('Запись не найдена')
    expect(verdict(await remove(clinic, { SCHEDID: id }, '2'))[2]).toBe('Неверный филиал')
    options.wrongBranch = 'not-found'
    expect(verdict(await remove(clinic, { SCHEDID: id }, '2'))[2]).toBe('Запись не найдена')
    toStart(gateway, world.appointment(id)?.slotId)
    const late = await remove(clinic, { SCHEDID: id })
    expect([late.out.SPRESULT, late.out.SPCOMMENT]).toEqual(['0', expect.stringContaining('прошедших')])
    expect(world.appointment(id)?.status).toBe('booked')
  })

  it('is -99 without a SCHEDID', async () => {
    expect((await remove(await booked(), {})).out.SPRESULT).toBe('-99')
  })
})

describe('SCHEDULE_REC_UPDATE', () => {
  const update = (gateway: Gateway, SCHEDID: string, CLVISIT = 1) =>
    gateway.send('SCHEDULE_REC_UPDATE', { SCHEDID, CLVISIT }, '1')

  it('confirms; -2 where there is none, 0 where it is past, -99 for another mark', async () => {
    const { gateway, id, world } = await booked()
    expect((await update(gateway, id)).out.SPRESULT).toBe('1')
    expect(world.appointment(id)?.status).toBe('confirmed')
    expect((await update(gateway, '999')).out.SPRESULT).toBe('-2')
    expect((await update(gateway, id, 0)).out.SPRESULT).toBe('-99')
    toStart(gateway, world.appointment(id)?.slotId)
    const late = await update(gateway, id)
    expect([late.out.SPRESULT, late.out.SPCOMMENT]).toEqual(['0', expect.stringContaining('прошедших')])
  })

  it('finds no cancelled record', async () => {
    const { gateway, id, world } = await booked()
    world.cancel(id)
    expect((await update(gateway, id)).out.SPRESULT).toBe('-2')
  })
})

describe('SCHEDULE_INFO', () => {
  it('shows a record as RESERVE did, -2 where there is none', async () => {
    const { gateway, id, answer } = await booked()
    const info = await gateway.send('SCHEDULE_INFO', { SCHEDID: id })
    expect(info.out).toMatchObject({ SPRESULT: '1', SCHED_INFO: answer.out.SCHED_INFO })
    expect((await gateway.send('SCHEDULE_INFO', { SCHEDID: 999 })).out.SPRESULT).toBe('-2')
  })

  it('shows a cancelled record with the refusal that says so', async () => {
    const { gateway, id, answer, world } = await booked()
    world.cancel(id)
    const info = await gateway.send('SCHEDULE_INFO', { SCHEDID: id })
    expect(verdict(info)).toEqual([0, 2, 'Запись отменена'])
    expect(checkText(info)).toContain('уже отменена')
    expect(info.out.SCHED_INFO).toEqual(answer.out.SCHED_INFO)
  })
})

describe('SCHEDULE_LIST', () => {
  it('has all live records of a range with their people, of one branch where it is routed', async () => {
    const { gateway, world, pcode } = await booked()
    const far = world.freeSlots({ clinicId: '2', from: day, to: day })[0]
    world.book({ slotId: far?.id ?? '', patient: testPatient(2) })
    const rowsOf = async (branch?: string) =>
      (await gateway.send('SCHEDULE_LIST', { BDATE: wireDay, FDATE: wireDay }, branch)).rows('SCHEDULEREC')
    expect(await rowsOf('1')).toMatchObject([
      { SCHEDID: '501', PCODE: pcode, PNAME: 'Тестова Проба Образцовна', PBIRTHDATE: '19900102', PGENDER: '2' },
    ])
    expect((await rowsOf()).map(({ SCHEDID }) => SCHEDID).toSorted()).toEqual(['501', '502'])
    world.cancel('501')
    expect(await rowsOf('1')).toEqual([])
    expect((await gateway.send('SCHEDULE_LIST', { BDATE: '20310306', FDATE: wireDay })).out.SPRESULT).toBe('-99')
  })
})

describe('SCHEDULE_REC_LIST', () => {
  it('has a patient’s live records from a day on, by start, and nobody else’s', async () => {
    const { gateway, reserve, times, pcode, world } = await booked()
    await reserve(times[5])
    await reserve(times[3])
    const other = await addClient(gateway, { LASTNAME: 'Другая' })
    await reserve(times[1], { PCODE: other })
    const list = (body: Record<string, string>) => gateway.send('SCHEDULE_REC_LIST', body)
    const rows = (await list({ PCODE: pcode, BDATE: wireDay })).rows('SCHEDULEREC')
    expect(rows.map(({ SCHEDID, EXTSCHEDID }) => [SCHEDID, EXTSCHEDID])).toEqual([
      ['501', 'r-1'],
      ['503', undefined],
      ['502', undefined],
    ])
    expect(rows[0]).toMatchObject({ FILIAL: '1', DCODE: '1', RNUM: world.appointment('501')?.room, DEPNUM: '3' })
    expect((await list({ PCODE: pcode, BDATE: '20310306' })).rows('SCHEDULEREC')).toEqual([])
    world.cancel('501')
    expect((await list({ PCODE: pcode })).rows('SCHEDULEREC')).toHaveLength(2)
  })

  it('comes in pages that say what they hold', async () => {
    const { gateway, reserve, times, pcode } = await ready({ pageRows: 2 })
    for (const time of times.slice(0, 5)) await reserve(time)
    const pages: unknown[] = []
    for (const FIRSTROW of [1, 3, 5, 7]) {
      const { rows } = await gateway.send('SCHEDULE_REC_LIST', { PCODE: pcode, FIRSTROW, LASTROW: FIRSTROW + 9 })
      pages.push([rows('SCHEDULEREC').map(({ SCHEDID }) => SCHEDID), ...rows('RECORDSDATA').map(Object.values)])
    }
    expect(pages).toEqual([
      [
        ['501', '502'],
        ['5', '1', '2'],
      ],
      [
        ['503', '504'],
        ['5', '3', '4'],
      ],
      [['505'], ['5', '5', '5']],
      [[], ['5', '7', '6']],
    ])
  })

  it('is -2 for a card nobody has, -99 without one', async () => {
    const gateway = openGateway()
    expect((await gateway.send('SCHEDULE_REC_LIST', { PCODE: 123 })).out.SPRESULT).toBe('-2')
    expect((await gateway.send('SCHEDULE_REC_LIST', {})).out.SPRESULT).toBe('-99')
  })
})
