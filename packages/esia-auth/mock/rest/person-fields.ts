import type { EsiaPerson } from '../person.ts'
import type { Opened } from '../scopes.ts'
import { dateOnWire } from '../time.ts'

/** Fields of a person that the token opens; the others are simply absent. [doc] [2+] */
export function personFields(person: EsiaPerson, opened: Opened): Readonly<Record<string, unknown>> {
  const all: Readonly<Record<string, unknown>> = {
    firstName: person.firstName,
    lastName: person.lastName,
    middleName: person.middleName,
    birthDate: dateOnWire(person.birthDate),
    birthPlace: person.birthPlace,
    gender: person.sex === undefined ? undefined : person.sex === 'female' ? 'F' : 'M',
    snils: person.snils?.replace(/^(\d{3})(\d{3})(\d{3})(\d\d)$/, '$1-$2-$3 $4'),
    inn: person.inn,
    citizenship: 'RUS',
  }
  const fields = Object.entries(all).filter(([name, value]) => opened.fields.has(name) && value !== undefined)
  return Object.fromEntries(fields)
}
