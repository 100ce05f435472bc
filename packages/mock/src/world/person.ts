import type { Patient } from '@mis/core'

/** Whether both are one person: by insurance number where both have one, else by name and birth date. */
export function isSamePerson(one: Patient, other: Patient): boolean {
  if (one.snils !== undefined && other.snils !== undefined) return one.snils === other.snils
  return (['lastName', 'firstName', 'birthDate'] as const).every((field) => one[field] === other[field])
}
