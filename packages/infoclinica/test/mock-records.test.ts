import { testPatient } from '@mis/mock'
import { describe, expect, it } from 'vitest'
import {
  addClient,
  checkText,
  day,
  type Fields,
  type Gateway,
  openGateway,
  reservation,
  timesOf,
  verdict,
  wireDay,
} from './mock-support.ts'

async function ready(change: Parameters<typeof openGateway>[0] = {}) {
  const gateway = openGateway(change)
  const [pcode, times] = [await addClient(gateway), await timesOf(gateway)]
  const reserve = (time: Fields | undefined, more: Record<string, string | number> = {}, branch = '1') =>
    gateway.send('SCHEDULE_REC_RESERVE', reservation(time, pcode, more), branch)
  return { ...gateway, gateway, pcode, times, reserve }
}

async function booked(change: Parameters<typeof openGateway>[0] = {}) {
  const clinic = await ready(change)
  const answer = await clinic.reserve(clinic.times[0], { AUTHMODE: 4, EXTSCHEDID: 'r-1' })
  return { ...clinic, answer, id: String(answer.out.SCHEDID) }
}

const toStart = ({ world }: Gateway, slotId: string | undefined) =>
  world.advance(Date.parse(world.slot(slotId ?? '')?.start ?? '') - world.now())

describe('SCHEDULE_REC_RESERVE', () => {
  it('books for the card’s owner and gives SCHEDID and SCHED_INFO, with a comment', async () => {
    const { answer, world, id, times } = await booked()
    expect(answer.out).toMatchObject({ SPRESULT: '1', SPCOMMENT: expect.stringMatching(/./), SCHEDID: '501' })
    expect(answer.out.SCHED_INFO).toEqual({
      ...{ WORKDATE: wireDay, BHOUR: '9', BMIN: '0', FHOUR: '9', FMIN: '20', CASHID: '1', ONLINETYPE: '0' },
      ...{ FILIAL: '1', FNAME: 'Учебная клиника на Примерной', DCODE: '1', DNAME: 'Примеров Иван Образцович' },
      ...{ SCHEDIDENT: times[0]?.SCHEDIDENT, EXTSCHEDID: 'r-1' },
    })
    expect(world.appointment(id)).toMatchObject({
      ...{ reference: 'r-1', start: `${day}T09:00:00+03:00`, status: 'booked' },
      patient: { lastName: 'Тестова', firstName: 'Проба', middleName: 'Образцовна', birthDate: '1990-01-02' },
    })
    expect(world.appointment(id)?.patient).toMatchObject({ phone: '+74950000001', sex: 'female' })
  })

  it('takes padded hours and minutes as well', async () => {
    const { reserve, times } = await ready()
    expect((await reserve(times[0], { BHOUR: '09', BMIN: '00', FHOUR: '09' })).out.SPRESULT).toBe('1')
  })

  it('keeps EXTSCHEDID with AUTHMODE 4 alone, or never', async () => {
    const { reserve, times, world } = await ready()
    await reserve(times[0], { EXTSCHEDID: 'r-1' })
    expect(world.appointment('501')).not.toHaveProperty('reference')
    const { answer, world: other } = await booked({ externalId: false })
    expect(answer.out.SCHED_INFO).not.toHaveProperty('EXTSCHEDID')
    expect(other.appointment('501')).not.toHaveProperty('reference')
    expect((await reserve(times[1], { AUTHMODE: 4, EXTSCHEDID: 'x'.repeat(65) })).out.SPRESULT).toBe('-99')
  })

  it('keeps the first service of SCHLIST', async () => {
    const { reserve, times, world } = await ready()
    await reserve(times[0], { SCHLIST: '5,6' })
    expect(world.appointment('501')).toMatchObject({ serviceId: '5' })
    expect((await reserve(times[1], { SCHLIST: '999' })).out.SPRESULT).toBe('-99')
  })

  it('says that a time is taken, whoever has it', async () => {
    const { reserve, times, world } = await booked()
    const answer = await reserve(times[0])
    expect(verdict(answer)).toEqual([0, 2, 'Время занято'])
    expect(checkText(answer)).toContain('недавно занято')
    expect(answer.out.SPCOMMENT).toContain('недавно занято')
    expect(world.appointments()).toHaveLength(1)
  })

  it('refuses a time that has begun with a comment alone', async () => {
    const { reserve, times, gateway, world } = await ready()
    toStart(gateway, world.freeSlots({ doctorId: '1', from: day })[0]?.id)
    const answer = await reserve(times[0])
    expect([answer.out.SPRESULT, answer.out.SPCOMMENT]).toEqual(['0', expect.stringContaining('прошедших')])
    expect(answer.rows('CHECKDATA')).toEqual([])
  })

  it.each([
    ['another day', { WORKDATE: '20310309' }],
    ['another end', { FMIN: 25 }],
    ['another schedule', { SCHEDIDENT: 12345 }],
    ['another doctor', { DCODE: 2 }],
  ])('has no such time for %s', async (_what, change) => {
    const { reserve, times } = await ready()
    expect(verdict(await reserve(times[0], change))).toEqual([0, 2, 'Нет такого времени'])
  })

  it('tells visits in the clinic from visits online by ONLINETYPE', async () => {
    const { reserve, times, world, gateway } = await ready()
    expect(verdict(await reserve(times[0], { ONLINETYPE: 1 }))).toEqual([0, 2, 'Вид приёма недоступен'])
    const online = world.freeSlots({ from: day, to: day }).find(({ mode }) => mode === 'online')
    const [time] = await timesOf(gateway, online?.doctorId, wireDay, 3)
    expect(verdict(await reserve(time, { ONLINETYPE: 0 }, online?.clinicId))).toEqual([0, 2, 'Вид приёма недоступен'])
    const answer = await reserve(time, { ONLINETYPE: 1 }, online?.clinicId)
    expect(answer.out).toMatchObject({ SPRESULT: '1', SCHED_INFO: { ONLINETYPE: '1' } })
    expect(world.appointments()).toHaveLength(1)
  })

  it('refuses another branch than the time’s, in one of three ways', async () => {
    const outcomes = []
    for (const wrongBranch of ['refused', 'envelope', 'not-found'] as const) {
      const { reserve, times, world } = await ready({ wrongBranch })
      const answer = await reserve(times[0], {}, '2')
      outcomes.push(answer.ack === 'AE' ? answer.fault : verdict(answer)[2])
      expect(world.appointments()).toEqual([])
    }
    expect(outcomes).toEqual(['Неверный филиал', 'Сообщение направлено в другой филиал', 'Нет такого времени'])
  })

  it('is -2 for a card nobody has', async () => {
    const { reserve, times } = await ready()
    expect((await reserve(times[0], { PCODE: 123 })).out.SPRESULT).toBe('-2')
  })

  it('knows the rules of the clinic: a referral, an age, a second visit, a remark', async () => {
    const rules = {
      referral: { code: 2, label: 'Нужно направление', text: 'Нужно направление терапевта' },
      age: { code: 2, label: 'Ограничение по возрасту', text: 'Приём только до 18 лет' },
      remark: { code: 1, label: 'Предупреждение', text: 'Приходите натощак' },
    } as const
    const asked: unknown[] = []
    const clinic = await ready()
    for (const check of [rules.referral, rules.age]) {
      clinic.options.rule = (question) => {
        asked.push(question)
        return check
      }
      const answer = await clinic.reserve(clinic.times[0])
      expect([...verdict(answer), checkText(answer)]).toEqual([0, 2, check.label, check.text])
    }
    expect(asked[0]).toMatchObject({ doctorId: '1', slotId: '10301', patient: { lastName: 'Тестова' } })
    expect(clinic.world.appointments()).toEqual([])
    clinic.options.rule = () => rules.remark
    expect(verdict(await clinic.reserve(clinic.times[0]))).toEqual([1, 1, rules.remark.label])
    clinic.world.rules.alreadyBooked = true
    expect(verdict(await clinic.reserve(clinic.times[1]))).toEqual([0, 2, 'Пациент уже записан'])
  })

  it.each([
    { DCODE: '' },
    { WORKDATE: '2031-03-05' },
    { BHOUR: 24 },
    { BMIN: '' },
    { FHOUR: 'nine' },
    { FMIN: 60 },
    { SCHEDIDENT: 'x' },
    { PCODE: '' },
    { ONLINETYPE: 2 },
    { SCHEDID: 'x' },
    { AUTHMODE: 'x' },
  ])('is -99 for %o', async (change) => {
    const { reserve, times } = await ready()
    expect((await reserve(times[0], change)).out.SPRESULT).toBe('-99')
  })
})

