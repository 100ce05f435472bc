import { describe, expect, it } from 'vitest'
import { mergeServices, toDoctors, toPrice, toServices, toSlots } from '../src/bit-umc/map.ts'
import { slotFacts } from '../src/bit-umc/slot-token.ts'
import { scheduleAnswerSchema } from '../src/wire/bit-umc/schedule.ts'
import { clinicId, doctorId, wireRow } from './bit-umc-stub.ts'

const home = { clinicId: '1', timeZone: 'Europe/Moscow' }
const rows = (...of: unknown[]) => scheduleAnswerSchema.parse({ Ответ: { ГрафикДляСайта: of } })
const cutting = { ...home, visitMinutes: 30, from: '2031-03-05', to: '2031-03-05' }
const times = (of: ReturnType<typeof rows>) => toSlots(of, cutting).map(({ start }) => start.slice(11, 16))

describe('employees', () => {
  it('of one reference are one doctor with all clinics and specialities', () => {
    const name = { Фамилия: 'Шаблонова', Имя: 'Ольга', Отчество: 'Учебновна' }
    const doctors = toDoctors(
      [
        { UID: 'd', ...name, Специализация: 'Терапия', Организация: 'c1' },
        { UID: 'd', ...name, Специализация: 'Эндокринология', Организация: 'c2' },
        { UID: 'd', ...name, Специализация: 'Терапия', Организация: 'c2' },
      ],
      home,
    )
    expect(doctors).toEqual([
      {
        id: 'd',
        lastName: 'Шаблонова',
        firstName: 'Ольга',
        middleName: 'Учебновна',
        fullName: 'Шаблонова Ольга Учебновна',
        specialties: [
          { id: 'Терапия', name: 'Терапия' },
          { id: 'Эндокринология', name: 'Эндокринология' },
        ],
        clinicIds: ['c1', 'c2'],
        active: true,
      },
    ])
  })

  it('with several specialities in one text have them all', () => {
    const [doctor] = toDoctors([{ UID: 'd', Наименование: 'Тестов', Специализация: 'Терапия, Хирургия' }], home)
    expect(doctor?.specialties.map(({ name }) => name)).toEqual(['Терапия', 'Хирургия'])
  })

  it('without the parts of a name have them from the whole', () => {
    const parts = (whole: string) => {
      const [doctor] = toDoctors([{ UID: 'd', Наименование: whole }], home)
      return doctor && [doctor.lastName, doctor.firstName, doctor.middleName ?? null, doctor.fullName]
    }
    expect(parts('Примерова Анна')).toEqual(['Примерова', 'Анна', null, 'Примерова Анна'])
    expect(parts('Ибн Али Мохаммед Оглы')).toEqual(['Ибн', 'Али', 'Мохаммед Оглы', 'Ибн Али Мохаммед Оглы'])
    expect(parts('Процедурный')).toEqual(['Процедурный', '', null, 'Процедурный'])
  })

  it('without a reference or any name are none', () => {
    expect(toDoctors([{ Наименование: 'Терапевты' }, { UID: 'd' }], home)).toEqual([])
  })

  it('of a base without clinics work in the one that was named', () => {
    expect(toDoctors([{ UID: 'd', Наименование: 'Тестов' }], home)[0]?.clinicIds).toEqual(['1'])
  })
})

describe('the price list', () => {
  it('has no folders and nothing without a name', () => {
    const entries = [
      { UID: 'f', Наименование: 'Приёмы', Цена: '0', Продолжительность: undefined, ЭтоПапка: true },
      { UID: 's', Наименование: 'Приём', Цена: '1 500,50', Продолжительность: 30, ЭтоПапка: false },
      { UID: 'n', Наименование: undefined, Цена: '1', Продолжительность: 30, ЭтоПапка: false },
    ]
    expect(toServices(entries)).toEqual([
      { id: 's', name: 'Приём', durationMinutes: 30, price: { amountMinor: 150_050, currency: 'RUB' } },
    ])
  })

  it.each([
    ['1500', 150_000],
    ['1500,5', 150_050],
    ['1500.50', 150_050],
    ['1 500,05', 150_005],
    ['1500,000', 150_000],
    ['0', 0],
  ])('has the price %s as %i kopecks', (text, amountMinor) => {
    expect(toPrice(text)).toEqual({ amountMinor, currency: 'RUB' })
  })

  it.each(['от 1500', '1500,505', '-5', ''])('has no price in %j', (text) => {
    expect(toPrice(text)).toBeUndefined()
  })

  it('of several clinics has each service once, and a price only where all agree', () => {
    const price = (roubles: number) => ({ amountMinor: roubles * 100, currency: 'RUB' })
    const [one, two] = [
      { id: 's', name: 'Приём' },
      { id: 't', name: 'Анализ' },
    ]
    expect(
      mergeServices([
        [
          { ...one, price: price(10) },
          { ...two, price: price(5) },
        ],
        [
          { ...one, price: price(12) },
          { ...two, price: price(5) },
        ],
      ]),
    ).toEqual([one, { ...two, price: price(5) }])
  })
})

describe('rows of the schedule', () => {
  it('are cut by the visit length they name, and by the default where they name none', () => {
    expect(times(rows(wireRow))).toEqual(['09:00', '09:20', '09:40'])
    expect(times(rows({ ...wireRow, ДлительностьПриема: '0001-01-01T00:00:00' }))).toEqual(['09:00', '09:30'])
  })

  it('of one doctor and clinic name a time once, however many specialities they are for', () => {
    expect(times(rows(wireRow, { ...wireRow, Специализация: 'Хирургия' }))).toEqual(['09:00', '09:20', '09:40'])
  })

  it('of two clinics are two clinics’ slots', () => {
    const other = '0c1c0000-0000-11ef-8000-000000000002'
    const slots = toSlots(rows(wireRow, { ...wireRow, Клиника: other }), cutting)
    expect(slots.map((slot) => slot.clinicId)).toEqual([...Array(3).fill(clinicId), ...Array(3).fill(other)])
    expect(new Set(slots.map(({ id }) => id)).size).toBe(6)
  })

  it('without a clinic are the named clinic’s, and the token names none to the base', () => {
    const [slot] = toSlots(rows({ ...wireRow, Клиника: '' }), cutting)
    expect(slot?.clinicId).toBe('1')
    expect(slot && slotFacts(slot, home.timeZone)).toEqual({
      employeeId: doctorId,
      clinicId: undefined,
      start: '2031-03-05T09:00:00',
      minutes: 20,
    })
  })

  it('give slots in the zone of the base', () => {
    const [slot] = toSlots(rows(wireRow), { ...cutting, timeZone: 'Asia/Kamchatka' })
    expect([slot?.start, slot?.end, slot?.timeZone]).toEqual([
      '2031-03-05T09:00:00+12:00',
      '2031-03-05T09:20:00+12:00',
      'Asia/Kamchatka',
    ])
  })
})
