import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clinicsAnswerSchema } from '../src/wire/bit-umc/clinics.ts'
import {
  lengthText,
  optionalMinutes,
  optionalMoment,
  optionalReference,
  timeText,
} from '../src/wire/bit-umc/moments.ts'
import { renamedFromBase } from '../src/wire/bit-umc/names.ts'
import { complaintIn, wordIn } from '../src/wire/bit-umc/refusal.ts'
import { scheduleAnswerSchema } from '../src/wire/bit-umc/schedule.ts'
import { flag, optionalFlag, optionalText } from '../src/wire/bit-umc/tree.ts'
import { wireRow } from './bit-umc-stub.ts'

const clinic = { УИД: '0c1c0000-0000-11ef-8000-000000000001', Наименование: 'Учебная клиника' }
const rowsOf = (row: unknown) => scheduleAnswerSchema.parse({ Ответ: { ГрафикДляСайта: row } })

describe('a list of the service', () => {
  it.each([
    ['one child as itself', { Ответ: { Клиника: clinic } }],
    ['one child in an array', { Ответ: { Клиника: [clinic] } }],
    ['under the root of the SOAP document', { СписокКлиник: { Клиника: clinic } }],
    ['under both', { Ответ: { СписокКлиник: { Клиника: [clinic] } } }],
    ['without the element around the children', { Ответ: [clinic] }],
  ])('is read as %s', (_form, answer) => {
    expect(clinicsAnswerSchema.parse(answer)).toEqual([clinic])
  })

  it.each([
    ['an empty text', { Ответ: '' }],
    ['a blank text', { Ответ: ' ' }],
    ['an empty object', { Ответ: {} }],
    ['an empty element', { Ответ: { Клиника: '' } }],
    ['an empty element below', { Ответ: { СписокКлиник: {} } }],
    ['an empty array', { Ответ: { Клиника: [] } }],
  ])('is empty as %s', (_form, answer) => {
    expect(clinicsAnswerSchema.parse(answer)).toEqual([])
  })

  it.each([
    ['has no envelope', {}],
    ['is nothing', ''],
    ['is null', null],
    ['has other content', { Ответ: { Погода: 'дождь' } }],
    ['is a text', { Ответ: 'Error' }],
    ['is of another kind', { message: 'oops' }],
  ])('is no empty list where the answer %s', (_what, answer) => {
    expect(clinicsAnswerSchema.safeParse(answer).success).toBe(false)
  })

  it('says the same in every form the platform may give it', () => {
    const forms = fc.record({
      count: fc.integer({ min: 0, max: 4 }),
      arrays: fc.boolean(),
      empty: fc.constantFrom<unknown>('', {}, ' '),
      wrappers: fc.shuffledSubarray(['СписокКлиник', 'Каталоги', 'Сотрудники']),
    })
    fc.assert(
      fc.property(forms, ({ count, arrays, empty, wrappers }) => {
        const clinics = Array.from({ length: count }, (_, index) => ({
          УИД: `id-${index}`,
          Наименование: `№ ${index}`,
        }))
        const [only] = clinics
        const children = count === 0 ? empty : count === 1 && !arrays ? only : clinics
        const inner = { Клиника: children } as unknown
        const answer = wrappers.reduce((tree, name) => ({ [name]: tree }), inner)
        expect(clinicsAnswerSchema.parse({ Ответ: answer })).toEqual(clinics)
      }),
    )
  })

  it('is read or refused, and never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const answer of [value, { Ответ: value }, { Ответ: { ГрафикДляСайта: value } }]) {
          expect(typeof clinicsAnswerSchema.safeParse(answer).success).toBe('boolean')
          expect(typeof scheduleAnswerSchema.safeParse(answer).success).toBe('boolean')
        }
      }),
    )
  })
})

describe('a row of the schedule', () => {
  const { ПериодГрафика: period, ...row } = wireRow
  const free = { ПериодГрафика: period }
  it.each([
    ['in the row itself', { ...row, ...free }],
    ['one level down', { ...row, ПериодыГрафика: free }],
    ['under the free time', { ...row, ПериодыГрафика: { СвободноеВремя: free, ЗанятоеВремя: '' } }],
    ['under the free time of the row', { ...row, СвободноеВремя: free }],
    ['as an array without a name', { ...row, ПериодыГрафика: [period] }],
  ])('has its free periods %s', (_where, form) => {
    const [read] = rowsOf(form)
    expect(read?.free.map(({ ВремяНачала }) => ВремяНачала)).toEqual(['2031-03-05T09:00:00'])
    expect(read?.ДлительностьПриема).toBe(20)
  })

  it.each([
    ['nothing', row],
    ['an empty element', { ...row, ПериодыГрафика: '' }],
    ['busy time only', { ...row, ПериодыГрафика: { ЗанятоеВремя: free } }],
    ['empty free time', { ...row, ПериодыГрафика: { СвободноеВремя: {}, ЗанятоеВремя: free } }],
  ])('with %s has no free time', (_what, form) => {
    expect(rowsOf(form)[0]?.free).toEqual([])
  })

  it('whose period has no end is refused: its time would have none either', () => {
    const { ВремяОкончания: _end, ...open } = period
    expect(() => rowsOf({ ...row, ПериодГрафика: open })).toThrow()
  })
})

