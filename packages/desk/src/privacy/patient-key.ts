import { type Patient, patientSchema } from '@mis/core'
import { canonical } from '../canonical.ts'
import type { Sealer } from '../store/sealer.ts'

/**
 * The blind name of a person: by SNILS, else by policy, else by name and birth date, else by whatever there is. The same
 * person written with and without a document has two names; the slot is then what stands between two visits.
 * It is what consents, audit entries and erasure go by. Throws a `ZodError` for a patient that does not parse.
 */
export function patientKey(sealer: Sealer, given: Patient): Promise<string> {
  const patient = patientSchema.parse(given)
  const { snils, oms, lastName, firstName, middleName, birthDate } = patient
  const name = [lastName, firstName, middleName].map((part) => part?.toLowerCase() ?? '')
  const identity = (snils !== undefined && ['snils', snils]) ||
    (oms !== undefined && ['oms', oms]) ||
    (birthDate !== undefined && ['name', ...name, birthDate]) || ['all', canonical(patient)]
  return sealer.index(`patient\n${identity.join('\n')}`)
}
