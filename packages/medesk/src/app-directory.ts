import { doctorSchema, isTimeZone } from '@mis/core'
import { z } from 'zod'
import type { DirectoryDoctor } from './directory.ts'

/** An app often knows no more than names: the rest of a doctor has a plain default. */
function filledIn(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry
  const { lastName, firstName, middleName } = entry as Partial<DirectoryDoctor>
  const fullName = [lastName, firstName, middleName].filter(Boolean).join(' ')
  return { fullName, specialties: [], clinicIds: [], active: true, ...entry }
}

const zoneSchema = z.object({
  timeZone: z.string().refine(isTimeZone, 'must be an IANA zone, such as Europe/Moscow').optional(),
})

/** What the app's `doctors` must be: the model's doctors, and beside them their zones. */
export const appDirectorySchema = z.array(z.preprocess(filledIn, doctorSchema).and(zoneSchema))
