import type { ZodType } from 'zod'
import { MisError } from '../errors/mis-error.ts'
import { expectedOf, issuePath } from './issues.ts'

/**
 * The options of a factory, checked once; `factoryName` stands in the message.
 *
 * @throws MisError `invalid-request`: `details.fields` and the message name every wrong option and what is expected,
 * never a value, since options hold keys.
 */
export function checkOptions<T>(schema: ZodType<T>, options: unknown, factoryName: string): T {
  const result = schema.safeParse(options)
  if (result.success) return result.data
  const problems = result.error.issues.map((issue) => {
    const field = issuePath(issue) || 'options'
    // A `refine` message is its author's sentence.
    return { field, wanted: issue.code === 'custom' ? issue.message : `expected ${expectedOf(issue)}` }
  })
  throw new MisError('invalid-request', {
    operation: factoryName,
    details: { fields: [...new Set(problems.map(({ field }) => field))] },
    hint: problems.map(({ field, wanted }) => `${field}: ${wanted}`).join('; '),
  })
}
