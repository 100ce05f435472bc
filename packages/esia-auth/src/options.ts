import type { Runtime } from '@mis/core'
import { checkOptions, type TlsOptions } from '@mis/core/adapter'
import { z } from 'zod'
import { type EsiaEnvironment, environments } from './environment.ts'
import { dialects, type EsiaProtocol } from './login/dialects.ts'
import type { RefreshRequest } from './login/refresh.ts'
import type { ClaimTransaction } from './login/transaction.ts'
import type { EsiaSigner } from './signers/types.ts'
import type { ExpiringCertificate } from './tokens/types.ts'

/** One entry of `permissions`: a request for consents of the Digital Profile, passed on as it is. [2+] */
export type EsiaPermission = Readonly<Record<string, unknown>>

/** How this system signs people in at ESIA. */
export interface EsiaAuthOptions {
  /** Mnemonic of the system, in upper case. */
  readonly clientId: string
  /** Where ESIA sends people back to; registered on the technology portal. */
  readonly redirectUri: string
  /**
   * What is asked for, such as `openid fullname birthdate gender snils medical_doc mobile email`. `openid`, `fullname`
   * and `birthdate` must be there: a patient is at least a name and a birth date.
   */
  readonly scope: readonly string[]
  readonly environment: EsiaEnvironment
  /** Signs each request: `gostPemSigner` for development, a certified module for production. */
  readonly signer: EsiaSigner
  /** ESIA's own certificates, PEM or DER, from its `/public/esia.zip`; the new one beside the old one while they change. */
  readonly certificates: readonly (string | Uint8Array)[]
  /** `v1` is the dialect of 2015, for old test stands. Default: `v2`. */
  readonly protocol?: EsiaProtocol
  /** `iss` of tokens. Default: that of `environment`. */
  readonly issuer?: string | readonly string[]
  /** Where ESIA is, instead of the host of `environment`. */
  readonly baseUrl?: string
  /** `offline` brings a refresh token. Default: `online`. */
  readonly accessType?: 'online' | 'offline'
  /** Scope of an organisation. Default: none. */
  readonly scopeOrg?: string
  /**
   * Whom ESIA lets through [1]. Default: `conf_acc`, confirmed accounts alone; none where `allowUnverified`. `false`
   * sends nothing.
   */
  readonly personFilter?: string | false
  /** Requests for consents; need an agreement of their own. Default: none. */
  readonly permissions?: readonly EsiaPermission[]
  /** Lets accounts through that are not confirmed; the patient then says `trusted: false`. Default: false. */
  readonly allowUnverified?: boolean
  /**
   * Signs transactions; at least 32 bytes, the same for all processes that serve one site. Default: a secret of this
   * instance, so a sign-in ends where it began.
   */
  readonly transactionSecret?: string | Uint8Array
  /**
   * Remembers used transactions for all processes: true for the first call with an `id`, false for every later one;
   * may forget it after `untilMs` (epoch). Default: the memory of this instance.
   */
  readonly claimTransaction?: ClaimTransaction
  /** How a refresh is signed, where ESIA wants it otherwise. Default: as every request of v2. [assumed] */
  readonly refreshRequest?: RefreshRequest
  /**
   * Before the first request, signs a probe and looks at the certificate, so that a wrong key is found here and not by
   * a patient. Default: true.
   */
  readonly checkSigner?: boolean
  /** How far ESIA's clock, as its answers show it, may be off for tokens, in seconds. Default: 60. */
  readonly toleranceSeconds?: number
  /** Told of a certificate of ESIA that ends within 30 days, at most once a day. Default: nobody is told. */
  readonly onExpiring?: (certificate: ExpiringCertificate) => void
  /** Milliseconds one call may take as a whole. Default: 30,000. */
  readonly timeoutMs?: number
  /** Larger answers are refused, in bytes. Default: 1 MiB. */
  readonly maxResponseBytes?: number
  /** A CA of theirs that this machine does not know. Default: the system's roots. */
  readonly tls?: TlsOptions
  /** Time, chance and network, for tests. Default: the real ones. */
  readonly runtime?: Partial<Runtime>
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
const object = <T>(wanted = 'an object') => z.custom<T>(isObject, `must be ${wanted}`)
export const callable = <T>() => z.custom<T>((value) => typeof value === 'function', 'must be a function')
export const webAddress = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !text.includes('#'),
    'must be a whole http or https address without a fragment',
  )
