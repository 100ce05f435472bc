import { oneCGuid } from '@mis/onec-medicine/mock'
import { describe, expect, it } from 'vitest'
import { type Base, clinic, day, doctor } from './mock-support.ts'
import { appointment, at, person, type Row, rowOf, said, type Tree, umc, window } from './mock-umc.ts'

describe('Schedule', () => {
  it('is ranges of free and busy time, a single row being an object', async () => {
    const base = umc()
    const [, second] = base.world.freeSlots({ doctorId: '1', from: day, to: day })
    base.world.occupy(second?.id ?? '')
    const period = (from: string, to: string, kind = '1') => ({
      Клиника: clinic,
      Дата: '2031-03-05T00:00:00',
      ВремяНачала: `2031-03-05T${from}:00`,
      ВремяОкончания: `2031-03-05T${to}:00`,
      ВидВремени: `f4ee0000-0000-11ef-8000-00000000000${kind}`,
    })
    expect(await rowOf(base)).toEqual({
      Клиника: clinic,
      СотрудникФИО: 'Примеров Иван Образцович',
      СотрудникID: doctor,
      Специализация: 'Терапия',
      ПериодыГрафика: {
        СвободноеВремя: {
          ПериодГрафика: [period('09:00', '09:20'), period('09:40', '13:00'), period('14:00', '18:00')],
        },
        ЗанятоеВремя: { ПериодГрафика: period('09:20', '09:40', '2') },
      },
      ДлительностьПриема: '0001-01-01T00:20:00',
    })
  })

  it('has no content where there is nothing', async () => {
    const base = umc()
    for (const { id } of base.world.freeSlots({ doctorId: '1', from: day, to: day })) base.world.occupy(id)
    expect((await rowOf(base)).ПериодыГрафика.СвободноеВремя).toBe('')
    const sunday = { StartDate: '2031-03-09T00:00:00', FinishDate: '2031-03-10T00:00:00' }
    expect(await said(base, 'Schedule', sunday)).toBe('')
    base.options.quirks.emptyObjects = true
    expect(await said(base, 'Schedule', sunday)).toEqual({})
    expect((await rowOf(base)).ПериодыГрафика.СвободноеВремя).toEqual({})
  })

  it('a list of one may be an array', async () => {
    expect(await rowOf(umc({ quirks: { arrayOfOne: true } }))).toMatchObject([{ СотрудникID: doctor }])
  })

  it.each([
    ['row', 'ПериодГрафика'],
    ['periods', 'ПериодыГрафика.ПериодГрафика'],
    ['full', 'ПериодыГрафика.СвободноеВремя.ПериодГрафика'],
  ] as const)('OnlyFreeTime as %s has the periods at %s', async (onlyFreeTime, path) => {
    for (const OnlyFreeTime of ['true', true]) {
      const row = await rowOf(umc({ quirks: { onlyFreeTime } }), { OnlyFreeTime })
      expect(row).toHaveProperty(`${path}.0.ВремяНачала`, '2031-03-05T09:00:00')
      expect(JSON.stringify(row)).not.toContain('ЗанятоеВремя')
    }
  })

  it('takes either way to write a date, the end being a moment or, in some bases, a day', async () => {
    const base = umc()
    const usual = await rowOf(base)
    expect(await rowOf(base, { StartDate: '05.03.2031 00:00:00', FinishDate: '06.03.2031' })).toEqual(usual)
    expect(await rowOf(base, { StartDate: '2031-03-05', FinishDate: '05.03.2031 23:59:59' })).toEqual(usual)
    const morning = await rowOf(base, { FinishDate: '2031-03-05T13:00:00' })
    expect(morning.ПериодыГрафика.СвободноеВремя.ПериодГрафика).toMatchObject({ ВремяОкончания: '2031-03-05T13:00:00' })
    expect(await rowOf(base, { FinishDate: '2031-03-05T00:00:00' })).toBeUndefined()
    base.options.quirks.finishDay = true
    expect(await rowOf(base, { FinishDate: '2031-03-05T00:00:00' })).toEqual(usual)
  })

  it('has all doctors of the clinic unless some are named, and nobody of another', async () => {
    const idsOf = async (body: object) => {
      const rows = (await said(umc({ quirks: { arrayOfOne: true } }), 'Schedule', { ...window, ...body }))
        .ГрафикДляСайта
      return ((rows ?? []) as Row[]).map(({ СотрудникID }) => СотрудникID)
    }
    expect((await idsOf({})).length).toBeGreaterThan(3)
    expect(await idsOf({ Employees: `${doctor.toUpperCase()} ; ${oneCGuid('doctor', '9')};` })).toEqual([doctor])
    expect(await idsOf({ Clinic: oneCGuid('clinic', '2') })).toEqual([])
  })

  it('may have a row for each speciality, and no length of a visit', async () => {
    const base = umc({ quirks: { rowPerSpecialty: true, emptyDates: true } })
    const wide = { StartDate: '2031-03-03', FinishDate: '2031-04-01', Employees: oneCGuid('doctor', '6') }
    const rows = (await said(base, 'Schedule', wide)).ГрафикДляСайта as Row[]
    expect(rows.map((row) => [row.Специализация, row.ДлительностьПриема])).toEqual([
      ['Терапия', '0001-01-01T00:00:00'],
      ['Эндокринология', '0001-01-01T00:00:00'],
    ])
    expect(rows[0]?.ПериодыГрафика).toEqual(rows[1]?.ПериодыГрафика)
  })

  it('has three methods, one of them misspelt', async () => {
    for (const Method of ['GetSchedule20', 'GetSchedule', 'GetEnlargmenetSchedule']) {
      expect((await rowOf(umc(), { Method })).СотрудникID).toBe(doctor)
    }
    for (const wrong of [
      { Method: 'GetEnlargementSchedule' },
      { Format: 'XML' },
      { StartDate: 'soon' },
      { FinishDate: '' },
      { FinishDate: '2031-03-04' },
    ]) {
      expect(await said(umc(), 'Schedule', { ...window, ...wrong })).toMatchObject({ Результат: 'false' })
    }
  })
})

