import type { PersonName } from '@mis/core'

/** `Грозный Иван Васильевич` [doc]: last, first and middle name in one text. */
export function namesOf(fullName: string): PersonName {
  const [lastName = '', firstName = '', ...rest] = fullName.split(/\s+/).filter(Boolean)
  return { lastName, firstName, ...(rest.length > 0 && { middleName: rest.join(' ') }) }
}

/** Parts joined by one space. */
export function fullNameOf({ lastName, firstName, middleName }: PersonName): string {
  return [lastName, firstName, middleName].filter(Boolean).join(' ')
}
