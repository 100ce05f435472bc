import { MisError, type Patient, type PatientField, parseOms } from '@mis/core'
import { EsiaError } from '../errors.ts'
import type { OmsPolicy, VerifiedChild, VerifiedPatient } from './types.ts'

/** What ESIA may hold without having checked it. */
export type UncheckedField = 'snils' | 'oms' | 'phone' | 'email'

/** Whom to book for, how much to believe, and what the booking cannot do without. */
export interface ToPatientOptions<F extends PatientField = never> {
  /** A child of `verified.children`, or its id; phone and mail are the parent's. Default: the person who signed in. */
  readonly child?: VerifiedChild | string
  /** Takes these also where nobody has checked them; `true` is all of them. Default: none, they are left out. */
  readonly unverified?: boolean | readonly UncheckedField[]
  /** Such as `mis.capabilities.patientFields.required`. Default: nothing beyond names and birth date. */
  readonly requires?: readonly F[]
}

/** A patient with the fields that were required. */
export type PatientWith<F extends PatientField> = Patient &
  Required<Pick<Patient, 'lastName' | 'firstName' | 'birthDate' | F>>

/**
 * What `book` takes. Names, birth date and sex as ESIA has them; of numbers and contacts only the verified ones, and of an
 * account that is not confirmed none. Only a unified policy number can be booked with.
 *
 * @throws EsiaError `data-missing` where a required field is absent or unverified; MisError `invalid-request` where
 * `child` is none of this account's
 */
export function toPatient<F extends PatientField = never>(
  verified: VerifiedPatient,
  { child, unverified = false, requires = [] }: ToPatientOptions<F> = {},
): PatientWith<F> {
  const whom = child === undefined ? personOf(verified) : childOf(verified, child)
  const takes = (field: UncheckedField, proven: boolean) =>
    (proven && verified.trusted) || (typeof unverified === 'boolean' ? unverified : unverified.includes(field))
  const { lastName, firstName, middleName, birthDate, sex, snils, oms } = whom
  const { phone, email } = verified.contacts
  const policy = oms && takes('oms', oms.verified) ? unifiedNumber(oms) : undefined
  const patient: Patient = {
    lastName,
    firstName,
    ...(middleName !== undefined && { middleName }),
    birthDate,
    ...(sex && { sex }),
    ...(phone && takes('phone', phone.verified) && { phone: phone.value }),
    ...(email && takes('email', email.verified) && { email: email.value }),
    ...(snils && takes('snils', snils.verified) && { snils: snils.value }),
    ...(policy !== undefined && { oms: policy }),
  }
  const missing = requires.filter((field) => patient[field] === undefined)
  if (missing.length > 0) throw dataMissing(missing)
  return patient as PatientWith<F>
}

type Whom = Omit<VerifiedChild, 'id'>

function personOf({ snils, trusted, ...person }: VerifiedPatient): Whom {
  return { ...person, ...(snils !== undefined && { snils: { value: snils, verified: trusted } }) }
}

function childOf({ children }: VerifiedPatient, wanted: VerifiedChild | string): Whom {
  const id = typeof wanted === 'string' ? wanted : wanted.id
  const child = children.find((each) => each.id === id)
  if (child) return child
  throw new MisError('invalid-request', {
    operation: 'toPatient',
    details: { fields: ['child'] },
    hint: 'child: give one of verified.children, or its id',
  })
}

function unifiedNumber({ number, series }: OmsPolicy): string | undefined {
  const parsed = parseOms(number)
  return series === undefined && parsed.ok ? parsed.value : undefined
}

const inRussian: Readonly<Record<PatientField, string>> = {
  lastName: 'фамилии',
  firstName: 'имени',
  middleName: 'отчества',
  birthDate: 'даты рождения',
  sex: 'пола',
  phone: 'подтверждённого телефона',
  email: 'подтверждённой почты',
  snils: 'подтверждённого СНИЛС',
  oms: 'подтверждённого полиса ОМС единого образца',
}

function dataMissing(fields: readonly PatientField[]): EsiaError {
  return new EsiaError('data-missing', {
    hint: `${fields.join(', ')}: absent or unverified; ask for the scope, let the patient type it in, or allow unverified`,
    forPatient: `В профиле на Госуслугах нет ${fields.map((field) => inRussian[field]).join(', ')}.`,
  })
}
