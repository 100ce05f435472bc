import { testPatient } from '@mis/mock'
import { oneCGuid } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { type Base, day } from './mock-support.ts'
import { appointment, at, end, isConflict, person, rowOf, said, umc } from './mock-umc.ts'

describe('Reservation', () => {
  const reserve = async (base: Base) => (await said(base, 'Reservation', { ...at, Duration: '0:20:00' })).УИД as string

  it('keeps the time for 15 minutes of the world, with the state 6', async () => {
    const base = umc()
    const GUID = await reserve(base)
    const state = () => said(base, 'AppointmentStatus', { GUID })
    expect(await state()).toEqual({ Результат: '6', ОписаниеРезультата: 'Резерв времени' })
    expect((await rowOf(base)).ПериодыГрафика.СвободноеВремя.ПериодГрафика[0]?.ВремяНачала).toContain('T09:20')
    base.world.advance(15 * 60_000 - 1)
    expect(await state()).toMatchObject({ Результат: '6' })
    base.world.advance(1)
    expect(await state()).toMatchObject({ Результат: '0' })
    expect((await rowOf(base)).ПериодыГрафика.СвободноеВремя.ПериодГрафика[0]?.ВремяНачала).toContain('T09:00')
    const late = await said(base, 'AppointmentCreate', { ...at, ...person, GUID })
    expect(late).toMatchObject({ Результат: 'false', ОписаниеОшибки: expect.stringContaining('GUID') })
  })

  it('a second one is the conflict: 500 and plain text, for a booking too', async () => {
    const base = umc()
    await reserve(base)
    for (const [place, body] of [
      ['Reservation', at],
      ['AppointmentCreate', { ...at, ...person }],
    ] as const) {
      const { status, text, type } = await base.ask(`POST /${place}`, body)
      expect([status, type, isConflict(text)]).toEqual([500, 'text/plain; charset=utf-8', true])
    }
  })

  it('becomes the visit of whoever names it, and stays a name of it', async () => {
    const base = umc()
    const GUID = await reserve(base)
    expect(await said(base, 'AppointmentCreate', { ...at, ...person, GUID })).toEqual({
      Результат: 'true',
      ОписаниеОшибки: '',
      УИД: appointment,
    })
    expect(await said(base, 'AppointmentStatus', { GUID })).toMatchObject({ Результат: '1' })
    expect(await said(base, 'AppointmentStatus', { GUID: appointment })).toMatchObject({ Результат: '1' })
  })

  it('may give its own УИД to the visit', async () => {
    const base = umc({ quirks: { keepReservationGuid: true } })
    const GUID = await reserve(base)
    expect(await said(base, 'AppointmentCreate', { ...at, ...person, GUID })).toMatchObject({ УИД: GUID })
    expect(await said(base, 'AppointmentCancel', { GUID, ...end })).toMatchObject({ Результат: 'true' })
    expect(base.world.appointment('501')?.status).toBe('cancelled')
  })

  it('used for another time lets its own go', async () => {
    const base = umc()
    const GUID = await reserve(base)
    await said(base, 'AppointmentCreate', { ...at, TimeBegin: '9:40:00', ...person, GUID })
    expect(base.world.freeSlots({ doctorId: '1', from: day, to: day })[0]?.start).toContain('T09:00')
  })

  it('can be cancelled, twice with one answer, and is then gone', async () => {
    const base = umc()
    const GUID = await reserve(base)
    const first = await said(base, 'AppointmentCancel', { GUID, ...end })
    expect(first).toEqual({ Результат: 'true', ОписаниеОшибки: '' })
    expect(await said(base, 'AppointmentCancel', { GUID, ...end })).toEqual(first)
    expect(await said(base, 'AppointmentStatus', { GUID })).toMatchObject({ Результат: '5' })
    expect(await said(base, 'AppointmentCreate', { ...at, ...person, GUID })).toMatchObject({ Результат: 'false' })
    expect((await said(base, 'Reservation', at)).Результат).toBe('true')
  })
})

