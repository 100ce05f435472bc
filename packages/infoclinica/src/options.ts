import type { Patient, Runtime } from '@mis/core'
import { checkOptions, isTimeZone, type TlsOptions } from '@mis/core/adapter'
import { z } from 'zod'

/** A token of our own, [doc]. The secret is computed anew for each one; its time is that of `timeZone` [assumed]. */
export interface OAuth2 {
  readonly kind: 'oauth2'
  readonly grant: 'password' | 'client_credentials'
  readonly clientId: string
  /** What the secret is computed with; never sent itself unless `secret` is `plain`. */
  readonly secretKey: string
  /** Needed for `password`. */
  readonly username?: string
  /** Needed for `password`. */
  readonly password?: string
  readonly scope?: string
  /** `plain` sends `secretKey` as it is, as lab portals want it. Default: `computed`. */
  readonly secret?: 'computed' | 'plain'
}

/** A client certificate, [client]. */
export interface Certificate {
  readonly kind: 'certificate'
  readonly tls: TlsOptions
  /** `X-Forwarded-Host`. Default: the host of `baseUrl`. */
  readonly forwardedHost?: string
}

/** A token that your app has; a function is asked before each request, and once more after a 401. */
export interface Bearer {
  readonly kind: 'bearer'
  readonly token: string | (() => Promise<string>)
}

/** A login of the web cabinet. One login is one patient. */
export interface Login {
  readonly kind: 'login'
  readonly username: string
  readonly password: string
  /**
   * Whose login a patient's visits go under; null is the login above. Default: always the login above, and whoever is
   * another person than its owner is refused as `rejected` with `other-patient`.
   */
  readonly loginOf?: (patient: Patient) => Promise<{ readonly username: string; readonly password: string } | null>
}

interface Shared {
  /** The host root, such as `https://clinic.example`. */
  readonly baseUrl: string
  /** IANA zone of the network: for branches that agree with it or name none, and for the clock of messages. */
  readonly timeZone: string
  /** IANA zones by branch id, where the hours that the MIS gives are not enough. Default: none. */
  readonly timeZones?: Readonly<Record<string, string>>
  /** What tells two installations apart in caches and logs. Default: the host. */
  readonly instance?: string
  /** Days one request for slots may span, at most 31. Default: 31. */
  readonly slotWindowDays?: number
  /** Requests this installation bears at once. Default: 4. */
  readonly concurrency?: number
  /** How long after sending "absent" proves nothing, in milliseconds. Default: 5,000. */
  readonly quietPeriodMs?: number
  /** Larger answers are `bad-response`, in bytes. Default: 8 MiB. */
  readonly maxResponseBytes?: number
  /** Time, chance and network, for tests. Default: the real ones. */
  readonly runtime?: Partial<Runtime>
}

/** The XML gateway for partner systems, [doc]. */
export interface GatewayOptions extends Shared {
  readonly profile?: 'gateway'
  readonly auth: OAuth2 | Certificate | Bearer
  /**
   * Whether slots of video visits are asked for as well; that is a second request for each query. Default: true, because
   * a slot does not say itself which kind it is.
   */
  readonly onlineVisits?: boolean
  /** `EXTINTERV`: minutes of a slot. Default: the server's own. */
  readonly slotMinutes?: number
  /** `MSH.3`: what your system is called. Default: none. */
  readonly sender?: string
}

/** The patient's web cabinet, [client]: one login is one patient. */
export interface PortalOptions extends Shared {
  readonly profile: 'portal'
  readonly auth: Login
  /** Whether slots of video visits are asked for as well; that is a second request for each query. Default: true. */
  readonly onlineVisits?: boolean
}

/** Options of `createInfoclinica`: of the XML gateway, or of the patients' portal. */
export type InfoclinicaOptions = GatewayOptions | PortalOptions

const text = z.string().min(1)
const printable = z.string().regex(/^[\x21-\x7e]+$/)
const zone = z.string().refine(isTimeZone, 'must be an IANA zone, such as Europe/Moscow')
const webAddress = z
  .string()
  .refine((address) => /^https?:$/.test(protocolOf(address)), 'must be an http or https address')
const object = <T>() => z.custom<T>((value) => typeof value === 'object' && value !== null, 'must be an object')
const tokenSource = z.custom<Bearer['token']>(
  (value) => typeof value === 'function' || (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)),
  'must be a token of printable ASCII, or a function that resolves to one',
)
const loginSource = z.custom<NonNullable<Login['loginOf']>>(
  (value) => typeof value === 'function',
  'must be a function',
)

const shared = {
  baseUrl: webAddress,
  timeZone: zone,
  timeZones: z.record(z.string(), zone).default({}),
  instance: text.optional(),
  slotWindowDays: z.int().min(1).max(31).default(31),
  concurrency: z.int().min(1).default(4),
  quietPeriodMs: z.number().min(0).max(600_000).default(5_000),
  maxResponseBytes: z.int().min(1).optional(),
  runtime: object<Partial<Runtime>>().optional(),
}
const oauth2 = z
  .object({
    kind: z.literal('oauth2'),
    grant: z.enum(['password', 'client_credentials']),
    clientId: printable,
    secretKey: text,
    username: text.optional(),
    password: text.optional(),
    scope: text.optional(),
    secret: z.enum(['computed', 'plain']).default('computed'),
  })
  .refine(({ grant, username }) => grant !== 'password' || username !== undefined, {
    path: ['username'],
    message: 'the grant password needs it',
  })
  .refine(({ grant, password }) => grant !== 'password' || password !== undefined, {
    path: ['password'],
    message: 'the grant password needs it',
  })
const certificate = z.object({
  kind: z.literal('certificate'),
  tls: object<TlsOptions>(),
  forwardedHost: printable.optional(),
})
const bearer = z.object({ kind: z.literal('bearer'), token: tokenSource })

const gatewaySchema = z.object({
  ...shared,
  profile: z.literal('gateway').default('gateway'),
  auth: z.discriminatedUnion('kind', [oauth2, certificate, bearer]),
  onlineVisits: z.boolean().default(true),
  slotMinutes: z.int().min(1).max(600).optional(),
  sender: z.string().max(64).default(''),
})
const portalSchema = z.object({
  ...shared,
  profile: z.literal('portal'),
  auth: z.object({ kind: z.literal('login'), username: text, password: text, loginOf: loginSource.optional() }),
  onlineVisits: z.boolean().default(true),
})
const profileSchema = z.object({ profile: z.enum(['gateway', 'portal']).default('gateway') })

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : ''
}

type WithInstance<T> = Omit<T, 'instance'> & { readonly instance: string }
/** The options of the gateway with every default in place. */
export type GatewaySettings = WithInstance<z.infer<typeof gatewaySchema>>
/** The options of the portal with every default in place. */
export type PortalSettings = WithInstance<z.infer<typeof portalSchema>>

const factory = 'createInfoclinica'

/** Throws `invalid-request` naming the option that is wrong. */
export function settingsOf(options: InfoclinicaOptions): GatewaySettings | PortalSettings {
  const { profile } = checkOptions(profileSchema, options, factory)
  const settings =
    profile === 'portal' ? checkOptions(portalSchema, options, factory) : checkOptions(gatewaySchema, options, factory)
  return { ...settings, instance: settings.instance ?? new URL(settings.baseUrl).host }
}
