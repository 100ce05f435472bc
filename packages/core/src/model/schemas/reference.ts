import { z } from 'zod'
import type { Reference } from '../ids.ts'

const error = 'must be 1 to 64 characters of A-Z, a-z, 0-9 and ._:-'

/** The caller's name for one intent to book. */
export const reference: z.ZodType<Reference> = z.string({ error }).regex(/^[A-Za-z0-9._:-]{1,64}$/, { error })
