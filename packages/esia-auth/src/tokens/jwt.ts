import { parseJson } from '@mis/core/adapter'
import { EsiaError } from '../errors.ts'

export const algorithms = ['RS256', 'GOST3410_2012_256'] as const
export type Algorithm = (typeof algorithms)[number]

/** A token in its parts; nothing of it is proven yet. */
export interface Jwt {
  readonly algorithm: Algorithm
  /** `x5t#St256` in upper case; undefined where the header names no certificate. */
  readonly certificateHash: string | undefined
  readonly signed: Uint8Array
  readonly signature: Uint8Array
  readonly claims: Readonly<Record<string, unknown>>
}

/** ESIA's tokens have some thousands. */
const mostCharacters = 64 * 1024
const compact = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)={0,2}$/

/** @throws EsiaError `token-malformed`, or `token-algorithm` for `none` and whatever else ESIA does not use. */
export function readJwt(jwt: string): Jwt {
  if (typeof jwt !== 'string' || jwt.length > mostCharacters) throw new EsiaError('token-malformed')
  const [, head, body, tail] = compact.exec(jwt) ?? []
  if (head === undefined || body === undefined || tail === undefined) throw new EsiaError('token-malformed')
  const header = objectOf(head)
  const algorithm = algorithms.find((each) => each === header.alg)
  if (!algorithm) throw new EsiaError('token-algorithm')
  // RFC 7515: a header that must be understood, and that we do not understand.
  if ('crit' in header) throw new EsiaError('token-malformed')
  const hash = header['x5t#St256']
  return {
    algorithm,
    certificateHash: typeof hash === 'string' ? hash.toUpperCase() : undefined,
    signed: Buffer.from(`${head}.${body}`, 'latin1'),
    signature: Buffer.from(tail, 'base64url'),
    claims: objectOf(body),
  }
}

function objectOf(part: string): Readonly<Record<string, unknown>> {
  try {
    const json = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url'))
    const value = parseJson(json)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Said below: the reasons of the parser hold content.
  }
  throw new EsiaError('token-malformed')
}
