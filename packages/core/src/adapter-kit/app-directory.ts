import { z } from 'zod'
import { isMisError, MisError } from '../errors/mis-error.ts'
import { isTimeZone } from '../model/clinic-time.ts'
import type { TimeZone } from '../model/ids.ts'
import { doctorSchema } from '../model/schemas/directory.ts'
import type { Doctor } from '../model/types.ts'
import { decode } from './decode.ts'

/** A doctor as an app knows one: `id` and names; the rest of a doctor has a plain default. `timeZone` is the clinic's. */
export type DirectoryDoctor = Pick<Doctor, 'id' | 'lastName' | 'firstName'> &
  Partial<Doctor> & { readonly timeZone?: TimeZone }

/** The app's own directory, for a MIS that has none; a function is asked again at each reading. */
export type AppDirectory = readonly DirectoryDoctor[] | (() => Promise<readonly DirectoryDoctor[]>)

const zoneSchema = z.object({
  timeZone: z.string().refine(isTimeZone, 'must be an IANA zone, such as Europe/Moscow').optional(),
})
const entriesSchema = z.array(z.preprocess(filledIn, doctorSchema).and(zoneSchema))

function filledIn(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry
  const { lastName, firstName, middleName } = entry as Partial<DirectoryDoctor>
  const fullName = [lastName, firstName, middleName].filter(Boolean).join(' ')
  return { fullName, specialties: [], clinicIds: [], active: true, ...entry }
}

/** The schema of an option that takes an `AppDirectory`; an array is checked entry by entry, at construction. */
export const appDirectoryOption = z.custom<AppDirectory>().superRefine((value: unknown, context) => {
  if (typeof value === 'function') return
  if (Array.isArray(value)) {
    for (const issue of entriesSchema.safeParse(value).error?.issues ?? []) context.addIssue({ ...issue })
  } else {
    context.addIssue({ code: 'custom', message: 'must be an array of doctors or a function that resolves to one' })
  }
})

/**
 * The app's doctors, filled in; `clinicIds` is empty where an entry names none.
 *
 * @throws MisError `bad-response` where what a function gave are no doctors, `unavailable` where it failed.
 */
export async function readAppDirectory(directory: AppDirectory): Promise<(Doctor & { timeZone?: TimeZone })[]> {
  return decode(entriesSchema, await entriesOf(directory), 'the doctors option') as (Doctor & { timeZone?: TimeZone })[]
}

async function entriesOf(directory: AppDirectory): Promise<readonly DirectoryDoctor[]> {
  if (typeof directory !== 'function') return directory
  try {
    return await directory()
  } catch (cause) {
    if (isMisError(cause)) throw cause
    const details = { by: 'mis', retryAfterMs: null } as const
    throw new MisError('unavailable', { details, hint: 'the function given as `doctors` failed', cause })
  }
}
