/**
 * What a token of ESIA says, by its own names (`urn:esia:sid`, `scope`, …). The ids that ESIA sends as numbers are
 * strings here: `sub`, `urn:esia:sbj_id`, and `urn:esia:sbj:oid` inside `urn:esia:sbj`.
 */
export interface Claims {
  readonly [claim: string]: unknown
  /** Seconds since 1970. */
  readonly exp: number
  readonly iss: string
  /** The oid of the person; absent in an access token, see `urn:esia:sbj_id`. */
  readonly sub?: string
  readonly 'urn:esia:sbj_id'?: string
  /** Such as `fullname?oid=1000000001 openid`. */
  readonly scope?: string
}

/** A certificate of ESIA that ends soon, or has ended. Its successor is in `esia.zip`. */
export interface ExpiringCertificate {
  /** `x5t#St256` of tokens it verifies: Streebog-256 over its DER, upper-case hex. */
  readonly hash: string
  readonly notAfter: Date
  /** Whole days that are left; negative once it has ended. */
  readonly daysLeft: number
}

/** What a token must be like. */
export interface TokenVerifierOptions {
  /** ESIA's own certificates, PEM or DER, RSA or GOST; several while one replaces another. */
  readonly certificates: readonly (string | Uint8Array)[]
  /** What `iss` must be, or any of several. */
  readonly issuer: string | readonly string[]
  /** The mnemonic of the system: what `aud` must be or hold, or `client_id` where the token has no `aud`. */
  readonly audience: string
  /** How far the clock of ESIA and this one may differ, in seconds. Default: 60. */
  readonly toleranceSeconds?: number
  /** Wall clock, epoch milliseconds. Default: the machine's. */
  readonly now?: () => number
  /** How many days before its end a certificate is told of. Default: 30. */
  readonly warnDays?: number
  /**
   * Told of each certificate that ends soon, at a verification and at most once a day. What it throws is ignored: a
   * warning never stops a sign-in. Default: nobody is told.
   */
  readonly onExpiring?: (certificate: ExpiringCertificate) => void
}

/** Verifies what ESIA signed. */
export interface TokenVerifier {
  /**
   * The claims of a token that is signed by one of the certificates (RS256 or GOST3410_2012_256), of the right issuer and
   * audience, and in force.
   *
   * @throws EsiaError `token-…` naming what is wrong; nothing of the token is in it
   */
  verify(jwt: string): Promise<Claims>
}
