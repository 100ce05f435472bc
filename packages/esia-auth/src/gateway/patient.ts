import { EsiaError } from '../errors.ts'
import { patientOf } from '../person/map.ts'
import type { VerifiedPatient } from '../person/types.ts'
import type { Stored } from '../person/wire.ts'
import type { GatewayPerson } from './person.ts'

/** The same patient as ESIA's own answer gives: the same checks, the same marks. */
export function patientOfGateway(person: GatewayPerson, nowMs: number): VerifiedPatient {
  const { oid, sex, phone, email, documents = [], ...named } = person
  if (oid === '') throw new EsiaError('bad-response', { hint: 'userinfo: expected oid or sub' })
  const parts = {
    esiaOid: oid,
    account: {
      ...named,
      birthDate: person.birthDate?.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$3.$2.$1'),
      gender: sex && (sex === 'male' ? 'M' : 'F'),
    },
    contacts: [...(phone ? [stored('MBT', phone)] : []), ...(email ? [stored('EML', email)] : [])],
    documents: documents.map(({ type, ...document }) => stored(type, document)),
    children: [],
  }
  return patientOf(parts, nowMs)
}

interface Checked {
  readonly value?: string
  readonly series?: string
  readonly number?: string
  readonly verified: boolean
}

function stored(type: string, { verified, ...rest }: Checked): Stored {
  return { type, ...rest, vrfStu: verified ? 'VERIFIED' : 'NOT_VERIFIED' }
}
