/** Digits of a whole number that a double may not hold exactly. */
const longNumber = 16

/** Members and numbers that plain `JSON.parse` would turn into a trap or into another id. */
function needsCare(text: string): boolean {
  return text.includes('__proto__') || text.includes('\\u00') || hasLongNumber(text)
}

/** So many digits in a row stand over one of every so many places: few characters need a look. */
function hasLongNumber(text: string): boolean {
  for (let place = longNumber - 1; place < text.length; place += longNumber) {
    if (!isDigit(text, place)) continue
    let [first, last] = [place, place]
    while (isDigit(text, first - 1)) first -= 1
    while (isDigit(text, last + 1)) last += 1
    if (last - first + 1 >= longNumber) return true
  }
  return false
}

function isDigit(text: string, place: number): boolean {
  const code = text.charCodeAt(place)
  return code >= 0x30 && code <= 0x39
}

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
  return needsCare(text) ? JSON.parse(text, careful) : JSON.parse(text)
}
