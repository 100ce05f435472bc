import { invalid, MisError, type Patient, patientSchema } from '@mis/core'

/** An `invalid-request` of the desk. `problems`: field → how to mend it. */
export const invalidInput = (
  problems: Readonly<Record<string, string>>,
  operation: string,
): MisError<'invalid-request'> => invalid(problems, { vendor: 'desk', operation })

/** A patient that no adapter has parsed. Throws `invalid-request` naming the fields. */
export function checkedPatient(patient: Patient, operation: string): Patient {
  const parsed = patientSchema.safeParse(patient)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => [['patient', ...path].join('.'), message])
  throw invalidInput(Object.fromEntries(problems), operation)
}

/** The store cannot do its work: nothing was promised to anybody. */
export function storeFailed(operation: string, cause: unknown): MisError<'unavailable'> {
  return new MisError('unavailable', {
    vendor: 'desk',
    operation,
    hint: 'the store cannot be written or read; see the cause',
    details: { by: 'store', retryAfterMs: null },
    cause,
  })
}

/** The sealer cannot do its work now. What it says of bytes that it cannot open as they are comes out as it is. */
export function sealerFailed(operation: string, cause: unknown): MisError<'unavailable'> {
  return new MisError('unavailable', {
    vendor: 'desk',
    operation: `sealer.${operation}`,
    hint: 'the sealer failed; see the cause',
    details: { by: 'store', retryAfterMs: null },
    cause,
  })
}

/** The desk is closed: nothing was promised to anybody. */
export function closedError(): MisError<'unavailable'> {
  return new MisError('unavailable', {
    vendor: 'desk',
    operation: 'call',
    hint: 'the desk is closed; make a new one',
    details: { by: 'queue', retryAfterMs: null },
  })
}
