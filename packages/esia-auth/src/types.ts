import type { VerifiedPatient } from './person/types.ts'

/** What a call may take. */
export interface EsiaCallOptions {
  /** Gives the call up; it rejects with the reason of the signal. */
  readonly signal?: AbortSignal
  /** Milliseconds the whole call may take. Default: the `timeoutMs` of the factory. */
  readonly deadlineMs?: number
}

/** A sign-in that has begun. */
export interface LoginStart {
  /** Send the browser there. */
  readonly url: string
  /**
   * Keep it with this browser (an HttpOnly, Secure, SameSite=Lax cookie, or the session) until the callback. Opaque,
   * signed, good for ten minutes and one sign-in.
   */
  readonly transaction: string
}

/** The query of the callback, however the framework gives it. */
export type CallbackParameters = URL | URLSearchParams | Readonly<Record<string, unknown>>

/** What ESIA gave for one sign-in. Secret as a whole: keep it on the server, do not log it. */
export interface EsiaTokens {
  readonly accessToken: string
  readonly idToken?: string
  /** Only where the sign-in asked for offline access. */
  readonly refreshToken?: string
  /** When the access token ends, ISO 8601, UTC. */
  readonly expiresAt: string
  /** Names that were granted, without the `?oid=` ESIA adds. */
  readonly scope: readonly string[]
  /** Number of the account. */
  readonly esiaOid: string
}

/** A sign-in that has succeeded. */
export interface SignIn {
  readonly patient: VerifiedPatient
  readonly tokens: EsiaTokens
}

/** A way to verified patients: ESIA itself, or an approved gateway before it. */
export interface EsiaProvider {
  /** Makes the address of the sign-in page. */
  beginLogin(options?: BeginLoginOptions): Promise<LoginStart>
  /**
   * Ends a sign-in: checks the callback against its transaction, trades the code for tokens, verifies them, reads the person.
   *
   * @throws EsiaError for whatever went wrong; its `forPatient` may be shown as it is
   */
  completeLogin(callback: CallbackParameters, transaction: string, options?: CompleteLoginOptions): Promise<SignIn>
  /** New tokens for an offline sign-in; a refresh token is good for one refresh. */
  refresh(tokens: Pick<EsiaTokens, 'refreshToken' | 'esiaOid'>, options?: EsiaCallOptions): Promise<EsiaTokens>
  /** Reads the person again. */
  readPatient(
    tokens: Pick<EsiaTokens, 'accessToken' | 'esiaOid' | 'scope'>,
    options?: EsiaCallOptions,
  ): Promise<VerifiedPatient>
  /** Send the browser there to end the session at Gosuslugi; it comes back to `redirectUrl`, where one is given. */
  logoutUrl(redirectUrl?: string): string
  /** Closes the connections of `tls`; calls under way end. */
  close(): Promise<void>
}

/** PKCE; which methods ESIA takes is not known, so the caller names it. [assumed] */
export interface CodeChallenge {
  readonly challenge: string
  readonly method: string
}

/** What the beginning of a sign-in may be told. */
export interface BeginLoginOptions extends EsiaCallOptions {
  /** Default: none is sent. */
  readonly codeChallenge?: CodeChallenge
}

/** What the end of a sign-in may be told. */
export interface CompleteLoginOptions extends EsiaCallOptions {
  /** What `codeChallenge` of the beginning was made of. */
  readonly codeVerifier?: string
}