describe('AppointmentCreate', () => {
  it('books whom it is told, with comment and service', async () => {
    const base = umc()
    const Service = `${oneCGuid('service', '3')}; ${oneCGuid('service', '4')}`
    const body = {
      Method: 'BookAnAppointmentWithParams',
      ...at,
      ...person,
      Comment: 'сайт',
      Service,
      Duration: '0:20:00',
    }
    expect(await said(base, 'AppointmentCreate', body)).toEqual({
      Результат: 'true',
      ОписаниеОшибки: '',
      УИД: appointment,
    })
    const { sex: _none, snils: _no, oms: _nor, ...patient } = testPatient(1)
    expect(base.world.appointment('501')).toMatchObject({
      patient,
      comment: 'сайт',
      serviceId: '3',
      start: '2031-03-05T09:00:00+03:00',
    })
    expect(base.world.appointment('501')).not.toHaveProperty('reference')
  })

  it.each([
    { Date: '2031-03-05T00:00:00', TimeBegin: '0001-01-01T09:00:00' },
    { Date: '2031-03-05', TimeBegin: '09:00' },
    { Date: '5.3.2031', TimeBegin: '2031-03-05T09:00:00', Duration: '0001-01-01T00:20:00' },
    { Date: '05.03.2031 09:00:00', TimeBegin: '05.03.2031 9:00:00', GUID: '00000000-0000-0000-0000-000000000000' },
    { Birthday: '1990-01-02T00:00:00' },
    { Birthday: '0001-01-01T00:00:00' },
    {
      Birthday: '',
      Client: oneCGuid('service', '1'),
      PatientName: '',
      Phone: '',
      Method: 'BookAnAppointmentWithClient',
    },
  ])('takes %o', async (more) => {
    expect(await said(umc(), 'AppointmentCreate', { ...at, ...person, ...more })).toMatchObject({ УИД: appointment })
  })

  it.each([
    [{ Date: '' }, 'Не заполнен параметр Date!'],
    [{ Date: '31.02.2031' }, 'Неверное значение параметра Date!'],
    [{ TimeBegin: '25:00:00' }, 'Неверное значение параметра TimeBegin!'],
    [{ TimeBegin: '9:05:00' }, 'Выбранное время вне графика сотрудника!'],
    [{ Duration: 'long' }, 'Неверное значение параметра Duration!'],
    [{ Clinic: '' }, 'Не заполнен параметр Clinic!'],
    [{ Clinic: oneCGuid('clinic', '2') }, 'Неверное значение параметра Clinic!'],
    [{ EmployeeID: oneCGuid('doctor', '9') }, 'Неверное значение параметра EmployeeID!'],
    [{ PatientSurname: '' }, 'Не заполнен параметр PatientSurname!'],
    [{ Phone: null }, 'Не заполнен параметр Phone!'],
    [{ Birthday: 'вчера' }, 'Неверное значение параметра Birthday!'],
    [{ Service: oneCGuid('service', '999') }, 'Неверное значение параметра Service!'],
    [
      { GUID: oneCGuid('appointment', '999') },
      'Ошибка при получении уникального идентификатора заявки на основе GUID.',
    ],
    [{ Method: 'FastBookAnAppointment' }, 'Лист ожидания не ведётся!'],
    [{ Method: 'Book' }, 'Неизвестный метод!'],
  ])('refuses %o', async (more, text) => {
    const base = umc()
    expect(await said(base, 'AppointmentCreate', { ...at, ...person, ...more })).toEqual({
      Результат: 'false',
      ОписаниеОшибки: text,
    })
    expect(base.world.appointments()).toEqual([])
  })

  it('knows the rules of the clinic and what has begun', async () => {
    const base = umc()
    await said(base, 'AppointmentCreate', { ...at, ...person })
    base.world.rules.alreadyBooked = true
    const next = { ...at, ...person, TimeBegin: '9:20:00' }
    expect(await said(base, 'AppointmentCreate', next)).toMatchObject({
      ОписаниеОшибки: 'Пациент уже записан к этому сотруднику!',
    })
    base.world.advance(3 * 86_400_000)
    expect(await said(base, 'AppointmentCreate', next)).toMatchObject({ ОписаниеОшибки: 'Время приёма уже прошло!' })
  })

  it('with the GUID of a visit moves it and gives the same УИД back', async () => {
    const base = umc()
    await said(base, 'AppointmentCreate', { ...at, ...person })
    const later = { ...at, TimeBegin: '9:40:00', GUID: appointment }
    expect(await said(base, 'AppointmentCreate', later)).toMatchObject({ Результат: 'true', УИД: appointment })
    expect(base.world.appointments().map(({ start }) => start)).toEqual(['2031-03-05T09:40:00+03:00'])
    await said(base, 'AppointmentCreate', { ...at, ...person, PatientSurname: 'Примеров' })
    const { status, text } = await base.ask('POST /AppointmentCreate', { ...at, GUID: appointment })
    expect([status, isConflict(text)]).toEqual([500, true])
    expect(await said(base, 'AppointmentCreate', { GUID: appointment, Comment: 'другое' })).toMatchObject({
      УИД: appointment,
    })
    base.world.cancel('501')
    expect(await said(base, 'AppointmentCreate', later)).toMatchObject({ Результат: 'false' })
  })
})

describe('AppointmentCancel and AppointmentStatus', () => {
  it('cancel once, with the reason, and again with the same answer', async () => {
    const base = umc()
    await said(base, 'AppointmentCreate', { ...at, ...person })
    for (const _ of [1, 2]) {
      expect(await said(base, 'AppointmentCancel', { GUID: appointment, ...end })).toEqual({
        Результат: 'true',
        ОписаниеОшибки: '',
      })
    }
    expect(base.world.appointment('501')).toMatchObject({ status: 'cancelled', cancelReason: end.Reason })
  })

  it('want both members, empty or not, a GUID they know, and a visit that has not begun', async () => {
    const base = umc()
    await said(base, 'AppointmentCreate', { ...at, ...person })
    const failed = async (body: object) => (await said(base, 'AppointmentCancel', body)).ОписаниеОшибки
    expect(await failed({ GUID: appointment, Reason: '' })).toBe('Не заполнен параметр AdditionalInformation!')
    expect(await failed({ GUID: appointment, AdditionalInformation: '' })).toBe('Не заполнен параметр Reason!')
    expect(await failed({ GUID: '', ...end })).toContain('на основе GUID')
    base.world.advance(3 * 86_400_000)
    expect(await failed({ GUID: appointment, ...end })).toBe('Время приёма уже прошло!')
    expect(base.world.appointment('501')?.status).toBe('booked')
  })

  it('every state is a code of the document', async () => {
    const base = umc()
    await said(base, 'AppointmentCreate', { ...at, ...person })
    for (const [status, code] of [
      ['booked', '1'],
      ['confirmed', '2'],
      ['arrived', '3'],
      ['completed', '3'],
      ['no-show', '4'],
      ['cancelled', '5'],
    ] as const) {
      base.world.setStatus('501', status)
      expect(await said(base, 'AppointmentStatus', { GUID: appointment })).toMatchObject({ Результат: code })
    }
    expect(await said(base, 'AppointmentStatus', { GUID: oneCGuid('appointment', '999999') })).toMatchObject({
      Результат: '0',
    })
  })
})