describe('DictionaryData', () => {
  const list = (base: Base, Method: string, more: object = {}) => said(base, 'DictionaryData', { Method, ...more })

  it('has the one clinic', async () => {
    const { world } = umc()
    expect(await list(umc(), 'GetListClinic')).toEqual({
      Клиника: { Наименование: world.clinics()[0]?.name, УИД: clinic },
    })
    expect(await list(umc({ clinicId: '2' }), 'GetListClinic')).toMatchObject({
      Клиника: { УИД: oneCGuid('clinic', '2') },
    })
  })

  it('has those who work there, those who left only in some bases', async () => {
    const base = umc()
    const working = base.world.doctors().filter(({ active, clinicIds }) => active && clinicIds.includes('1'))
    const staff = async (more: object = {}) => [(await list(base, 'GetListEmployees', more)).Сотрудник].flat() as Tree[]
    expect((await staff()).map(({ UID, Фамилия, Имя, Отчество }) => [UID, Фамилия, Имя, Отчество])).toEqual(
      working.map((each) => [oneCGuid('doctor', each.id), each.lastName, each.firstName, each.middleName ?? '']),
    )
    expect(await staff({ EmployeeID: doctor })).toMatchObject([{ СреднийРейтинг: '4,0', Организация: clinic }])
    expect(await staff({ SearchName: 'примеров и' })).toHaveLength(1)
    expect(await staff({ Clinic: oneCGuid('clinic', '2') })).toEqual([undefined])
    base.options.quirks.inactiveDoctors = true
    expect(await staff()).toHaveLength(working.length + 1)
  })

  it('has services with prices in a folder, for a clinic that exchanges with the site', async () => {
    const base = umc()
    const [folder, ...services] = (await list(base, 'GetNomenclatureAndPrices', { Clinic: clinic })).Каталог as Tree[]
    expect(folder).toMatchObject({ ЭтоПапка: 'true', Цена: '0' })
    expect(
      services.map(({ UID, Наименование, Цена, Продолжительность, ЭтоПапка }) => [
        UID,
        Наименование,
        Цена,
        Продолжительность,
        ЭтоПапка,
      ]),
    ).toEqual(
      base.world
        .services()
        .map((service) => [
          oneCGuid('service', service.id),
          service.name,
          String((service.price?.amountMinor ?? 0) / 100),
          `0001-01-01T00:${service.durationMinutes}:00`,
          'false',
        ]),
    )
    expect((await list(base, 'GetNomenclatureAndPrices')).ОписаниеОшибки).toBe(
      'Не обнаружена настройка обмена с сайтом для данной клиники!',
    )
  })

  it('may sit one level down', async () => {
    const base = umc({ quirks: { nestedTrees: true } })
    expect(await list(base, 'GetListClinic')).toHaveProperty('СписокКлиник.Клиника.УИД', clinic)
    expect(await list(base, 'GetListEmployees')).toHaveProperty('Сотрудники.Сотрудник.0.UID', doctor)
    expect(await list(base, 'GetNomenclatureAndPrices', { Clinic: clinic })).toHaveProperty(
      'Каталоги.Каталог.0.ЭтоПапка',
      'true',
    )
  })

  it('knows three methods', async () => {
    for (const Method of ['', 'GetListPatients', 'constructor']) {
      expect(await list(umc(), Method)).toMatchObject({ ОписаниеОшибки: 'Неизвестный метод!' })
    }
  })
})

