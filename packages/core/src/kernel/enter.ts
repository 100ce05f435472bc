import type { Call, CallOptions, Host } from '../contract/adapter.ts'
import { invalid, problemsOf } from '../contract/check.ts'
import { type Input, type Operation, type Output, operations } from '../contract/operations.ts'
import type { Patient } from '../model/types.ts'
import type { Inside } from './inside.ts'
import { createTrail } from './trail.ts'

/** Stands in where the caller gave no signal; nobody listens to it. */
export const neverAborted: AbortSignal = new AbortController().signal

/** The furthest clinic's day begins this long before UTC's. */
const furthestZoneMs = 14 * 3_600_000

/** The way in of every public call, bare or wrapped: the input is parsed once, here. */
export async function enter<O extends Operation>(
  inside: Inside,
  operation: O,
  input: Input<O>,
  given?: CallOptions,
): Promise<Output<O>> {
  const { host } = inside
  const options = given ?? {}
  const where = { vendor: host.vendor, operation }
  checkOptions(options, where)
  options.signal?.throwIfAborted()
  inside.refuseIfClosed(operation)
  const call: Call<O> = {
    operation,
    input: parse(host, operation, input),
    options,
    signal: options.signal ?? neverAborted,
    deadlineAt: options.deadlineMs === undefined ? Infinity : host.runtime.monotonic() + options.deadlineMs,
    attempt: 1,
    trail: createTrail(),
  }
  return inside.invoke(call)
}

function checkOptions(options: CallOptions, where: { vendor: string; operation: string }): void {
  const { signal, deadlineMs, maxAgeMs } = options
  const problems: Record<string, string> = {}
  if (signal !== undefined && !(signal instanceof AbortSignal)) problems['options.signal'] = 'must be an AbortSignal'
  if (deadlineMs !== undefined && !(typeof deadlineMs === 'number' && deadlineMs > 0))
    problems['options.deadlineMs'] = 'must be more than 0 milliseconds'
  if (maxAgeMs !== undefined && !(typeof maxAgeMs === 'number' && maxAgeMs >= 0))
    problems['options.maxAgeMs'] = 'must be 0 milliseconds or more'
  if (Object.keys(problems).length > 0) throw invalid(problems, where)
}

/** Parsed, with the patient fields this adapter needs checked and a `reference` filled in. */
export function parse<O extends Operation>(host: Host, operation: O, input: Input<O>): Input<O> {
  const where = { vendor: host.vendor, operation }
  const parsed = operations[operation].input.safeParse(input)
  if (!parsed.success) throw invalid(problemsOf(parsed.error), where)
  const value: Input<O> & { readonly reference?: string; readonly patient?: Patient } = parsed.data
  const problems = patientProblems(host, operation, value.patient)
  if (Object.keys(problems).length > 0) throw invalid(problems, where)
  const named = operation === 'book' || operation === 'findBooking'
  return named && value.reference === undefined ? { ...value, reference: host.runtime.id() } : value
}

function patientProblems(host: Host, operation: Operation, patient: Patient | undefined): Record<string, string> {
  const problems: Record<string, string> = {}
  if (patient === undefined) return problems
  const { required, on = [] } = host.capabilities.patientFields
  if (operation === 'book' || operation === 'findBooking' || on.includes(operation)) {
    for (const field of required) if (patient[field] === undefined) problems[`patient.${field}`] = 'is required here'
  }
  const latest = new Date(host.runtime.now() + furthestZoneMs).toISOString().slice(0, 10)
  if (patient.birthDate !== undefined && patient.birthDate > latest)
    problems['patient.birthDate'] = 'must be in the past'
  return problems
}