describe('SCHEDULE_REC_RESERVE with SCHEDID', () => {
  it('moves that very record and keeps its reference', async () => {
    const { reserve, times, world, id } = await booked()
    const answer = await reserve(times[3], { SCHEDID: id })
    expect(answer.out).toMatchObject({ SPRESULT: '1', SCHEDID: id, SCHED_INFO: { BHOUR: '10', EXTSCHEDID: 'r-1' } })
    expect(world.appointments()).toMatchObject([{ id, start: `${day}T10:00:00+03:00`, status: 'booked' }])
    expect((await reserve(times[0])).out.SPRESULT).toBe('1')
  })

  it('leaves the record alone where the new time is taken', async () => {
    const { reserve, times, world, id } = await booked()
    await reserve(times[1])
    expect(verdict(await reserve(times[1], { SCHEDID: id }))).toEqual([0, 2, 'Время занято'])
    expect(world.appointment(id)?.start).toBe(`${day}T09:00:00+03:00`)
  })

  it('is -2 for a record that is not there or is another’s, and says where it is cancelled', async () => {
    const { reserve, times, world, id, gateway } = await booked()
    expect((await reserve(times[1], { SCHEDID: 999 })).out.SPRESULT).toBe('-2')
    const other = await addClient(gateway, { LASTNAME: 'Другая' })
    expect((await reserve(times[1], { SCHEDID: id, PCODE: other })).out.SPRESULT).toBe('-2')
    world.cancel(id)
    expect(checkText(await reserve(times[1], { SCHEDID: id }))).toContain('уже отменена')
  })
})

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
