import { MisError } from '../errors/mis-error.ts'

/** What a document may have at most. One that has more is refused while it is read, within one chunk of bytes. */
export interface XmlLimits {
  /** Bytes of the document (UTF-16 units where a string is read). Default 64 MiB. */
  readonly bytes: number
  /** Elements inside each other. Default 64. */
  readonly depth: number
  /** Elements in all. Default 5,000,000. */
  readonly elements: number
  /** Attributes of one element, namespace declarations included. Default 64. */
  readonly attributes: number
  /** Characters of a field, an attribute, a name, a comment or any other single piece. Default 1,048,576. */
  readonly textLength: number
}

const defaults: XmlLimits = {
  bytes: 64 * 1024 * 1024,
  depth: 64,
  elements: 5_000_000,
  attributes: 64,
  textLength: 1024 * 1024,
}

export function limitsOf(given: Partial<XmlLimits> = {}): XmlLimits {
  const limits = { ...defaults, ...given }
  for (const [name, value] of Object.entries(limits))
    if (!(Number.isSafeInteger(value) && value > 0)) throw wrongOption(`limits.${name}`, 'expected a positive integer')
  return limits
}

/** A fault of the caller's, not of the document. */
export function wrongOption(field: string, wanted: string): MisError<'invalid-request'> {
  return new MisError('invalid-request', {
    operation: 'readXml',
    details: { fields: [field] },
    hint: `${field}: ${wanted}`,
  })
}
