import { MisError } from '../errors/mis-error.ts'

/** Every reason to refuse a document, in words of ours: what the document holds never gets into an error. */
const reasons = {
  empty: 'the XML has no root element',
  cut: 'the XML is cut off',
  mismatched: 'the XML has tags that do not match',
  duplicate: 'the XML has one attribute twice',
  entity: 'the XML has an entity that is not defined',
  character: 'the XML has a character that may not stand there',
  outside: 'the XML has content outside its root element',
  doctype: 'the XML has a DOCTYPE, which is never read',
  malformed: 'the XML is not well-formed',
  prefix: 'the XML has a prefix that is not declared',
  root: 'the XML has another root element than expected',
  bytes: 'the XML is longer than allowed',
  depth: 'the XML is nested deeper than allowed',
  elements: 'the XML has more elements than allowed',
  attributes: 'an element of the XML has more attributes than allowed',
  textLength: 'a text of the XML is longer than allowed',
  variety: 'the XML nests its records in too many ways',
  charset: 'the XML names a charset that is not known',
  bytesOfCharset: 'the bytes of the XML do not belong to its charset',
} as const

export type Reason = keyof typeof reasons

export function refused(reason: Reason): MisError<'bad-response'> {
  return new MisError('bad-response', { operation: 'readXml', details: { why: reasons[reason] } })
}

/** Beginnings of what saxes says; the rest of its sentences holds names of the document. */
const sentences: readonly (readonly [beginning: string, reason: Reason])[] = [
  ['document must contain a root element', 'empty'],
  ['unclosed tag', 'cut'],
  ['unexpected end', 'cut'],
  ['unexpected close tag', 'mismatched'],
  ['unmatched closing tag', 'mismatched'],
  ['duplicate attribute', 'duplicate'],
  ['undefined entity', 'entity'],
  ['malformed character entity', 'entity'],
  ['empty entity name', 'entity'],
  ['disallowed character in entity name', 'entity'],
  ['disallowed character', 'character'],
  ['text data outside of root node', 'outside'],
  ['documents may contain only one root', 'outside'],
  ['inappropriately located doctype', 'doctype'],
]

export function reasonOf(sentence: string): Reason {
  return sentences.find(([beginning]) => sentence.startsWith(beginning))?.[1] ?? 'malformed'
}
