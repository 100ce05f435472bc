import { strictDecoder } from '../adapter-kit/charset.ts'
import { refused } from './refuse.ts'

/** Bytes to text, piece by piece; a character may be split between pieces. */
export interface Decoder {
  decode(bytes: Uint8Array): string
  /** The rest; refuses a character that was begun only. */
  end(): string
}

/** An XML declaration that has not ended by then names no charset that counts. */
const longestDeclaration = 1024

/**
 * The charset is the byte order mark's, else `charset` (of the HTTP header), else the declaration's, else UTF-8.
 * Bytes that it does not have are refused, never replaced.
 */
export function createDecoder(charset: string | null): Decoder {
  let head: Uint8Array | null = new Uint8Array(0)
  let decoder: InstanceType<typeof TextDecoder> | null = null

  const run = (bytes: Uint8Array, stream: boolean): string => {
    decoder ??= decoderOf(head ?? bytes, charset)
    try {
      return decoder.decode(bytes, { stream })
    } catch {
      throw refused('bytesOfCharset')
    }
  }
  return {
    decode(bytes) {
      if (head === null) return run(bytes, true)
      head = joined(head, bytes)
      if (!isTelling(head)) return ''
      const text = run(head, true)
      head = null
      return text
    },
    end: () => run(head ?? new Uint8Array(0), false),
  }
}

function decoderOf(head: Uint8Array, charset: string | null): InstanceType<typeof TextDecoder> {
  const decoder = strictDecoder(head, charset ?? declaredIn(head))
  if (!decoder) throw refused('charset')
  return decoder
}

/** True once the charset can be told: the mark or first characters are there, and a declaration has ended. */
function isTelling(head: Uint8Array): boolean {
  if (head.length < 5) return false
  return !beginsDeclaration(head) || head.length >= longestDeclaration || declarationOf(head) !== null
}

const declarationBegin = [...'<?xml'].map((character) => character.charCodeAt(0))
const beginsDeclaration = (head: Uint8Array): boolean => declarationBegin.every((code, place) => head[place] === code)

/** The charset the XML declaration names; UTF-16 without a byte order mark is told by its zero bytes. */
function declaredIn(head: Uint8Array): string | null {
  if (head[0] === 0 || head[1] === 0) return 'utf-16'
  const declared = /\sencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']/.exec(declarationOf(head) ?? '')?.[1]?.toLowerCase()
  // Whoever could read the declaration byte by byte holds no UTF-16, whatever it says.
  return declared === undefined || /^(utf-?16|ucs-?2)/.test(declared) ? null : declared
}

function declarationOf(head: Uint8Array): string | null {
  if (!beginsDeclaration(head)) return null
  return /^<\?xml\s[^>]*\?>/.exec(asciiOf(head))?.[0] ?? null
}

function asciiOf(head: Uint8Array): string {
  return String.fromCharCode(...head.subarray(0, longestDeclaration))
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right
  const both = new Uint8Array(left.length + right.length)
  both.set(left)
  both.set(right, left.length)
  return both
}
