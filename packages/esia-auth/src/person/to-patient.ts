import { MisError, type Patient, parseOms } from '@mis/core'
import type { OmsPolicy, VerifiedChild, VerifiedPatient } from './types.ts'

/** Whom to book for, and how much to believe. */
export interface ToPatientOptions {
  /** A child of `verified.children`, or its id; the phone and mail are the parent's. Default: the person who signed in. */
  readonly child?: VerifiedChild | string
  /**
   * Takes SNILS, policy, phone and mail also where nobody has checked them. Default: false, they are left out and the
   * app may ask for them.
   */
  readonly unverified?: boolean
}

/**
 * What `book` takes. Names, birth date and sex as ESIA has them; of numbers and contacts only the verified ones, and of an
 * account that is not confirmed none. Only a unified policy number can be booked with.
 *
 * @throws MisError `invalid-request` where `child` is none of this account's
 */
export function toPatient(verified: VerifiedPatient, { child, unverified = false }: ToPatientOptions = {}): Patient {
  const whom = child === undefined ? personOf(verified) : childOf(verified, child)
  const takes = (proven: boolean) => unverified || (proven && verified.trusted)
  const { lastName, firstName, middleName, birthDate, sex, snils, oms } = whom
  const { phone, email } = verified.contacts
  const policy = oms && takes(oms.verified) ? unifiedNumber(oms) : undefined
  return {
    lastName,
    firstName,
    ...(middleName !== undefined && { middleName }),
    birthDate,
    ...(sex && { sex }),
    ...(phone && takes(phone.verified) && { phone: phone.value }),
    ...(email && takes(email.verified) && { email: email.value }),
    ...(snils && takes(snils.verified) && { snils: snils.value }),
    ...(policy !== undefined && { oms: policy }),
  }
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
