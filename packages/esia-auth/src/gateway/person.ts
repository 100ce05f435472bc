import type { VerifiedContact } from '../person/types.ts'

/** A document as ESIA names it, such as `MDCL_PLCY`, the policy of obligatory insurance. */
export interface GatewayDocument {
  readonly type: string
  readonly series?: string
  readonly number?: string
  readonly verified: boolean
}

/** What a gateway says of a person, as it says it: numbers and dates are checked later. */
export interface GatewayPerson {
  /** Number of the account at ESIA; where the gateway keeps it to itself, the gateway's own. */
  readonly oid: string
  /** True only where the gateway says so. */
  readonly trusted: boolean
  readonly lastName?: string
  readonly firstName?: string
  readonly middleName?: string
  /** `DD.MM.YYYY` or `YYYY-MM-DD`. */
  readonly birthDate?: string
  readonly sex?: 'male' | 'female'
  readonly snils?: string
  readonly phone?: VerifiedContact
  readonly email?: VerifiedContact
  readonly documents?: readonly GatewayDocument[]
}

/** Names of one thing, the first that is there counts: ESIA's, those of esia.pro [2+], those of OpenID Connect. */
const names = {
  lastName: ['lastName', 'family_name'],
  firstName: ['firstName', 'given_name'],
  middleName: ['middleName', 'middle_name'],
  birthDate: ['birthDate', 'birthdate'],
  snils: ['snils'],
} as const

const sexes: Readonly<Record<string, 'male' | 'female'>> = { M: 'male', F: 'female', male: 'male', female: 'female' }

/** The usual answers of userinfo. What it does not say is verified is not. */
export function gatewayPerson(userinfo: Readonly<Record<string, unknown>>): GatewayPerson {
  const info = isRecord(userinfo.info) ? userinfo.info : userinfo
  const first = (keys: readonly string[]) => keys.map((key) => textOf(info[key])).find((text) => text !== undefined)
  const sex = sexes[first(['gender', 'sex']) ?? '']
  const phone = contact(first(['mobilePhone', 'mobile', 'phone_number']), info.phone_number_verified)
  const email = contact(first(['email']), info.email_verified)
  const found = Object.entries(names).map(([name, keys]) => [name, first(keys)] as const)
  return {
    oid: first(['oid']) ?? textOf(userinfo.sub) ?? '',
    trusted: info.trusted === true,
    ...Object.fromEntries(found.filter(([, value]) => value !== undefined)),
    ...(sex && { sex }),
    ...(phone && { phone }),
    ...(email && { email }),
    documents: Array.isArray(info.documents) ? info.documents.filter(isRecord).map(documentOf) : [],
  }
}

function documentOf(document: Readonly<Record<string, unknown>>): GatewayDocument {
  const [series, number] = [textOf(document.series), textOf(document.number)]
  return {
    type: textOf(document.type) ?? '',
    ...(series !== undefined && { series }),
    ...(number !== undefined && { number }),
    verified: document.vrfStu === 'VERIFIED',
  }
}

function contact(value: string | undefined, verified: unknown): VerifiedContact | undefined {
  return value === undefined ? undefined : { value, verified: verified === true }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
