import { z } from 'zod'
import { type Parsed, parseBirthDate, parseOms, parsePhone, parseSnils } from '../documents.ts'
import type { Patient } from '../types.ts'
import { normalised, oneOf, record, unprintable } from './primitives.ts'

/** Forms send empty text for what was not filled in; for these fields that means "none". */
const blankMeansNone = ['middleName', 'phone', 'email', 'snils', 'oms']

function withoutBlanks(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const isBlank = ([key, field]: [string, unknown]) =>
    blankMeansNone.includes(key) && typeof field === 'string' && field.trim() === ''
  const entries = Object.entries(value)
  return entries.some(isBlank) ? Object.fromEntries(entries.filter((entry) => !isBlank(entry))) : value
}

const maxNameLength = 100

/** Composed letters, no invisible marks, single spaces: the same name typed on two systems is the same text. */
function parseName(text: string): Parsed {
  const name = text
    .slice(0, maxNameLength * 4)
    .replace(/\p{Cf}/gu, '')
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
  if (name === '') return { ok: false, why: 'must not be empty' }
  if (text.length > maxNameLength * 4 || name.length > maxNameLength) {
    return { ok: false, why: `must have at most ${maxNameLength} characters` }
  }
  return unprintable.test(name)
    ? { ok: false, why: 'must not have line breaks or control characters' }
    : { ok: true, value: name }
}
const personName = normalised(parseName)

function parseEmail(text: string): Parsed {
  const email = text.trim()
  return email.length <= 254 && /^[^\s@\p{C}]+@[^\s@\p{C}]+\.[^\s@\p{C}]+$/u.test(email)
    ? { ok: true, value: email }
    : { ok: false, why: 'must be an e-mail address such as name@example.org' }
}

/**
 * A patient, brought to one form: names tidied, phone E.164, SNILS 11 digits, OMS 16 digits. Empty middle name, phone,
 * e-mail, SNILS and OMS count as absent. That the birth date is past is not checked here: that takes a clock.
 */
export const patientSchema: z.ZodType<Patient> = z.preprocess(
  withoutBlanks,
  record<Patient>({
    lastName: personName.exactOptional(),
    firstName: personName.exactOptional(),
    middleName: personName.exactOptional(),
    birthDate: normalised(parseBirthDate).exactOptional(),
    sex: oneOf('male', 'female').exactOptional(),
    phone: normalised(parsePhone).exactOptional(),
    email: normalised(parseEmail).exactOptional(),
    snils: normalised(parseSnils).exactOptional(),
    oms: normalised(parseOms).exactOptional(),
  }),
)
