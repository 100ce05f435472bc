import type { ZodType } from 'zod'
import { MisError } from '../errors/mis-error.ts'
import { expectedOf, issuePath } from './issues.ts'

/**
 * What came over the wire as what it should be. `what` names it in the error, such as `schedules`.
 *
 * @throws MisError `bad-response`; its `details.why` says where and what was expected, never what came.
 */
export function decode<T>(schema: ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = issue ? issuePath(issue) : ''
  const why = `${what}${place === '' ? '' : `: ${place}`}: expected ${issue ? expectedOf(issue) : 'a valid value'}`
  throw new MisError('bad-response', { details: { why }, hint: why })
}
