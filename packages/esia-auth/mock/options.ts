import type { EsiaPerson } from './person.ts'

/** A certificate that a system has loaded on the technical portal. */
export interface EsiaCertificate {
  readonly pem: string
  /** Switched off on the portal: requests signed by it are ESIA-007053. */
  readonly active: boolean
}

/** A system that may send people here. */
export interface EsiaClient {
  /** The mnemonic, in upper case. [doc] */
  readonly clientId: string
  /** Certificates whose signatures are taken; a bare PEM is active. */
  readonly certificates: readonly (string | EsiaCertificate)[]
  /** Where people may be sent back to, whole addresses. */
  readonly redirectUris: readonly string[]
  /** What the system may ask for; another known scope is ESIA-007019. Default: every known scope. */
  readonly scopes?: readonly string[]
  /** How tokens for this system are signed, whatever its requests are signed with. [2+] Default: `RS256`. */
  readonly tokenAlgorithm?: 'RS256' | 'GOST3410_2012_256'
}

/**
 * What is wrong with the tokens that are given out:
 * - `expired`: two hours old; `not-yet-valid`: good from an hour later on;
 * - `wrong-issuer`, `wrong-audience`: somebody else's;
 * - `alg-none`: no signature, and the header says so; `tampered`: claims changed after signing;
 * - `unknown-certificate`: signed well, by a key whose certificate nobody was given;
 * - `other-subject`: the id token speaks of another person than the access token;
 * - `without-x5t`: nothing wrong, but no `x5t#St256`, as in tokens of 2018.
 */
export type EsiaTokenFault =
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'alg-none'
  | 'tampered'
  | 'unknown-certificate'
  | 'other-subject'
  | 'without-x5t'

/**
 * How this ESIA behaves. Read anew at each request, so a test may change its own object between two. Marks as in the
 * facts: [doc] vendor's document, [1] [2+] seen in so many clients, [assumed] our choice for a gap.
 */
export interface EsiaMockOptions {
  readonly clients: readonly EsiaClient[]
  /** Who may sign in; the login page lists them in this order. */
  readonly persons: readonly EsiaPerson[]
  /** ESIA's clock, in epoch milliseconds; tokens, codes, certificates and `Date` go by it. Default: the machine's. */
  readonly now?: () => number
  /** `iss` of tokens. Default: `http://esia-portal1.test.gosuslugi.ru/` [1]. */
  readonly issuer?: string
  /** How far a `timestamp` may be from `now`, either way. Default: 300 [assumed]. */
  readonly windowSeconds?: number
  /** How far the `Date` header runs ahead of `now`. Default: 0. */
  readonly dateSkewSeconds?: number
  /** Whether protocol v1 is still served; without it its addresses are 404. Default: true [2+ for the test stand]. */
  readonly v1?: boolean
  /**
   * What a refresh signs: `redirect` is client_id + scope + scope_org + timestamp + state + redirect_uri; `token` is
   * client_id + scope + timestamp + state + refresh_token, without hash and redirect_uri. Default: `redirect` [assumed].
   */
  readonly refreshSignature?: 'redirect' | 'token'
  /** Default: none. */
  readonly tokenFault?: EsiaTokenFault
  /** Whether the token answer repeats the state of its request, another one, or none. Default: `same` [2+]. */
  readonly echoedState?: 'same' | 'other' | 'none'
  /** How the body of a REST error is written: an object, or an array of one. Default: `object` [2+ for both]. */
  readonly restErrors?: 'object' | 'array'
}
