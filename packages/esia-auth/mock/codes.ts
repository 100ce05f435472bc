/** ESIA's own codes that this mock uses, each with OAuth's word for it [assumed]. */
const words = {
  'ESIA-007002': 'invalid_client',
  'ESIA-007003': 'invalid_request',
  'ESIA-007004': 'access_denied',
  'ESIA-007005': 'unauthorized_client',
  'ESIA-007006': 'invalid_scope',
  'ESIA-007009': 'unsupported_response_type',
  'ESIA-007011': 'invalid_grant',
  'ESIA-007012': 'unsupported_grant_type',
  'ESIA-007013': 'invalid_scope',
  'ESIA-007014': 'invalid_request',
  'ESIA-007015': 'invalid_request',
  'ESIA-007019': 'invalid_scope',
  'ESIA-007023': 'invalid_request',
  'ESIA-007038': 'invalid_request',
  'ESIA-007039': 'invalid_request',
  'ESIA-007040': 'invalid_grant',
  'ESIA-007053': 'invalid_client',
  'ESIA-007055': 'access_denied',
  'ESIA-036700': 'invalid_request',
} as const satisfies Readonly<Record<`ESIA-${number}`, string>>

export type EsiaCode = keyof typeof words

/** A code and, in our words, what it is about here. */
export interface Refusal {
  readonly code: EsiaCode
  readonly what: string
}

/** As in a callback's query and in a token answer. [2+] */
export function errorParameters({ code, what }: Refusal, state: string | undefined): Readonly<Record<string, string>> {
  return { error: words[code], error_description: `${code}: ${what}`, ...(state !== undefined && { state }) }
}
