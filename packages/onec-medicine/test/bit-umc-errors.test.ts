import type { MisError, Operation } from '@mis/core'
import { describe, expect, it } from 'vitest'
import {
  type Answer,
  clinicId,
  doctorId,
  freeMorning,
  nothingFree,
  patient,
  query,
  stub,
  visitId,
} from './bit-umc-stub.ts'

const conflictText = 'Не удалось записать документ.\nВремя занято: Тестова Проба\nНе удалось записать: "Заявка"!'
const conflict = new Response(conflictText, { status: 500, headers: { 'content-type': 'text/plain' } })
const refused = { Ответ: { Результат: 'false', ОписаниеОшибки: 'Пациент Тестова Проба в чёрном списке' } }
const visit = { id: visitId, clinicId, doctorId, start: '2031-03-05T09:00:00+03:00' }

/** The free slot at 09:00, and then the service as it is told to be. */
async function at(answers: Readonly<Record<string, Answer | readonly Answer[]>>, schedule: Answer = freeMorning) {
  const { adapter, asked } = stub({ ...answers, Schedule: [freeMorning, schedule] })
  const mis = adapter()
  const [slot] = (await mis.listSlots(query)).slots
  if (slot === undefined) throw new Error('the stub has no free slot')
  const calls: Partial<Record<Operation, () => Promise<unknown>>> = {
    book: () => mis.book({ slot, patient }),
    reschedule: () => mis.reschedule({ appointment: visit, slot }),
    hold: () => mis.hold({ slot }),
    cancel: () => mis.cancel({ appointment: visit }),
    getAppointment: () => mis.getAppointment(visit),
    listServices: () => mis.listServices({ clinicId }),
    listDoctors: () => mis.listDoctors({}),
  }
  const failing = async (operation: Operation): Promise<MisError> => {
    const error = await calls[operation]?.().then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(JSON.stringify(error)).not.toMatch(/Тестова|Проба|занято/)
    return error as MisError
  }
  return { failing, asked, slot, mis }
}

const serviceOf = { book: 'AppointmentCreate', reschedule: 'AppointmentCreate', hold: 'Reservation' } as const
const makers = ['book', 'reschedule', 'hold'] as const

describe('500 "Не удалось записать"', () => {
  it.each(makers)('under %s is slot-taken where the schedule has lost the time', async (operation) => {
    const { failing, asked } = await at({ [serviceOf[operation]]: conflict }, nothingFree)
    const error = await failing(operation)
    expect([error.code, error.happened]).toEqual(['slot-taken', 'no'])
    expect(asked.map(({ service }) => service)).toEqual(['Schedule', serviceOf[operation], 'Schedule'])
    expect(asked[2]?.members).toMatchObject({ StartDate: '2031-03-05T00:00:00', Employees: doctorId, Clinic: clinicId })
  })

  it.each(makers)('under %s is unknown where the schedule still has the time', async (operation) => {
    const { failing } = await at({ [serviceOf[operation]]: conflict })
    expect((await failing(operation)).code).toBe('outcome-unknown')
  })

  it.each(makers)('under %s is unknown where the schedule cannot be read', async (operation) => {
    const { failing } = await at({ [serviceOf[operation]]: conflict }, new Response('', { status: 503 }))
    expect((await failing(operation)).code).toBe('outcome-unknown')
  })

  it('under cancel is unknown', async () => {
    const { failing } = await at({ AppointmentCancel: conflict })
    expect((await failing('cancel')).code).toBe('outcome-unknown')
  })
})

describe('Результат false', () => {
  it.each(makers)('under %s is rejected, and nothing happened', async (operation) => {
    const { failing } = await at({ [serviceOf[operation]]: refused })
    const error = await failing(operation)
    expect([error.code, error.happened, error.details]).toEqual(['rejected', 'no', { reason: 'unspecified' }])
  })

  it.each(makers)('under %s is slot-taken where the schedule has lost the time', async (operation) => {
    const { failing } = await at({ [serviceOf[operation]]: refused }, nothingFree)
    expect((await failing(operation)).code).toBe('slot-taken')
  })

  it.each(makers)('under %s stays rejected where the schedule cannot be read', async (operation) => {
    const { failing } = await at({ [serviceOf[operation]]: refused }, new Response('', { status: 503 }))
    const error = await failing(operation)
    expect([error.code, error.happened]).toEqual(['rejected', 'no'])
  })

  it.each([
    ['1', 'rejected'],
    ['3', 'rejected'],
    ['0', 'not-found'],
  ])('under cancel of a visit in status %s is %s', async (code, expected) => {
    const { failing } = await at({ AppointmentCancel: refused, AppointmentStatus: { Ответ: { Результат: code } } })
    const error = await failing('cancel')
    expect([error.code, error.happened]).toEqual([expected, 'no'])
  })

  it('under cancel of a cancelled visit is its cancellation', async () => {
    const { mis } = await at({ AppointmentCancel: refused, AppointmentStatus: { Ответ: { Результат: '5' } } })
    expect(await mis.cancel({ appointment: visit })).toMatchObject({ id: visitId, status: 'cancelled' })
  })

  it('under cancel is unknown where the status cannot be asked', async () => {
    const { failing } = await at({ AppointmentCancel: refused, AppointmentStatus: new Response('', { status: 503 }) })
    expect((await failing('cancel')).code).toBe('outcome-unknown')
  })
})

