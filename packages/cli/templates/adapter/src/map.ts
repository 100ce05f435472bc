// Wire type to model type and back: pure functions, ids as they came.
import type { Doctor } from '@mis/core'
import type { WireDoctor } from './wire.ts'

export function toDoctor({ id, last, first, middle, speciality, active }: WireDoctor, clinicId: string): Doctor {
  return {
    id,
    lastName: last,
    firstName: first,
    ...(middle && { middleName: middle }),
    fullName: [last, first, middle].filter(Boolean).join(' '),
    specialties: [speciality],
    clinicIds: [clinicId],
    active,
  }
}
