import { parseBirthDate, parseOms, parsePhone, parseSnils, patientSchema } from '@mis/core'
import type { OmsPolicy } from './types.ts'
import type { Stored } from './wire.ts'

// Each reader: undefined where nothing came, null where what came does not pass its check.

type Text = string | null | undefined

const given = (text: Text): string | undefined => (text == null || text.trim() === '' ? undefined : text)

/** A name in its one form. */
export function nameOf(text: Text): string | undefined {
  const name = given(text)
  return name === undefined ? undefined : patientSchema.safeParse({ lastName: name }).data?.lastName
}

/** `DD.MM.YYYY`, exactly, to `YYYY-MM-DD`; a real day that is past. */
export function readBirthDate(text: Text, nowMs: number): string | null | undefined {
  if (given(text) === undefined) return undefined
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text ?? '') ?? []
  const parsed = parseBirthDate(`${year}-${month}-${day}`)
  // Midnight comes to Kamchatka twelve hours before it comes to UTC.
  const today = new Date(nowMs + 12 * 3_600_000).toISOString().slice(0, 10)
  return parsed.ok && parsed.value <= today ? parsed.value : null
}

export function sexOf(text: Text): 'male' | 'female' | undefined {
  return text === 'M' ? 'male' : text === 'F' ? 'female' : undefined
}

export function snilsOf(text: Text): string | null | undefined {
  const snils = given(text)
  if (snils === undefined) return undefined
  const parsed = parseSnils(snils)
  return parsed.ok ? parsed.value : null
}

export function phoneOf(text: string): string | null {
  const parsed = parsePhone(text)
  return parsed.ok ? parsed.value : null
}

export function emailOf(text: string): string | null {
  return patientSchema.safeParse({ email: text }).data?.email ?? null
}

const policyType = 'MDCL_PLCY'

/** The policy to book with: a verified one before an unverified one, a unified number before one of the old kind. */
export function policyOf(documents: readonly Stored[]): OmsPolicy | null | undefined {
  const policies = documents.filter(({ type }) => type === policyType)
  const readable = policies.flatMap((each) => readPolicy(each) ?? [])
  const rank = ({ verified, series }: OmsPolicy) => (verified ? 0 : 2) + (series === undefined ? 0 : 1)
  const [best] = readable.toSorted((one, other) => rank(one) - rank(other))
  return best ?? (policies.length > 0 ? null : undefined)
}

function readPolicy({ number, unitedNumber, series, vrfStu }: Stored): OmsPolicy | null {
  const verified = vrfStu === 'VERIFIED'
  const unified = [unitedNumber, number].map((text) => parseOms(text ?? '')).find(({ ok }) => ok)
  if (unified?.ok && given(series) === undefined) return { number: unified.value, verified }
  const old = given(number)?.trim()
  // Sixteen digits without a series are a unified number whose check digit is wrong: no policy has it.
  if (old === undefined || old.length > 32 || (given(series) === undefined && /^[\d\s-]{16,}$/.test(old))) return null
  return { number: old, ...(given(series) !== undefined && { series: given(series)?.trim() ?? '' }), verified }
}
