import { isMisError } from '@mis/core'

/**
 * Whether a value cannot be opened for itself: its key is not known here, or its bytes are not what was sealed. A sealer
 * that is away for a while fails otherwise.
 */
export function isUnopenable(error: unknown): boolean {
  return isMisError(error) && error.operation === 'open'
}

/** The opened value; undefined where it cannot be opened for itself. Rejects with any other failure. */
export async function openable(opening: Promise<unknown>): Promise<{ readonly value: unknown } | undefined> {
  try {
    return { value: await opening }
  } catch (error) {
    if (isUnopenable(error)) return undefined
    throw error
  }
}
