/** What the portal answers: 200, and `success` says how it went. [client] */
export function done(more: object = {}): Response {
  return Response.json({ success: true, ...more })
}

/** Refused inside a 200. [client] The words are [assumed]. */
export function refuse(error: string, message: string): Response {
  return Response.json({ success: false, error, message })
}

/** A request that says nothing sensible. The status is [assumed]. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
  readonly field: string

  constructor(field: string) {
    super(`bad ${field}`)
    this.field = field
  }
}

export type Members = Readonly<Record<string, unknown>>

/** A JSON body as an object. Throws `BadRequest`. */
export function membersOf(body: string): Members {
  try {
    const value: unknown = JSON.parse(body)
    if (isMembers(value)) return value
  } catch {}
  throw new BadRequest('body')
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An id as a number or digits. Throws `BadRequest`. */
export function idOf(name: string, value: unknown): string {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  if (!/^\d{1,15}$/.test(text)) throw new BadRequest(name)
  return text
}
