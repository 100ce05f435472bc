import { isMisError, MisError } from '@mis/core'

/**
 * Whether a value cannot be opened for itself: its key is not known here, or its bytes are not what was sealed. A sealer
 * that is away for a while fails otherwise. The one rule of the desk, its events, its reminders and `reseal`; what stands
 * at `Sealer` tells it to those who write their own.
 */
function isUnopenable(error: unknown): boolean {
  return isMisError(error) && error.operation === 'open'
}

/** The opened value; undefined where it cannot be opened for itself. Rejects with any other failure. */
export async function openable<T>(opening: Promise<T>): Promise<{ readonly value: T } | undefined> {
  try {
    return { value: await opening }
  } catch (error) {
    if (isUnopenable(error)) return undefined
    throw error
  }
}

/** The bytes are not what was sealed, or this sealer never sealed them. */
export function sealBroken(why: string): MisError<'bad-response'> {
  return new MisError('bad-response', { vendor: 'desk', operation: 'open', hint: why, details: { why } })
}

/** The bytes were emptied. */
export function erasedBytes(): MisError<'not-found'> {
  const hint = "the patient's data was erased"
  return new MisError('not-found', { vendor: 'desk', operation: 'open', hint, details: {} })
}
