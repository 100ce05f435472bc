/** Members and numbers that plain `JSON.parse` would turn into a trap or into another id. */
const needsCare = /__proto__|\\u00[0-9a-f]{2}|[\s:,[-]\d{16}/i

interface Source {
  readonly source?: string
}

function careful(this: unknown, key: string, value: unknown, context?: Source): unknown {
  if (key === '__proto__') return undefined
  const inexact = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  return inexact && context?.source !== undefined && /^-?\d+$/.test(context.source) ? context.source : value
}

/**
 * `JSON.parse` without `__proto__` members, and with whole numbers beyond 2^53 as strings of their exact digits:
 * an id must not become its neighbour's.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  return needsCare.test(text) ? JSON.parse(text, careful) : JSON.parse(text)
}
