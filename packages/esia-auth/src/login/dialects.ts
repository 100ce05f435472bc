/** What every signed request says of itself. */
export interface RequestFacts {
  readonly clientId: string
  /** Names joined by one space. */
  readonly scope: string
  /** Empty where it is not used. */
  readonly scopeOrg: string
  readonly redirectUri: string
  readonly timestamp: string
  readonly state: string
}

/** One version of the protocol: where requests go, and what of them is signed, as it is, without separators. */
export interface Dialect {
  readonly authorizePath: string
  readonly tokenPath: string
  /** What the signer must make. */
  readonly format: 'raw' | 'cms'
  /** Whether `client_certificate_hash` goes with each request. */
  readonly sendsCertificateHash: boolean
  authorize(facts: RequestFacts): string
  exchange(facts: RequestFacts, code: string): string
  /** [assumed] for v2: public clients do not agree. */
  refresh(facts: RequestFacts): string
}

const v2Order = ({ clientId, scope, scopeOrg, timestamp, state, redirectUri }: RequestFacts): string =>
  clientId + scope + scopeOrg + timestamp + state + redirectUri

const v1Order = ({ scope, timestamp, clientId, state }: RequestFacts): string => scope + timestamp + clientId + state

/** Which of the two protocols of ESIA is spoken. */
export type EsiaProtocol = 'v2' | 'v1'

export const dialects: { readonly [P in EsiaProtocol]: Dialect } = {
  /** [doc] [2+] */
  v2: {
    authorizePath: '/aas/oauth2/v2/ac',
    tokenPath: '/aas/oauth2/v3/te',
    format: 'raw',
    sendsCertificateHash: true,
    authorize: v2Order,
    exchange: (facts, code) => v2Order(facts) + code,
    refresh: v2Order,
  },
  /** The dialect of the requirement document; code and redirect_uri are not signed. [2+] */
  v1: {
    authorizePath: '/aas/oauth2/ac',
    tokenPath: '/aas/oauth2/te',
    format: 'cms',
    sendsCertificateHash: false,
    authorize: v1Order,
    exchange: v1Order,
    refresh: v1Order,
  },
}
