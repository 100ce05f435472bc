import { createHash } from 'node:crypto'

/**
 * What stands between the desk and the columns that hold a patient: the desk seals before it writes and opens after it
 * reads, so that a store only ever sees bytes, and finds a patient by `index` alone.
 */
export interface Sealer {
  /** `context` names the column and the row, such as `intents.body/7f3a`: bytes sealed for one do not open as another. */
  seal(value: unknown, context: string): Promise<Uint8Array>
  /** The value that was sealed. Rejects where the bytes were sealed for another context, or by an unknown key. */
  open(bytes: Uint8Array, context: string): Promise<unknown>
  /**
   * A fixed name for a text, equal for equal texts, from which the text does not come back (a blind index).
   * 1 to 64 characters of `A-Za-z0-9_-`.
   */
  index(text: string): Promise<string>
}

/** Seals nothing: JSON as UTF-8, and a plain SHA-256 as the index. The default; patient columns are then readable. */
export const plainSealer: Sealer = {
  seal: async (value) => new TextEncoder().encode(JSON.stringify(value)),
  open: async (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as unknown,
  index: async (text) => createHash('sha256').update(text).digest('base64url'),
}
