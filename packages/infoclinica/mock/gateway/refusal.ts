import type { Check } from '../options.ts'

/** A message that was understood and is refused inside HTTP 200; handlers throw it. [doc] */
export class Refused extends Error {
  override readonly name = 'Refused'
  /** SPRESULT. */
  readonly result: 0 | -2 | -99
  /** SPCOMMENT. */
  readonly comment: string
  readonly checks: readonly Check[]
  /** Rows that come although it was refused. */
  readonly rows: Readonly<Record<string, Readonly<Record<string, string | number | undefined>>>>

  constructor(result: Refused['result'], comment: string, checks: readonly Check[] = [], rows: Refused['rows'] = {}) {
    super(comment)
    this.result = result
    this.comment = comment
    this.checks = checks
    this.rows = rows
  }
}

/** A message that the gateway could not take at all: MSA.1 is not AA. [doc] The text is [assumed]. */
export class EnvelopeFault extends Error {
  override readonly name = 'EnvelopeFault'
}

const blocking = (label: string, text: string): Check => ({ code: 2, label, text })
const notFound = 'Запись пациента не найдена'

export const refusals = {
  // [doc]
  taken: () =>
    new Refused(0, 'Выбранное время недавно занято', [blocking('Время занято', 'Выбранное время недавно занято')]),
  // [doc]
  cancelledAlready: (rows?: Refused['rows']) =>
    new Refused(0, notFound, [blocking('Запись отменена', 'Запись пациента уже отменена')], rows),
  // [doc] for a removal: SPRESULT 0 and code 2; the text, which tells it from the line above, is [assumed]
  nothingToRemove: () => new Refused(0, notFound, [blocking('Запись не найдена', notFound)]),
  // [doc]
  recordNotFound: () => new Refused(-2, notFound),
  // [doc]
  past: () => new Refused(0, 'Изменение прошедших записей запрещено'),
  // [doc]
  malformed: (field: string) => new Refused(-99, `Неверный входной блок: ${field}`),
  // The rest is [assumed].
  doctorNotFound: () => new Refused(-2, 'Врач не найден'),
  patientNotFound: () => new Refused(-2, 'Пациент не найден'),
  noSuchTime: () =>
    new Refused(0, 'Время не найдено в расписании', [blocking('Нет такого времени', 'Время не найдено в расписании')]),
  otherKind: () =>
    new Refused(0, 'Вид приёма недоступен', [
      blocking('Вид приёма недоступен', 'Время отведено для другого вида приёма'),
    ]),
  alreadyBooked: () =>
    new Refused(0, 'Запись невозможна', [blocking('Пациент уже записан', 'Пациент уже записан к этому врачу')]),
  wrongBranch: () =>
    new Refused(0, 'Неверный филиал', [blocking('Неверный филиал', 'Сообщение направлено в другой филиал')]),
  byRule: (check: Check) => new Refused(0, check.text, [check]),
  clientAbsent: () => new Refused(0, 'Пациент не найден', [blocking('Пациент не найден', 'Пациент не найден')]),
  clientsSeveral: () =>
    new Refused(0, 'Найдено несколько пациентов', [blocking('Несколько пациентов', 'Найдено несколько пациентов')]),
  clientKnown: () =>
    new Refused(0, 'Пациент уже зарегистрирован', [blocking('Пациент уже есть', 'Пациент уже зарегистрирован')]),
  badPhone: () => new Refused(0, 'Неверный телефон', [blocking('Неверный телефон', 'Ожидается +7(000)000-00-00')]),
} as const
