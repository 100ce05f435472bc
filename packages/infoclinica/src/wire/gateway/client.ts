import type { RecordShape } from '@mis/core/xml'
import { z } from 'zod'
import { idSchema, optionalText, wireDate } from './common.ts'
import type { Message } from './message.ts'

/** A person as the register of patients knows one. */
export interface Person {
  readonly lastName: string
  readonly firstName: string
  readonly middleName?: string | undefined
  readonly birthDate: string
  readonly phone: string
  readonly email?: string | undefined
  readonly sex?: 'male' | 'female' | undefined
}

/** [doc] Is there such a person? [assumed] the elements of a search by names and birth date. */
export function checkMessage({ lastName, firstName, middleName, birthDate }: Person): Message {
  return {
    name: 'CLIENT_CHECK',
    input: {
      CHECKMODE: 1,
      LASTNAME: lastName,
      FIRSTNAME: firstName,
      MIDNAME: middleName,
      BDATE: wireDate(birthDate),
    },
  }
}

/** [doc] A new person. [assumed] Without a login of the web cabinet. */
export function addMessage(person: Person): Message {
  return {
    name: 'CLIENT_ADD',
    input: {
      LASTNAME: person.lastName,
      FIRSTNAME: person.firstName,
      MIDNAME: person.middleName,
      EMAIL: person.email,
      PHONE: wirePhone(person.phone),
      BDATE: wireDate(person.birthDate),
      GENDER: person.sex === undefined ? undefined : person.sex === 'male' ? 1 : 2,
    },
  }
}

/** [doc] `+7(000)000-00-00`; a number of another country goes as it is. */
function wirePhone(phone: string): string {
  return phone.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '+7($1)$2-$3-$4')
}

export const personShape = {
  element: 'CLIENT_MAININFO',
  fields: ['PCODE', 'PNAME', 'PPHONE', 'BDATE'],
} satisfies RecordShape

export const personSchema = z.object({
  PCODE: idSchema,
  /** Last, first and middle name. */
  PNAME: optionalText,
  PPHONE: optionalText,
  /** `yyyymmdd` */
  BDATE: optionalText,
})
export type WirePerson = z.infer<typeof personSchema>
