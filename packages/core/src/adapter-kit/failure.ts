import type { Context } from '../contract/adapter.ts'
import type { Operation } from '../contract/operations.ts'
import type { ErrorCode, ErrorDetails } from '../errors/codes.ts'
import { MisError } from '../errors/mis-error.ts'
import type { HttpResponse } from './http-response.ts'

/** One line of a vendor's error table. A line fits where all that it names fits. */
export interface ErrorRule {
  /** Default: every operation. */
  readonly operations?: readonly Operation[]
  /** Default: every status. */
  readonly status?: number
  /** The vendor's own code, or any of several. Default: whatever the code, also none. */
  readonly vendorCode?: string | readonly string[]
  readonly code: ErrorCode
  /** The reason of `rejected`. Default: `unspecified`. */
  readonly reason?: (vendorCode: string) => string
  /** True where this answer proves that nothing happened, although its code or status does not (a 5xx, say). */
  readonly notDone?: boolean
}

/** What a vendor's `errors.ts` read in the body. */
export interface FailureFacts {
  readonly vendorCode?: string
  /** Paths of the fields the MIS found wrong, in the model's words; never their values. */
  readonly fields?: readonly string[]
}

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'unsupported',
  408: 'timeout',
  429: 'rate-limited',
}

/**
 * The error for an answer that is none of success: the first rule that fits, else by status (400 `invalid-request`,
 * 401, 403, 404, 405 `unsupported`, 408 `timeout`, 429 `rate-limited`, other 4xx `invalid-request`, 5xx `unavailable`, the rest
 * `bad-response`). The body never gets into it.
 */
export function failure(
  response: Pick<HttpResponse, 'status' | 'retryAfterMs'>,
  context: Pick<Context, 'operation'>,
  rules: readonly ErrorRule[],
  facts: FailureFacts = {},
): MisError {
  const rule = rules.find((each) => fits(each, response.status, context.operation, facts.vendorCode))
  const code = rule?.code ?? defaultCode(response.status)
  return new MisError(code, {
    details: detailsOf(code, { response, operation: context.operation, facts, rule }) as never,
    operation: context.operation,
    status: response.status,
    ...(facts.vendorCode !== undefined && { vendorCode: facts.vendorCode }),
    ...(rule?.notDone === true && { notDone: true }),
  }) as MisError
}

function fits(rule: ErrorRule, status: number, operation: Operation, vendorCode: string | undefined): boolean {
  const { vendorCode: wanted } = rule
  if (rule.status !== undefined && rule.status !== status) return false
  if (rule.operations && !rule.operations.includes(operation)) return false
  if (wanted === undefined) return true
  return vendorCode !== undefined && (typeof wanted === 'string' ? wanted === vendorCode : wanted.includes(vendorCode))
}

function defaultCode(status: number): ErrorCode {
  const known = byStatus[status]
  if (known) return known
  if (status >= 500) return 'unavailable'
  return status >= 400 ? 'invalid-request' : 'bad-response'
}

interface Known {
  readonly response: Pick<HttpResponse, 'status' | 'retryAfterMs'>
  readonly operation: Operation
  readonly facts: FailureFacts
  readonly rule: ErrorRule | undefined
}

function detailsOf(code: ErrorCode, { response, operation, facts, rule }: Known): ErrorDetails[ErrorCode] {
  const { retryAfterMs } = response
  switch (code) {
    case 'invalid-request':
      return { fields: facts.fields ?? [] }
    case 'rejected':
      return { reason: rule?.reason?.(facts.vendorCode ?? '') ?? 'unspecified' }
    case 'unsupported':
      return { operation }
    case 'rate-limited':
      return { retryAfterMs }
    case 'unavailable':
      return { by: 'mis', retryAfterMs }
    case 'bad-response':
      return { why: `an answer with status ${response.status}` }
    case 'outcome-unknown':
      return { sentAt: null }
    default:
      return {}
  }
}
