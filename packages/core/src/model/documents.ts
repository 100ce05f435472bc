import { parseDay } from './day.ts'

/** A document brought to its one form, or a sentence of ours that says what is wrong and never repeats the content. */
export type Parsed = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly why: string }

const separators = /[\s\p{Pd}\u2212]/gu
const phoneSeparators = /[\s\p{Pd}\u2212().]/gu
/** Numbers up to 001-001-998 were given out before check numbers were defined. */
const lastSnilsWithoutCheck = 1_001_998
const maxLength = 64

const good = (value: string): Parsed => ({ ok: true, value })
const bad = (why: string): Parsed => ({ ok: false, why })

function digitsOf(text: string, count: number): string | null {
  if (text.length > maxLength) return null
  const digits = text.replace(separators, '')
  return digits.length === count && /^\d+$/.test(digits) ? digits : null
}

function snilsCheck(digits: string): number {
  let sum = 0
  for (let index = 0; index < 9; index += 1) sum += Number(digits[index]) * (9 - index)
  return (sum % 101) % 100
}

/** The unified policy number's check digit: the same sum as on bank cards. */
function luhnSum(digits: string): number {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum
}

/**
 * SNILS, with or without spaces and hyphens, to 11 digits. The check number is verified above 001-001-998, where it
 * is defined; all zeros, which systems use for "none", are refused.
 */
export function parseSnils(text: string): Parsed {
  const digits = digitsOf(text, 11)
  if (digits === null) return bad('must have 11 digits, such as 000-000-600 18')
  if (Number(digits) === 0) return bad('must be a real number; leave the field out where there is none')
  const number = Number(digits.slice(0, 9))
  if (number > lastSnilsWithoutCheck && snilsCheck(digits) !== Number(digits.slice(9))) {
    return bad('has a check number that does not fit; look for a mistyped digit')
  }
  return good(digits)
}

/** Unified OMS policy number, with or without spaces and hyphens, to 16 digits; the check digit is verified. */
export function parseOms(text: string): Parsed {
  const digits = digitsOf(text, 16)
  if (digits === null) return bad('must have the 16 digits of a unified OMS policy')
  if (Number(digits) === 0) return bad('must be a real number; leave the field out where there is none')
  return luhnSum(digits) % 10 === 0
    ? good(digits)
    : bad('has a check digit that does not fit; look for a mistyped digit')
}

/**
 * A phone in E.164. Russian numbers may start with +7, 7, 8 or nothing; other countries' start with `+` and have 10 to
 * 15 digits. Extensions and words are refused.
 */
export function parsePhone(text: string): Parsed {
  const why = 'must be a phone number such as +7 495 000-00-01, without an extension'
  if (text.length > maxLength) return bad(why)
  const compact = text.replace(phoneSeparators, '')
  if (!/^\+?\d{10,15}$/.test(compact)) return bad(why)
  // No country has the code 89: it is a Russian mobile number written with both prefixes.
  if (compact.startsWith('+') && !/^\+89\d{9}$/.test(compact)) {
    return /^\+(?:[1-689]\d{9,14}|7[3-9]\d{9})$/.test(compact) ? good(compact) : bad(why)
  }
  const national = /^(?:\+?[78])?([3-9]\d{9})$/.exec(compact)?.[1]
  return national === undefined ? bad(`${why}; a number of another country starts with +`) : good(`+7${national}`)
}

/** A real day `YYYY-MM-DD` from 1900 on. That it is past is for the caller to check, who has the clock. */
export function parseBirthDate(text: string): Parsed {
  const day = text.trim()
  return parseDay(day) !== null && day >= '1900-01-01'
    ? good(day)
    : bad('must be a real day from 1900 on, as YYYY-MM-DD')
}

/** True where `parseSnils` accepts the text. */
export function isSnils(text: string): boolean {
  return parseSnils(text).ok
}

/** True where `parseOms` accepts the text. */
export function isOms(text: string): boolean {
  return parseOms(text).ok
}
