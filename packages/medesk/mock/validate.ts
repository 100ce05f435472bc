import { addDays, isDay } from '@mis/core'
import { invalidFields, refusals, type WrongField } from './refusal.ts'

type Members = Readonly<Record<string, unknown>>

/** A booking whose every member was found good. */
export interface CheckedBooking {
  readonly slotId: string
  readonly firstName: string
  readonly lastName: string
  readonly phone: string
  readonly email: string | null
  readonly birthDate: string
  readonly comment: string
  readonly externalId: string | null
}

const digitString = /^\d{1,18}$/
const longestWindowDays = 31

/** A request's body as an object; an empty one has no members. Throws the 400 for anything that is no JSON object. */
export function membersOf(body: string): Members {
  if (body.trim() === '') return {}
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    throw refusals.badJson()
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw refusals.badJson()
  return parsed as Members
}

/** Throws the 422 that lists every wrong field. */
export function checkBooking(members: Members, today: string): CheckedBooking {
  const wrong: WrongField[] = []
  const refuse = (field: string, message: string) => void wrong.push({ field, message })
  const person = isMembers(members.patient) ? members.patient : {}
  const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

  const slotId =
    typeof members.slot_id === 'number' || typeof members.slot_id === 'string' ? String(members.slot_id) : ''
  if (!digitString.test(slotId)) refuse('slot_id', 'Нет времени приёма')
  if (text(person.first_name) === '') refuse('patient.first_name', 'Нет имени')
  if (text(person.last_name) === '') refuse('patient.last_name', 'Нет фамилии')
  const digits = digitsOf(text(person.phone))
  if (text(person.phone) === '') refuse('patient.phone', 'Нет номера')
  else if (digits.length < 10 || digits.length > 15) refuse('patient.phone', 'Неверный номер')
  const birthDate = text(person.birth_date)
  if (!isDay(birthDate) || birthDate >= today) refuse('patient.birth_date', 'Неверная дата рождения')
  if (!isTextOrNothing(person.email)) refuse('patient.email', 'Неверный адрес')
  if (!isTextOrNothing(members.comment)) refuse('comment', 'Неверный комментарий')
  if (!isTextOrNothing(members.source)) refuse('source', 'Неверный источник')
  const externalId = members.external_id ?? null
  if (externalId !== null && !/^[A-Za-z0-9._:-]{1,64}$/.test(String(externalId))) {
    refuse('external_id', 'Неверный внешний номер')
  }
  if (wrong.length > 0) throw invalidFields(wrong)
  return {
    slotId,
    firstName: text(person.first_name),
    lastName: text(person.last_name),
    phone: text(person.phone),
    email: text(person.email) || null,
    birthDate,
    comment: text(members.comment),
    externalId: externalId === null ? null : String(externalId),
  }
}

export interface CheckedWindow {
  readonly doctorId: string
  readonly from: string
  readonly to: string
}

/** Throws the 422 that lists every wrong parameter. */
export function checkWindow(query: URLSearchParams): CheckedWindow {
  const wrong: WrongField[] = []
  const [doctorId, from, to] = [query.get('doctor_id') ?? '', query.get('from') ?? '', query.get('to') ?? '']
  if (!digitString.test(doctorId)) wrong.push({ field: 'doctor_id', message: 'Нет врача' })
  if (!isDay(from)) wrong.push({ field: 'from', message: 'Неверная дата' })
  if (!isDay(to)) wrong.push({ field: 'to', message: 'Неверная дата' })
  else if (isDay(from) && to < from) wrong.push({ field: 'to', message: 'Конец раньше начала' })
  else if (isDay(from) && to > addDays(from, longestWindowDays - 1)) {
    wrong.push({ field: 'to', message: `Не больше ${longestWindowDays} дней` })
  }
  if (wrong.length > 0) throw invalidFields(wrong)
  return { doctorId, from, to }
}

/** Whose visits, from which day on. Without a day: from the beginning. */
export function checkPatientQuery(query: URLSearchParams): { readonly phone: string; readonly from: string } {
  const wrong: WrongField[] = []
  const [phone, from] = [query.get('patient_phone') ?? '', query.get('from') ?? '0000-01-01']
  const { length } = digitsOf(phone)
  if (length < 10 || length > 15) wrong.push({ field: 'patient_phone', message: 'Нет номера' })
  if (query.has('from') && !isDay(from)) wrong.push({ field: 'from', message: 'Неверная дата' })
  if (wrong.length > 0) throw invalidFields(wrong)
  return { phone, from }
}

/** Digits alone, with the Russian trunk prefix 8 as 7: how two phone numbers are compared. */
export function digitsOf(phone: string): string {
  const digits = phone.replace(/\D/g, '')
  return digits.length === 11 && digits.startsWith('8') ? `7${digits.slice(1)}` : digits
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTextOrNothing(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string'
}
