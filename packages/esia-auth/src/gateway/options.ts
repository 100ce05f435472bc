import type { Runtime } from '@mis/core'
import { checkOptions, type TlsOptions } from '@mis/core/adapter'
import { z } from 'zod'
import type { ClaimTransaction } from '../login/transaction.ts'
import { callable, scopeWords, sharedOptions, webAddress } from '../options.ts'
import { type GatewayPerson, gatewayPerson } from './person.ts'

/** Addresses of a gateway that does not publish them itself. */
export interface GatewayServer {
  /** `iss` of its id tokens; where it gives none, its own address. */
  readonly issuer: string
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly userinfoEndpoint: string
  /** Its keys; id tokens are verified by them. Default: none, id tokens are believed because the token call is https. */
  readonly jwksUri?: string
  readonly logoutEndpoint?: string
}

/** How this system signs people in through a gateway (a "typical technical solution") that speaks to ESIA for it. */
export interface EsiaGatewayOptions {
  /** The issuer, whose `/.well-known/openid-configuration` is read once; or the addresses themselves. */
  readonly server: string | GatewayServer
  readonly clientId: string
  readonly clientSecret: string
  /** Where the secret goes in the token call: its body, or HTTP Basic. Default: `post`. */
  readonly clientAuthentication?: 'post' | 'basic'
  readonly redirectUri: string
  /** In the words of the gateway. With `openid` an id token must come. */
  readonly scope: readonly string[]
  /** More parameters of the sign-in address, such as `provider`. Default: none. */
  readonly parameters?: Readonly<Record<string, string>>
  /** PKCE with S256. Default: true. */
  readonly pkce?: boolean
  /** How userinfo is asked for. Default: `GET`. */
  readonly userinfoMethod?: 'GET' | 'POST'
  /** What userinfo says, in one form. Default: ESIA's own names, also inside `info`, and those of OpenID Connect. */
  readonly person?: (userinfo: Readonly<Record<string, unknown>>) => GatewayPerson
  /** Name of the parameter that brings the browser back after a logout. Default: `post_logout_redirect_uri`. */
  readonly logoutParameter?: string
  /** As `EsiaAuthOptions`. */
  readonly allowUnverified?: boolean
  /** As `EsiaAuthOptions`; the PKCE verifier and the nonce are made of it too. */
  readonly transactionSecret?: string | Uint8Array
  /** As `EsiaAuthOptions`. */
  readonly claimTransaction?: ClaimTransaction
  /** Milliseconds one call may take as a whole. Default: 30,000. */
  readonly timeoutMs?: number
  /** Larger answers are refused, in bytes. Default: 1 MiB. */
  readonly maxResponseBytes?: number
  /** A client certificate, or a CA of theirs; needs https. Default: the system's roots. */
  readonly tls?: TlsOptions
  /** Time, chance and network, for tests. Default: the real ones. */
  readonly runtime?: Partial<Runtime>
}

const text = z.string().min(1)
const server = z.object({
  issuer: webAddress,
  authorizationEndpoint: webAddress,
  tokenEndpoint: webAddress,
  userinfoEndpoint: webAddress,
  jwksUri: webAddress.optional(),
  logoutEndpoint: webAddress.optional(),
})

const optionsSchema = z.object({
  ...sharedOptions,
  server: z.custom<string | GatewayServer>(
    (value) => (typeof value === 'string' ? webAddress : server).safeParse(value).success,
    'must be the address of the issuer, or an object with issuer, authorizationEndpoint, tokenEndpoint, userinfoEndpoint',
  ),
  clientId: text,
  clientSecret: text,
  clientAuthentication: z.enum(['post', 'basic']).default('post'),
  scope: scopeWords,
  parameters: z.record(text, z.string()).default({}),
  pkce: z.boolean().default(true),
  userinfoMethod: z.enum(['GET', 'POST']).default('GET'),
  person: callable<NonNullable<EsiaGatewayOptions['person']>>().default(() => gatewayPerson),
  logoutParameter: text.default('post_logout_redirect_uri'),
})

export type GatewaySettings = z.infer<typeof optionsSchema>

/** Throws `invalid-request` naming the option that is wrong. */
export function gatewaySettingsOf(options: EsiaGatewayOptions): GatewaySettings {
  return checkOptions(optionsSchema, options, 'createEsiaGateway')
}
