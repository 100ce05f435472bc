import { describe, expect, it } from 'vitest'
import { addClient, booked, checkText, day, ready, timesOf, toStart, verdict, wireDay } from './mock-support.ts'

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