describe('a scalar', () => {
  it('is true or false in the words of XDTO and of a person', () => {
    expect(['true', 'True', true, '1', 'Да', 'Истина'].map((word) => flag.parse(word))).toEqual(Array(6).fill(true))
    expect(['false', false, '0', 'нет', 'ложь'].map((word) => flag.parse(word))).toEqual(Array(5).fill(false))
    for (const word of ['', 'maybe', undefined, {}]) expect(flag.safeParse(word).success).toBe(false)
    expect([optionalFlag.parse(''), optionalFlag.parse(undefined)]).toEqual([false, false])
  })

  it('is a text without the blanks around it, or none', () => {
    expect([' Терапия ', 15, '', ' ', {}, null].map((value) => optionalText.parse(value))).toEqual([
      ...['Терапия', '15'],
      ...[undefined, undefined, undefined, undefined],
    ])
  })

  it('is a moment in the liberal forms too, and the empty date is none', () => {
    const moments = ['2031-03-05T09:00:00', '2031-03-05', '05.03.2031 9:10:00', '0001-01-01T09:10:00', '9:10:00']
    expect(moments.map((value) => optionalMoment.parse(value))).toEqual([
      ...['2031-03-05T09:00:00', '2031-03-05T00:00:00', '2031-03-05T09:10:00'],
      ...['0001-01-01T09:10:00', '0001-01-01T09:10:00'],
    ])
    for (const none of ['0001-01-01T00:00:00', '', {}, undefined]) expect(optionalMoment.parse(none)).toBeUndefined()
    for (const bad of ['завтра', '2031-02-30T09:00:00', '2031-03-05T25:00:00', 5]) {
      expect(optionalMoment.safeParse(bad).success, String(bad)).toBe(false)
    }
  })

  it('is a length of time in minutes, and the empty date is none', () => {
    expect(['0001-01-01T00:20:00', '0:40:00', '01:30'].map((value) => optionalMinutes.parse(value))).toEqual([
      20, 40, 90,
    ])
    for (const none of ['0001-01-01T00:00:00', '', {}, undefined]) expect(optionalMinutes.parse(none)).toBeUndefined()
    expect(optionalMinutes.safeParse('долго').success).toBe(false)
  })

  it('is a reference, and the empty one is none', () => {
    expect(optionalReference.parse('00000000-0000-0000-0000-000000000000')).toBeUndefined()
    expect(optionalReference.parse('d0c00000-0000-11ef-8000-000000000007')).toBe('d0c00000-0000-11ef-8000-000000000007')
  })

  it('of a time is written in one form and read back as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1439 }), (minutes) => {
        expect(optionalMinutes.parse(lengthText(minutes))).toBe(minutes)
      }),
    )
    expect(timeText('2031-03-05T09:10:00')).toBe('0001-01-01T09:10:00')
  })
})

describe('a complaint', () => {
  it.each([
    [{ Ответ: { Результат: 'false', ОписаниеОшибки: 'Пациент Тестова уже записан' } }, 'refused'],
    [{ Ответ: { Результат: 'false', ОписаниеОшибки: ' ' } }, 'refused'],
    [{ Ответ: { Результат: false } }, 'refused'],
    [{ Ответ: { Результат: 'false', ОписаниеОшибки: 'Не удалось записать документ Заявка.' } }, 'not-written'],
    [{ ОтветНаЗаписьССайта: { Результат: 'false', ОписаниеОшибки: '' } }, 'refused'],
    [{ Ответ: { ОшибкаПараметров: 'Неверный параметр' } }, 'parameters-wrong'],
    [{ Ответ: { ОписаниеОшибки: 'Что-то не так' } }, 'refused'],
    ['Ошибка при получении уникального идентификатора заявки на основе GUID.', 'request-unknown'],
  ])('in %j is the word %s', (answer, word) => {
    expect(complaintIn(answer)).toBe(word)
  })

  it.each([
    [{ Ответ: { Результат: 'true', ОписаниеОшибки: ' ', УИД: 'a' } }],
    [{ Ответ: { Результат: 'true', ОписаниеОшибки: 'Предупреждение' } }],
    [{ Ответ: { Результат: '4', ОписаниеРезультата: 'Не пришел' } }],
    [{ Ответ: { ГрафикДляСайта: '' } }],
    [{ Ответ: '' }],
    ['Ok'],
    [null],
  ])('is not in %j', (answer) => {
    expect(complaintIn(answer)).toBeUndefined()
  })

  it('is known by its sentence, inside a stack text too', () => {
    const text = '{ОбщийМодуль.ОбменССайтом.Модуль(214)}: Не удалось записать документ.\nНе удалось записать: "Заявка"!'
    expect(wordIn(text)).toBe('not-written')
    expect(wordIn('<html>Bad gateway</html>')).toBeUndefined()
  })
})

describe('names of a base', () => {
  it('are read as those of the vendor at every depth', () => {
    const names = { ДлительностьПриема: 'Длительность', СотрудникID: 'Врач' }
    const theirs = { Ответ: { ГрафикДляСайта: [{ Врач: '7', Длительность: 'x', Прочее: [{ Врач: '8' }] }] } }
    expect(renamedFromBase(theirs, names)).toEqual({
      Ответ: { ГрафикДляСайта: [{ СотрудникID: '7', ДлительностьПриема: 'x', Прочее: [{ СотрудникID: '8' }] }] },
    })
  })
})
