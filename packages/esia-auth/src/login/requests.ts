import type { CodeChallenge } from '../types.ts'
import type { Dialect, RequestFacts } from './dialects.ts'
import type { RefreshRequest } from './refresh.ts'
import type { Prepared } from './token-call.ts'

/** What every sign-in of one system says alike. */
export interface AuthorizeSettings {
  readonly accessType: 'online' | 'offline'
  /** base64url of JSON. */
  readonly permissions: string | undefined
  readonly personFilter: string | undefined
}

type Prepare = (facts: RequestFacts) => Prepared

/** The address of the sign-in page. `permissions`, `person_filter` and the challenge are not signed. [1] */
export function authorizeRequest(
  dialect: Dialect,
  { accessType, permissions, personFilter }: AuthorizeSettings,
  codeChallenge: CodeChallenge | undefined,
): Prepare {
  return (facts) => ({
    signed: dialect.authorize(facts),
    fields: {
      redirect_uri: facts.redirectUri,
      scope: facts.scope,
      scope_org: facts.scopeOrg || undefined,
      response_type: 'code',
      state: facts.state,
      access_type: accessType,
      timestamp: facts.timestamp,
      permissions,
      person_filter: personFilter,
      code_challenge: codeChallenge?.challenge,
      code_challenge_method: codeChallenge?.method,
    },
  })
}

/** A code for tokens. */
export function exchangeRequest(dialect: Dialect, code: string, codeVerifier: string | undefined): Prepare {
  return (facts) => ({
    signed: dialect.exchange(facts, code),
    fields: { code, grant_type: 'authorization_code', ...common(facts), code_verifier: codeVerifier },
  })
}

/** A refresh token for tokens. [assumed] */
export function refreshRequest(dialect: Dialect): RefreshRequest {
  return ({ refreshToken, ...facts }) => ({
    signed: dialect.refresh(facts),
    fields: { refresh_token: refreshToken, grant_type: 'refresh_token', ...common(facts) },
  })
}

function common({ redirectUri, scope, scopeOrg, state, timestamp }: RequestFacts) {
  return {
    redirect_uri: redirectUri,
    scope,
    scope_org: scopeOrg || undefined,
    state,
    timestamp,
    token_type: 'Bearer',
  }
}
