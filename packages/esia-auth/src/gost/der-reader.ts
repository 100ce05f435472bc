// Reads DER, and the parts of BER that CMS of other makers uses: lengths that are not told and strings in pieces.
import { concat } from './bytes.ts'
import { GostError } from './errors.ts'

/** One element: its identifier octet, all its bytes, and its content. */
export interface Element {
  readonly tag: number
  readonly der: Uint8Array
  readonly body: Uint8Array
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  t61String: 0x14,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const

/** The identifier octet of `[number]`: constructed, or primitive. */
export const contextTag = (number: number, constructed = true): number => (constructed ? 0xa0 : 0x80) + number

const deepest = 32

/**
 * The one element that the bytes are.
 * @param what - what it is called in an error
 */
export function readElement(bytes: Uint8Array, what: string): Element {
  const [element, ...rest] = elementsOf(bytes, what, 0)
  if (!element || rest.length > 0) throw unreadable(what)
  return element
}

/** The elements inside of a constructed one. */
export function childrenOf(element: Element, what: string): readonly Element[] {
  if ((element.tag & 0x20) === 0) throw unreadable(what)
  return elementsOf(element.body, what, 0)
}

/** The elements inside of one that must have this tag. */
export function childrenAs(element: Element | undefined, tag: number, what: string): readonly Element[] {
  return childrenOf(expectTag(element, tag, what), what)
}

export function expectTag(element: Element | undefined, tag: number, what: string): Element {
  if (element?.tag !== tag) throw unreadable(what)
  return element
}

/** The bytes of an OCTET STRING, whole or in pieces. */
export function octetsOf(element: Element | undefined, what: string): Uint8Array {
  if (element?.tag !== (tags.octetString | 0x20)) return expectTag(element, tags.octetString, what).body
  return concat(...childrenOf(element, what).map((piece) => expectTag(piece, tags.octetString, what).body))
}

/** The bytes of a BIT STRING that has no unused bits. */
export function bitsOf(element: Element | undefined, what: string): Uint8Array {
  const { body } = expectTag(element, tags.bitString, what)
  if (body[0] !== 0) throw unreadable(what)
  return body.subarray(1)
}

/** An OBJECT IDENTIFIER in its dotted form. */
export function oidOf(element: Element | undefined, what: string): string {
  const { body } = expectTag(element, tags.oid, what)
  const arcs: number[] = []
  let arc = 0
  for (const [i, byte] of body.entries()) {
    arc = arc * 128 + (byte & 0x7f)
    if (arc > Number.MAX_SAFE_INTEGER / 128 || (i === body.length - 1 && byte >= 0x80)) throw unreadable(what)
    if (byte >= 0x80) continue
    arcs.push(arc)
    arc = 0
  }
  const [head, ...rest] = arcs
  if (head === undefined) throw unreadable(what)
  const root = Math.min(Math.floor(head / 40), 2)
  return [root, head - 40 * root, ...rest].join('.')
}

/** An INTEGER that is small and not negative, such as a version or a count. */
export function smallIntegerOf(element: Element | undefined, what: string): number {
  const { body } = expectTag(element, tags.integer, what)
  if (body.length === 0 || body.length > 5 || (body[0] as number) >= 0x80) throw unreadable(what)
  return body.reduce((value, byte) => value * 256 + byte, 0)
}

export function unreadable(what: string): GostError {
  return new GostError('unreadable', `${what} cannot be read`)
}

function elementsOf(bytes: Uint8Array, what: string, depth: number): readonly Element[] {
  const found: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at, what, depth)
    found.push(element)
    at += element.der.length
  }
  return found
}

function elementAt(bytes: Uint8Array, at: number, what: string, depth: number): Element {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f || depth > deepest) throw unreadable(what)
  if (first === 0x80) return untoldAt(bytes, at, what, depth)
  const counted = first < 0x80 ? 0 : first & 0x7f
  const start = at + 2 + counted
  if (counted > 4 || start > bytes.length) throw unreadable(what)
  const length = counted === 0 ? first : bytes.subarray(at + 2, start).reduce((value, byte) => value * 256 + byte, 0)
  const end = start + length
  if (end > bytes.length) throw unreadable(what)
  return { tag, der: bytes.subarray(at, end), body: bytes.subarray(start, end) }
}

/** BER: an element that ends with two zero bytes where the next one would begin. */
function untoldAt(bytes: Uint8Array, at: number, what: string, depth: number): Element {
  const tag = bytes[at] as number
  if ((tag & 0x20) === 0) throw unreadable(what)
  let end = at + 2
  while (bytes[end] !== 0 || bytes[end + 1] !== 0) end += elementAt(bytes, end, what, depth + 1).der.length
  return { tag, der: bytes.subarray(at, end + 2), body: bytes.subarray(at + 2, end) }
}
