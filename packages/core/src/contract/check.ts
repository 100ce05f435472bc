import type { ZodError } from 'zod'
import { MisError } from '../errors/mis-error.ts'

/** An `invalid-request` that names the fields and how to mend them. `problems`: path → what is wrong, in our words. */
export function invalid(
  problems: Readonly<Record<string, string>>,
  where: { readonly vendor?: string; readonly operation?: string } = {},
): MisError<'invalid-request'> {
  const hint = Object.entries(problems)
    .map(([field, problem]) => `${field}: ${problem}`)
    .join('; ')
  return new MisError('invalid-request', { ...where, hint, details: { fields: Object.keys(problems) } })
}

/** The problems a schema found, by path; its messages never hold the value. */
export function problemsOf(error: ZodError): Record<string, string> {
  const problems: Record<string, string> = {}
  for (const issue of error.issues) problems[issue.path.join('.') || 'input'] ??= issue.message
  return problems
}

/** Checks an option at construction. Throws `invalid-request` naming it unless it is whole and within its bounds. */
export function requireWhole(option: string, value: number, least: number, most = Infinity): number {
  const isCount = Number.isInteger(value) || value === Infinity
  if (isCount && value >= least && value <= most) return value
  const bounds = most === Infinity ? `${least} or more` : `${least} to ${most}`
  throw invalid({ [option]: `must be a whole number, ${bounds}` }, { vendor: 'core', operation: 'options' })
}

/** Checks an option at construction. Throws `invalid-request` naming it unless it is a number from `least` up. */
export function requireNumber(option: string, value: number, least = 0): number {
  if (typeof value === 'number' && value >= least) return value
  throw invalid({ [option]: `must be a number, ${least} or more` }, { vendor: 'core', operation: 'options' })
}
