import type { ZodType } from 'zod'
import { MisError } from '../errors/mis-error.ts'
import type { SlotId } from '../model/ids.ts'

/** Makes the tokens of one adapter, and reads them back. */
export interface SlotTokens<T> {
  /** The token of what the MIS wants back for this slot. Equal values with members in equal order give equal tokens. */
  encode(value: T): SlotId
  /** @throws MisError `invalid-request` naming `slot.id` where the token is of another adapter or version, or broken. */
  decode(id: SlotId): T
}

/** Whoever changes how a token is written changes this. */
const version = '1'
const longestToken = 8192

/**
 * Slot tokens for a MIS whose slots have no id of their own, or whose id needs company: `<prefix>.1.<base64url JSON>`.
 * Not secret and not signed: whatever comes back is checked by `schema`, and the MIS has the last word.
 */
export function slotTokens<T>(prefix: string, schema: ZodType<T>): SlotTokens<T> {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(prefix))
    throw new TypeError('slotTokens: prefix: lower-case letters, digits, hyphens')
  const start = `${prefix}.${version}.`
  return {
    encode: (value) => start + encoded(JSON.stringify(value)),
    decode: (id) => {
      const result = schema.safeParse(payload(id, start))
      if (result.success) return result.data
      throw new MisError('invalid-request', {
        details: { fields: ['slot.id'] },
        hint: 'slot.id: pass a slot just as listSlots of this adapter gave it',
      })
    },
  }
}

/** One piece of memory for all: a schedule has thousands of tokens, and making a buffer for each is most of the work. */
const scratch = Buffer.allocUnsafeSlow(longestToken)

function encoded(json: string): string {
  // A character takes three bytes at most.
  if (json.length * 3 > scratch.length) return Buffer.from(json).toString('base64url')
  return scratch.toString('base64url', 0, scratch.write(json))
}

/** Undefined stands for what is no token: no schema of a token takes it. */
function payload(id: string, start: string): unknown {
  if (!id.startsWith(start) || id.length > longestToken) return undefined
  const encoded = id.slice(start.length)
  const bytes = Buffer.from(encoded, 'base64url')
  // Buffer skips what is not base64url, and two texts must not be one slot.
  if (bytes.toString('base64url') !== encoded) return undefined
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
