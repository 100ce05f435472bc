import { Refusal } from '../platform/refusal.ts'

/** A refusal that is said inside an answer of 200. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

// The documents give no texts but the first and the last; the others are assumed.
export const failures = {
  unknownGuid: () => new Failure('Ошибка при получении уникального идентификатора заявки на основе GUID.'),
  wrongKey: () => new Failure('Неверный ключ API!'),
  unknownMethod: () => new Failure('Неизвестный метод!'),
  notFilled: (name: string) => new Failure(`Не заполнен параметр ${name}!`),
  wrongValue: (name: string) => new Failure(`Неверное значение параметра ${name}!`),
  noTime: () => new Failure('Выбранное время вне графика сотрудника!'),
  visitInPast: () => new Failure('Время приёма уже прошло!'),
  alreadyBooked: () => new Failure('Пациент уже записан к этому сотруднику!'),
  noWaitingList: () => new Failure('Лист ожидания не ведётся!'),
  noExchange: () => new Failure('Не обнаружена настройка обмена с сайтом для данной клиники!'),
} as const

/** The time has another owner [doc]: an exception, so 500 and plain text. */
export function conflict(): Refusal {
  const why = 'Указанное время уже занято другой заявкой.'
  return new Refusal(500, `Не удалось записать документ.\n${why}\nНе удалось записать: "Заявка"!`)
}