const sentences: readonly (readonly [string, string])[] = [
  ['Ошибка при получении уникального идентификатора заявки на основе GUID.', 'not-found'],
  ['Ошибка при выполнении поиска заявки по уникальному идентификатору.', 'not-found'],
  ['Ошибка при получении уникального идентификатора на основе EmployeeID', 'not-found'],
  ['Ошибка при выполнении поиска сотрудника по уникальному идентификатору', 'not-found'],
  ['Ошибка при поиске клиники по переданному наименованию', 'not-found'],
  ['Не обнаружена настройка обмена с сайтом для данной клиники!', 'not-found'],
  ['Ошибка при преобразовании Date в дату', 'invalid-request'],
  ['Ошибка при преобразовании TimeBegin в Дату', 'invalid-request'],
]

describe('a sentence of the vendor', () => {
  it.each(sentences)('%j is %s under a write, as an exception, in an answer and bare', async (text, code) => {
    const inAnswer = { Ответ: { Результат: 'false', ОписаниеОшибки: text } }
    for (const answer of [new Response(text, { status: 500 }), inAnswer, text, JSON.stringify(text)]) {
      const { failing } = await at({ AppointmentCreate: answer })
      const error = await failing('book')
      expect([error.code, error.happened]).toEqual([code, 'no'])
    }
  })

  it.each(sentences)('%j is %s under a read', async (text, code) => {
    for (const answer of [new Response(text, { status: 500 }), { Ответ: { ОписаниеОшибки: text } }, text]) {
      const { failing } = await at({ DictionaryData: answer })
      expect((await failing('listServices')).code).toBe(code)
    }
  })

  it('about the length of a visit is rejected in an answer', async () => {
    const text = 'Ошибка при расчете времени окончания: в базе не настроена периодичность бронирования'
    const { failing } = await at({ AppointmentCreate: { Ответ: { Результат: 'false', ОписаниеОшибки: text } } })
    expect((await failing('book')).code).toBe('rejected')
  })

  it('about parameters is invalid-request', async () => {
    const { failing } = await at({ DictionaryData: { Ответ: { ОшибкаПараметров: 'Неверный параметр' } } })
    expect((await failing('listDoctors')).code).toBe('invalid-request')
  })

  it('that nobody knows is bad-response under a read and unknown under a write', async () => {
    const strange = { Ответ: { ОписаниеОшибки: 'Что-то не так' } }
    const read = await at({ DictionaryData: strange })
    expect((await read.failing('listDoctors')).code).toBe('bad-response')
    const write = await at({ AppointmentCreate: 'Error' })
    expect((await write.failing('book')).code).toBe('outcome-unknown')
  })
})

describe('an answer that breaks the contract', () => {
  it.each([
    ['a booking without УИД', 'book', { Ответ: { Результат: 'true' } }],
    [
      'a booking with the empty reference',
      'book',
      { Ответ: { Результат: 'true', УИД: `${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}` } },
    ],
    ['a booking without Результат', 'book', { Ответ: { УИД: visitId } }],
    ['a booking answered with an empty envelope', 'book', { Ответ: '' }],
    ['a move that comes back with another УИД', 'reschedule', { Ответ: { Результат: 'true', УИД: doctorId } }],
    ['a reservation without УИД', 'hold', { Ответ: { Результат: 'true' } }],
  ] as const)('%s is unknown', async (_what, operation, answer) => {
    const { failing } = await at({ [serviceOf[operation]]: answer })
    expect((await failing(operation)).code).toBe('outcome-unknown')
  })

  it('a stack text of 500 under a read is unavailable and no JSON parser sees it', async () => {
    const { failing } = await at({ DictionaryData: new Response('{"Ответ":{"Сотрудник":[]}}', { status: 500 }) })
    const error = await failing('listDoctors')
    expect([error.code, error.status]).toEqual(['unavailable', 500])
  })
})
