import { isMisError, type MisError } from '@mis/core/adapter'
import { EsiaError } from './errors.ts'

/** What `http()` says, in the words of this package; anything else, such as the reason of a signal, stays as it is. */
export function transportError(error: unknown, status?: number): unknown {
  if (!isMisError(error)) return error
  const facts = { cause: error, ...(status !== undefined && { status }) }
  if (isMisError(error, 'bad-response')) return new EsiaError('bad-response', { ...facts, hint: error.details.why })
  if (isMisError(error, 'unavailable')) return new EsiaError('unavailable', { ...facts, hint: hintOf(error) })
  if (isMisError(error, 'unauthorized')) {
    return new EsiaError('unavailable', { ...facts, kind: 'configuration', hint: hintOf(error) })
  }
  return error
}

/** The sentence between the brackets of the message: made of words of ours alone. */
function hintOf({ message }: MisError): string {
  return /\((.*)\)$/s.exec(message)?.[1] ?? 'not reached'
}
