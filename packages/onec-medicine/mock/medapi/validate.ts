import type { Patient } from '@mis/core'
import { bodyDate } from './dates.ts'

/** A booking whose every member was found good. */
export interface CheckedBooking {
  readonly date: string
  readonly time: string
  readonly doctorGuid: string
  readonly patient: Patient
  readonly serviceCode: string
  /** Absent: none was sent, or nobody looks at it. */
  readonly reference?: string
}

type Members = Readonly<Record<string, unknown>>

/** Everything of one booking that is wrong, each as `field: what`. */
export class WrongFields extends Error {
  override readonly name = 'WrongFields'
  readonly wrong: readonly string[]

  constructor(wrong: readonly string[]) {
    super('wrong fields')
    this.wrong = wrong
  }
}

/** Throws `WrongFields`. `today`: the clinic's day; a reference is looked at only with our module. */
export function checkBooking(body: string, today: string, extension: boolean): CheckedBooking {
  const members = membersOf(body)
  const person = isMembers(members.patient) ? members.patient : {}
  const wrong: string[] = []
  const refuse = (field: string, what: string) => void wrong.push(`${field}: ${what}`)
  /** A text that may be missing or empty. */
  const optional = (from: Members, name: string, field = name): string => {
    const value = from[name] ?? ''
    if (typeof value !== 'string') refuse(field, 'должна быть строка')
    return typeof value === 'string' ? value.trim() : ''
  }
  const required = (from: Members, name: string, what: string, field = name): string => {
    const value = from[name]
    const text = typeof value === 'string' ? value.trim() : ''
    if (text === '') refuse(field, what)
    return text
  }

  const date = bodyDate(required(members, 'slotDate', 'нет даты'))
  if (date === undefined && isText(members.slotDate)) refuse('slotDate', 'неверная дата')
  const time = required(members, 'slotTime', 'нет времени')
  if (time !== '' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) refuse('slotTime', 'неверное время')
  const doctorGuid = required(members, 'doctorGuid', 'нет врача')
  const lastName = required(person, 'lastName', 'нет фамилии', 'patient.lastName')
  const firstName = required(person, 'firstName', 'нет имени', 'patient.firstName')
  const middleName = optional(person, 'middleName', 'patient.middleName')
  const phone = required(person, 'phone', 'нет номера', 'patient.phone')
  const { length } = phone.replace(/\D/g, '')
  if (phone !== '' && (length < 10 || length > 15)) refuse('patient.phone', 'неверный номер')
  const birthDate = bodyDate(required(person, 'birthDate', 'нет даты рождения', 'patient.birthDate'))
  if (isText(person.birthDate) && (birthDate === undefined || birthDate >= today)) {
    refuse('patient.birthDate', 'неверная дата рождения')
  }
  const email = optional(person, 'email', 'patient.email')
  const snils = optional(person, 'snils', 'patient.snils').replace(/[\s-]/g, '')
  if (snils !== '' && !/^\d{11}$/.test(snils)) refuse('patient.snils', 'должно быть 11 цифр')
  const serviceCode = optional(members, 'serviceCode')
  const reference = extension ? optional(members, 'clientReference') : ''
  if (reference !== '' && !/^[A-Za-z0-9._:-]{1,64}$/.test(reference)) refuse('clientReference', 'неверная ссылка')

  if (wrong.length > 0 || date === undefined || birthDate === undefined) throw new WrongFields(wrong)
  return {
    date,
    time,
    doctorGuid,
    patient: {
      lastName,
      firstName,
      ...(middleName !== '' && { middleName }),
      birthDate,
      phone,
      ...(email !== '' && { email }),
      ...(snils !== '' && { snils }),
    },
    serviceCode,
    ...(reference !== '' && { reference }),
  }
}

function membersOf(body: string): Members {
  let parsed: unknown
  try {
    parsed = JSON.parse(body.replace(/^\uFEFF/, ''))
  } catch {
    parsed = undefined
  }
  if (!isMembers(parsed)) throw new WrongFields(['тело запроса не разобрано'])
  return parsed
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}
