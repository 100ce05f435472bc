/** A SOAP fault in the making; handlers throw it. */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly value: 'Sender' | 'Receiver' | 'MustUnderstand' | 'VersionMismatch'
  /** WCF's own subcode, where WCF itself refuses. */
  readonly subcode: string | null
  readonly detail: { readonly code: string; readonly field?: string } | null

  constructor(
    value: Fault['value'],
    message: string,
    more: { readonly subcode?: string; readonly detail?: { readonly code: string; readonly field?: string } } = {},
  ) {
    super(message)
    this.value = value
    this.subcode = more.subcode ?? null
    this.detail = more.detail ?? null
  }
}

/** What the service itself says, by its own code. The sentences are ours. */
const sentences: Readonly<Record<string, string>> = {
  SLOT_TAKEN: 'Время уже занято',
  SLOT_IN_PAST: 'Время приёма уже прошло',
  PATIENT_NOT_FOUND: 'Пациент не найден',
  PATIENT_AMBIGUOUS: 'Найдено несколько пациентов',
  INVALID_POLICY: 'Номер полиса неверен',
  INVALID_SNILS: 'СНИЛС неверен',
  ALREADY_BOOKED: 'Пациент уже записан',
  NOT_ATTACHED: 'Пациент не прикреплён',
  REFERRAL_REQUIRED: 'Нужно направление',
  AGE_LIMIT: 'Возраст не подходит',
  LPU_NOT_FOUND: 'Учреждение не найдено',
  DOCTOR_NOT_FOUND: 'Врач не найден',
  SLOT_NOT_FOUND: 'Нет такого времени',
  APPOINTMENT_NOT_FOUND: 'Запись не найдена',
  INVALID_REQUEST: 'Проверьте поле',
  ACCESS_DENIED: 'Нет доступа',
  UNAVAILABLE: 'Сервис временно недоступен',
}

export function refused(code: string): Fault {
  const value = code === 'UNAVAILABLE' ? 'Receiver' : 'Sender'
  return new Fault(value, sentences[code] ?? code, { detail: { code } })
}

export function invalid(field: string): Fault {
  return new Fault('Sender', sentences.INVALID_REQUEST ?? '', { detail: { code: 'INVALID_REQUEST', field } })
}

export function notDeserialized(): Fault {
  return new Fault('Sender', 'Сообщение не разобрано', { subcode: 'DeserializationFailed' })
}

export function actionNotSupported(): Fault {
  return new Fault('Sender', 'Такого действия нет', { subcode: 'ActionNotSupported' })
}
