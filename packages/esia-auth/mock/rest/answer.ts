import type { EsiaMockOptions } from '../options.ts'

const errors = {
  'ESIA-005011': [401, 'SecurityErrorEnum.invalidToken'],
  'ESIA-005013': [401, 'SecurityErrorEnum.expiredToken'],
  // [assumed] Which codes these two have is not known.
  'ESIA-007019': [403, 'the token does not open this'],
  'ESIA-004004': [404, 'there is no such thing'],
} as const

export type RestCode = keyof typeof errors

/** Thrown by whoever finds that something may not be seen. */
export class RestRefusal extends Error {
  override readonly name = 'RestRefusal'
  readonly code: RestCode

  constructor(code: RestCode) {
    super(code)
    this.code = code
  }
}

export function refusedAnswer({ code }: RestRefusal, { restErrors }: EsiaMockOptions): Response {
  const [status, message] = errors[code]
  const body = { code, message }
  return Response.json(restErrors === 'array' ? [body] : body, { status })
}
