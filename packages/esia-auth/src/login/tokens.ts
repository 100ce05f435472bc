import { EsiaError } from '../errors.ts'
import type { Claims, TokenVerifier } from '../tokens/types.ts'
import type { EsiaTokens } from '../types.ts'
import type { TokenAnswer } from './token-call.ts'

/** Tokens that are verified, and what the id token says of the account. */
export interface CheckedTokens {
  readonly tokens: EsiaTokens
  /** False where the id token says that the account is not confirmed. */
  readonly trusted: boolean
}

/**
 * Verifies what a token call brought. The access token names the account; an id token must name the same.
 *
 * @throws EsiaError `token-…`, `person-mismatch`
 */
export async function checkedTokens(
  verifier: TokenVerifier,
  answer: TokenAnswer,
  requested: string,
): Promise<CheckedTokens> {
  const { access_token: accessToken, id_token: idToken, refresh_token: refreshToken } = answer
  const access = await verifier.verify(accessToken)
  const id = idToken == null ? undefined : await verifier.verify(idToken)
  const esiaOid = oidOf(access) ?? (id && oidOf(id))
  if (esiaOid === undefined) throw new EsiaError('token-malformed', { hint: 'the token names no account' })
  if (id && oidOf(id) !== esiaOid) throw new EsiaError('person-mismatch', { hint: 'two tokens name two accounts' })
  return {
    trusted: !saysUntrusted(id),
    tokens: {
      accessToken,
      ...(idToken != null && { idToken }),
      ...(refreshToken != null && { refreshToken }),
      expiresAt: new Date(access.exp * 1000).toISOString(),
      scope: namesOf(access.scope ?? requested),
      esiaOid,
    },
  }
}

function oidOf(claims: Claims): string | undefined {
  const oid = claims['urn:esia:sbj_id'] ?? claims.sub
  if (oid === undefined || /^\d{1,20}$/.test(oid)) return oid
  throw new EsiaError('token-malformed', { hint: 'the number of the account is no number' })
}

function saysUntrusted(claims: Claims | undefined): boolean {
  const subject = claims?.['urn:esia:sbj']
  return typeof subject === 'object' && subject !== null && (subject as Claims)['urn:esia:sbj:is_tru'] === false
}

/** ESIA gives names back with the account in them: `fullname?oid=1000000001`. [run] */
function namesOf(scope: string): readonly string[] {
  const names = scope.split(/\s+/).map((name) => name.split('?', 1)[0] ?? '')
  return [...new Set(names.filter((name) => name !== ''))]
}
