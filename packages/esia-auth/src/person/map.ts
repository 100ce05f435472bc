import { EsiaError } from '../errors.ts'
import { emailOf, nameOf, phoneOf, policyOf, readBirthDate, sexOf, snilsOf } from './fields.ts'
import type { VerifiedChild, VerifiedContact, VerifiedPatient } from './types.ts'
import type { Stored, WireAccount, WireChild, WirePerson } from './wire.ts'

/** An account and its collections, all read. */
export interface PersonParts {
  readonly esiaOid: string
  readonly account: WireAccount
  readonly contacts: readonly Stored[]
  readonly documents: readonly Stored[]
  readonly children: readonly {
    readonly id: string
    readonly child: WireChild
    readonly documents: readonly Stored[]
  }[]
}

/** Takes what passes its check and notes the name of what does not. */
type Take = <T>(field: string, value: T | null | undefined) => T | undefined

/**
 * The patient of an account.
 *
 * @throws EsiaError `scope-not-granted` where a name or the birth date is missing, `bad-response` where the date is none
 */
export function patientOf(
  { esiaOid, account, contacts, documents, children }: PersonParts,
  nowMs: number,
): VerifiedPatient {
  const unreadable: string[] = []
  const take: Take = (field, value) => {
    if (value === null) unreadable.push(field)
    return value ?? undefined
  }
  const core = coreOf(account, nowMs)
  const snils = take('snils', snilsOf(account.snils))
  const oms = take('oms', policyOf(documents))
  const phone = take('contacts.phone', contactOf(contacts, ['MBT', 'PHN'], phoneOf))
  const email = take('contacts.email', contactOf(contacts, ['EML', 'CEM'], emailOf))
  return {
    esiaOid,
    trusted: account.trusted === true,
    ...core,
    ...(snils !== undefined && { snils }),
    ...(oms && { oms }),
    contacts: { ...(phone && { phone }), ...(email && { email }) },
    children: children.flatMap((each, index) => childOf(each, `children.${index}`, take, nowMs) ?? []),
    unreadable,
  }
}

type Core = Pick<VerifiedPatient, 'lastName' | 'firstName' | 'middleName' | 'birthDate' | 'sex'>

function coreOf(person: WirePerson, nowMs: number): Core {
  const lastName = nameOf(person.lastName)
  const firstName = nameOf(person.firstName)
  const middleName = nameOf(person.middleName)
  const birthDate = readBirthDate(person.birthDate, nowMs)
  const sex = sexOf(person.gender)
  if (lastName === undefined || firstName === undefined) throw missing('fullname')
  if (birthDate === undefined) throw missing('birthdate')
  if (birthDate === null) {
    throw new EsiaError('bad-response', { hint: 'birthDate: expected a real past day, DD.MM.YYYY' })
  }
  return { lastName, firstName, ...(middleName !== undefined && { middleName }), birthDate, ...(sex && { sex }) }
}

function missing(scope: string): EsiaError {
  return new EsiaError('scope-not-granted', { hint: `scope: ${scope} was asked for, but its data did not come` })
}

function childOf(
  { id, child, documents }: PersonParts['children'][number],
  field: string,
  take: Take,
  nowMs: number,
): VerifiedChild | undefined {
  const core = take(field, coreOfChild(child, nowMs))
  if (!core || id === '') return undefined
  const snils = take(`${field}.snils`, snilsOf(child.snils))
  const oms = take(`${field}.oms`, policyOf(documents))
  return {
    id,
    ...core,
    ...(snils !== undefined && { snils: { value: snils, verified: child.trusted === true } }),
    ...(oms && { oms }),
  }
}

/** Null where the record lacks a name or a real date: a child that is half entered must not keep the parent out. */
function coreOfChild(child: WireChild, nowMs: number): Core | null {
  try {
    return coreOf(child, nowMs)
  } catch {
    return null
  }
}

/** The first verified one of the first type that has one, else the first at all; null where none can be read. */
function contactOf(
  contacts: readonly Stored[],
  types: readonly string[],
  read: (text: string) => string | null,
): VerifiedContact | null | undefined {
  const found = types
    .flatMap((type) => contacts.filter((contact) => contact.type === type))
    .map(({ value, vrfStu }) => ({ value: read(value ?? ''), verified: vrfStu === 'VERIFIED' }))
  const good = found.flatMap(({ value, verified }) => (value === null ? [] : [{ value, verified }]))
  return good.find(({ verified }) => verified) ?? good[0] ?? (found.length > 0 ? null : undefined)
}
