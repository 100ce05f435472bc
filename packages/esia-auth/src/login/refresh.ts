import type { RequestFacts } from './dialects.ts'
import type { Prepared } from './token-call.ts'

/** What a refresh is made of. */
export interface RefreshFacts extends RequestFacts {
  readonly refreshToken: string
}

/**
 * A refresh written your way. The default signs what every request of v2 signs and sends hash and redirect_uri; another
 * reading of ESIA signs `clientId + scope + timestamp + state + refreshToken` and sends neither. [1] for each
 */
export type RefreshRequest = (facts: RefreshFacts) => Prepared
