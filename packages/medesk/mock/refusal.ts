import type { MedeskMockOptions } from './options.ts'

export interface WrongField {
  readonly field: string
  readonly message: string
}

/** An error answer in the making; handlers throw it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  readonly fields: readonly WrongField[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly fields?: readonly WrongField[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.fields = more.fields ?? []
    this.headers = more.headers ?? {}
  }
}

export function invalidFields(fields: readonly WrongField[]): Refusal {
  return new Refusal(422, 'validation_failed', 'Проверьте поля', { fields })
}

export const refusals = {
  unauthorized: () => new Refusal(401, 'unauthorized', 'Неверный ключ'),
  forbidden: () => new Refusal(403, 'forbidden', 'Нет доступа'),
  badJson: () => new Refusal(400, 'bad_request', 'Тело запроса не разобрано'),
  doctorNotFound: () => new Refusal(404, 'doctor_not_found', 'Врач не найден'),
  slotNotFound: () => new Refusal(404, 'slot_not_found', 'Нет такого времени'),
  appointmentNotFound: () => new Refusal(404, 'appointment_not_found', 'Запись не найдена'),
  noDirectory: () => new Refusal(404, 'not_found', 'Нет такого адреса'),
  notAllowed: () => new Refusal(405, 'method_not_allowed', 'Метод не поддерживается'),
  slotTaken: () => new Refusal(409, 'slot_taken', 'Время уже занято'),
  alreadyBooked: () => new Refusal(422, 'already_booked', 'Вы уже записаны'),
  visitInPast: () => new Refusal(422, 'visit_in_past', 'Время приёма уже прошло'),
  clinicRule: (rule: string) =>
    rule === 'already_booked'
      ? refusals.alreadyBooked()
      : new Refusal(422, rule, 'Запись невозможна по правилам клиники'),
} as const

/** The answer for a refusal, in the shape this Medesk has for errors. */
export function answerFor(refusal: Refusal, shape: MedeskMockOptions['errorShape'] = 'full'): Response {
  const { status, code, message, fields, headers } = refusal
  if (shape === 'html') {
    const page = `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${message}</h1></body></html>`
    return new Response(page, { status, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } })
  }
  const bodies = {
    full: { code, message, ...(fields.length > 0 && { fields }) },
    'message-only': { message },
    'error-only': { error: message },
  }
  return Response.json(bodies[shape], { status, headers })
}
