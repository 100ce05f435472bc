import { createHash } from 'node:crypto'
import { erasedBytes, sealBroken } from '../privacy/openable.ts'

/**
 * What stands between the desk and the columns that hold a patient: the desk seals before it writes and opens after it
 * reads, so that a store only ever sees bytes, and finds a patient by `index` alone.
 *
 * One made by you (over a key service, say) tells two failures of `open` apart. What it cannot open **as things are**, as
 * its key is unknown or its bytes are not what was sealed, it rejects with a `MisError` whose `operation` is `open`:
 *
 *     throw new MisError('unavailable', { operation: 'open', details: { by: 'store', retryAfterMs: null } })
 *
 * That one value is then set aside and an operator is told. Whatever else `open`, `seal` or `index` rejects with means
 * that the sealer is away for a while, like a store: callers get `unavailable`, and what waits is tried again in its place.
 */
export interface Sealer {
  /** `context` names the column and the row, such as `intents.body/7f3a`: bytes sealed for one do not open as another. */
  seal(value: unknown, context: string): Promise<Uint8Array>
  /**
   * The value that was sealed. Rejects with a `MisError` of the operation `open` where the bytes were sealed for another
   * context, by an unknown key, or were emptied (`erasePatient`); with anything else where it may open them later.
   */
  open(bytes: Uint8Array, context: string): Promise<unknown>
  /**
   * A fixed name for a text, equal for equal texts, from which the text does not come back (a blind index).
   * 1 to 64 characters of `A-Za-z0-9_-`.
   */
  index(text: string): Promise<string>
}

/**
 * Seals nothing: JSON as UTF-8, and a plain SHA-256 as the index. The default; patient columns are then readable. `open`
 * rejects with `bad-response` for bytes that a sealer has sealed, and `not-found` where they were erased.
 */
export const plainSealer: Sealer = {
  seal: async (value) => new TextEncoder().encode(JSON.stringify(value)),
  open: async (bytes) => {
    if (bytes.length === 0) throw erasedBytes()
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as unknown
    } catch {
      // What the parser says holds a piece of the text.
      throw sealBroken('the bytes are not plain; give the sealer that sealed them')
    }
  },
  index: async (text) => createHash('sha256').update(text).digest('base64url'),
}