describe('every request', () => {
  it('names the key where one is set', async () => {
    const base = umc({ key: 'k0' })
    for (const place of ['Schedule', 'Reservation', 'AppointmentCreate', 'AppointmentCancel', 'DictionaryData']) {
      expect(await said(base, place, { Key: 'other' })).toEqual({
        Результат: 'false',
        ОписаниеОшибки: 'Неверный ключ API!',
      })
    }
    expect(await said(base, 'AppointmentStatus', { Key: '' })).toMatchObject({ Результат: '0' })
    expect(await said(base, 'DictionaryData', { Key: 'k0', Method: 'GetListClinic' })).toHaveProperty('Клиника')
  })

  it('is a JSON object, or the module raises', async () => {
    for (const body of ['', '[]', 'null', '{"Key":', '"x"']) {
      const { status, text, type } = await umc().ask('POST /Schedule', body)
      expect([status, type]).toEqual([500, 'text/plain; charset=utf-8'])
      expect(text).toMatch(/^\{HTTPСервис\.bwi\.Модуль\(40\)\}: /)
    }
    expect((await umc().ask('POST /DictionaryData', '\uFEFF{"Method":"GetListClinic"}')).status).toBe(200)
  })

  it('names its operation by path, method and what the GUID is of', async () => {
    const base = umc()
    const operation = (place: string, body: object = {}) =>
      base.mock.operationOf?.('POST', `/${place}`, JSON.stringify(body))
    const GUID = (await said(base, 'Reservation', at)).УИД
    await said(base, 'AppointmentCreate', { ...at, ...person, TimeBegin: '9:20:00' })
    expect(operation('Schedule')).toBe('listSlots')
    expect(operation('Reservation')).toBe('hold')
    expect(operation('AppointmentStatus')).toBe('getAppointment')
    expect(['', GUID, appointment].map((guid) => operation('AppointmentCreate', { GUID: guid }))).toEqual([
      'book',
      'book',
      'reschedule',
    ])
    expect(['', GUID, appointment].map((guid) => operation('AppointmentCancel', { GUID: guid }))).toEqual([
      'cancel',
      'releaseHold',
      'cancel',
    ])
    expect(
      ['GetListClinic', 'GetListEmployees', 'GetNomenclatureAndPrices'].map((Method) =>
        operation('DictionaryData', { Method }),
      ),
    ).toEqual(['listClinics', 'listDoctors', 'listServices'])
    expect(base.mock.operationOf?.('POST', '/AppointmentCreate', '{')).toBe('book')
    expect(base.mock.operationOf?.('GET', '/Schedule', '')).toBeUndefined()
    for (const target of ['GET /Schedule', 'POST /schedule', 'POST /Lead']) {
      await expect(base.ask(target)).rejects.toMatchObject({ name: 'UnmatchedRequest' })
    }
  })
})
