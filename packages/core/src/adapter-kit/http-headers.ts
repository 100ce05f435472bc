import { MisError } from '../errors/mis-error.ts'

/** Headers by name, in any case; values are one line of Latin-1. */
export type HeaderValues = Readonly<Record<string, string>>

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** One line of Latin-1: what HTTP can carry without a second header or a second request hiding in it. */
const headerValue = /^[\t\u0020-\u007e\u0080-\u00ff]*$/

/** Names in lower case; of one name the later value wins. */
export function checkedHeaders(...groups: readonly (HeaderValues | undefined)[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  for (const group of groups) {
    for (const [name, value] of Object.entries(group ?? {})) {
      if (!headerName.test(name)) throw refuse('headers', 'a header name holds characters HTTP does not know')
      if (!headerValue.test(value)) {
        throw refuse(`headers.${name.toLowerCase()}`, 'no line breaks, no control or non-Latin characters; encode them')
      }
      headers[name.toLowerCase()] = value
    }
  }
  return headers
}

function refuse(field: string, hint: string): MisError {
  return new MisError('invalid-request', { details: { fields: [field] }, hint: `${field}: ${hint}` })
}
