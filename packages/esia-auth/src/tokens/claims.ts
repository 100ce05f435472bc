import { EsiaError } from '../errors.ts'
import type { Claims } from './types.ts'

/** What the claims of a token must say, all but its issuer's signature. */
export interface Demands {
  readonly issuers: readonly string[]
  readonly audience: string
  readonly toleranceSeconds: number
  readonly nowMs: number
}

/**
 * Claims that hold, with ids as strings.
 *
 * @throws EsiaError `token-malformed`, `token-issuer`, `token-audience`, `token-expired`, `token-not-yet-valid`
 */
export function checkedClaims(claims: Readonly<Record<string, unknown>>, demands: Demands): Claims {
  const { issuers, audience, toleranceSeconds, nowMs } = demands
  const { exp, nbf, iss } = claims
  if (typeof iss !== 'string' || !issuers.includes(iss)) throw new EsiaError('token-issuer')
  // An access token has no `aud`; where it stands, it decides.
  if (!named(claims.aud ?? claims.client_id, audience)) throw new EsiaError('token-audience')
  if (!isSeconds(exp) || (nbf !== undefined && !isSeconds(nbf))) throw new EsiaError('token-malformed')
  const now = nowMs / 1000
  if (now >= exp + toleranceSeconds) throw new EsiaError('token-expired')
  if (nbf !== undefined && now < nbf - toleranceSeconds) throw new EsiaError('token-not-yet-valid')
  return withIds(claims) as Claims
}

function named(value: unknown, audience: string): boolean {
  return Array.isArray(value) ? value.includes(audience) : value === audience
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

const ids = ['sub', 'urn:esia:sbj_id', 'urn:esia:sbj:oid']

/** ESIA sends ids as numbers. As numbers they would not compare with those in addresses and in the app's database. */
function withIds(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(claims).map(([name, value]): [string, unknown] => {
    if (ids.includes(name)) return [name, idOf(value)]
    if (name === 'urn:esia:sbj' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return [name, withIds(value as Record<string, unknown>)]
    }
    return [name, value]
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function idOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'string' && value !== '') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  throw new EsiaError('token-malformed')
}
