import { complaintSchema } from './visits.ts'

/** What a text of the vendor says → a word for the error table. The text itself goes nowhere: it may name a patient. */
const marks: readonly (readonly [RegExp, string])[] = [
  // [doc] First, because it quotes whatever went wrong while writing.
  [/Не удалось записать/i, 'not-written'],
  // [doc] Of cancelling, moving and asking for the status.
  [/уникального идентификатора (?:заявки )?на основе GUID/i, 'request-unknown'],
  [/поиска заявки по уникальному идентификатору/i, 'request-unknown'],
  // [doc] Of booking and reserving.
  [/на основе EmployeeID/i, 'employee-unknown'],
  [/поиска сотрудника по уникальному идентификатору/i, 'employee-unknown'],
  [/поиске клиники/i, 'clinic-unknown'],
  [/преобразовании (?:Date|TimeBegin|Duration|Birthday)/i, 'time-unreadable'],
  [/расч[её]те времени окончания/i, 'visit-length-unknown'],
  // [doc] Of the price list.
  [/Не обнаружена настройка обмена с сайтом/i, 'exchange-not-set-up'],
]

/** The word for a text of the vendor; undefined where it says nothing that is known. */
export function wordIn(text: string): string | undefined {
  return marks.find(([pattern]) => pattern.test(text))?.[1]
}

/**
 * The word for the failure that an answer of status 200 tells of: that of its text, else `parameters-wrong` or
 * `refused`. Undefined where it tells of none.
 */
export function complaintIn(answer: unknown): string | undefined {
  if (typeof answer === 'string') return wordIn(answer)
  const read = complaintSchema.safeParse(answer)
  if (!read.success) return undefined
  const { Результат: result, ОписаниеОшибки: description, ОшибкаПараметров: parameters } = read.data
  if (parameters !== undefined) return wordIn(parameters) ?? 'parameters-wrong'
  const failed = result === undefined ? description !== undefined : /^(?:false|ложь|нет)$/i.test(result)
  return failed ? (wordIn(description ?? '') ?? 'refused') : undefined
}