const word = z.string().regex(/^[\x21-\x7e]+$/)
export const scopeWords = z
  .array(word)
  .min(1)
  .refine((names) => new Set(names).size === names.length, 'must name each scope once')
const secret = z.custom<string | Uint8Array>(
  (value) => (typeof value === 'string' || value instanceof Uint8Array) && Buffer.from(value as string).length >= 32,
  'must have at least 32 bytes',
)
const certificate = z.custom<string | Uint8Array>(
  (value) => (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0,
  'must be PEM or DER',
)
const signer = z.custom<EsiaSigner>(
  (value) => isObject(value) && typeof (value as EsiaSigner).sign === 'function',
  'must be a signer, such as gostPemSigner(…)',
)

/** What a direct way and a gateway have in common. */
export const sharedOptions = {
  redirectUri: webAddress,
  allowUnverified: z.boolean().default(false),
  transactionSecret: secret.optional(),
  claimTransaction: callable<ClaimTransaction>().optional(),
  timeoutMs: z.number().min(1).max(600_000).default(30_000),
  maxResponseBytes: z
    .int()
    .min(1)
    .default(1024 * 1024),
  tls: object<TlsOptions>().optional(),
  runtime: object<Partial<Runtime>>().optional(),
}

const optionsSchema = z
  .object({
    ...sharedOptions,
    clientId: word.refine((text) => text === text.toUpperCase(), 'must be the mnemonic in upper case'),
    scope: scopeWords,
    environment: z.enum(['test', 'production']),
    signer,
    certificates: z.array(certificate).min(1),
    protocol: z.enum(['v2', 'v1']).default('v2'),
    issuer: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
    baseUrl: webAddress.optional(),
    accessType: z.enum(['online', 'offline']).default('online'),
    scopeOrg: z.string().default(''),
    personFilter: z.union([z.string().min(1), z.literal(false)]).optional(),
    permissions: z.array(object<EsiaPermission>()).optional(),
    refreshRequest: callable<RefreshRequest>().optional(),
    checkSigner: z.boolean().default(true),
    toleranceSeconds: z.number().min(0).max(3600).default(60),
    onExpiring: callable<(certificate: ExpiringCertificate) => void>().optional(),
  })
  .superRefine(({ scope, permissions, signer, protocol }, context) => {
    const needed = permissions ? ['openid'] : ['openid', 'fullname', 'birthdate']
    const missing = needed.filter((name) => !scope.includes(name))
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (missing.length > 0) say('scope', `must name ${missing.join(', ')}`)
    const { format } = dialects[protocol]
    if (signer.format !== format) say('signer', `must have format ${format} for protocol ${protocol}`)
  })

/** The options with every default in place. */
export interface Settings
  extends Omit<z.infer<typeof optionsSchema>, 'scope' | 'issuer' | 'baseUrl' | 'personFilter' | 'permissions'> {
  /** Names joined by one space. */
  readonly scope: string
  readonly issuer: string | readonly string[]
  readonly baseUrl: string
  readonly personFilter: string | undefined
  /** base64url of JSON. */
  readonly permissions: string | undefined
}

/** Throws `invalid-request` naming the option that is wrong. */
export function settingsOf(options: EsiaAuthOptions): Settings {
  const given = checkOptions(optionsSchema, options, 'createEsiaAuth')
  const { baseUrl, issuer } = environments[given.environment]
  const { personFilter = given.allowUnverified ? false : 'conf_acc', permissions } = given
  return {
    ...given,
    scope: given.scope.join(' '),
    issuer: given.issuer ?? issuer,
    baseUrl: given.baseUrl ?? baseUrl,
    personFilter: personFilter === false ? undefined : personFilter,
    permissions: permissions && Buffer.from(JSON.stringify(permissions)).toString('base64url'),
  }
}
