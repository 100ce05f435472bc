import type { Patient } from '@mis/core'
import type { World } from '@mis/mock'

/** The part of a world this mock needs. */
export type InfoclinicaWorld = Pick<
  World,
  | 'now'
  | 'clinics'
  | 'specialties'
  | 'doctors'
  | 'services'
  | 'slots'
  | 'freeSlots'
  | 'slot'
  | 'book'
  | 'cancel'
  | 'reschedule'
  | 'setStatus'
  | 'appointment'
  | 'findAppointments'
>

/** Whom the gateway lets in with a token that it gives out itself. */
export interface TokenAuth {
  readonly kind: 'oauth2'
  /** The one grant that is served; another one is `unsupported_grant_type`. [doc] */
  readonly grant: 'password' | 'client_credentials'
  readonly clientId: string
  /** What the computed `client_secret` is hashed with. [doc] */
  readonly secretKey: string
  /** Demanded of the password grant where given. */
  readonly username?: string
  /** Demanded of the password grant where given. */
  readonly password?: string
  /** Demanded where given; part of the hash of the client_credentials grant. [doc] */
  readonly scope?: string
  /** How long a token is good. Default: 3600 [assumed]. */
  readonly tokenTtlSeconds?: number
  /** Whether the answer has `expires_in`. Default: true [platform]. */
  readonly tellsExpiry?: boolean
}

/** Whom the gateway lets in by a client certificate; TLS itself is the business of `listen({ tls })`. */
export interface CertificateAuth {
  readonly kind: 'certificate'
  /** The `X-Forwarded-Host` that is demanded [client]. Default: any that is not empty. */
  readonly forwardedHost?: string
}

/** Whom the gateway lets in with a token that somebody else gave out. */
export interface BearerAuth {
  readonly kind: 'bearer'
  readonly token: string
}

/** A patient of the portal. */
export interface PortalUser {
  readonly username: string
  readonly password: string
  /** Whose visits this user makes and sees. Default: the first test person. */
  readonly patient?: Patient
}

/** Whom the portal lets in. */
export interface LoginAuth extends PortalUser {
  readonly kind: 'login'
  /** The `g-recaptcha-response` that is demanded. Default: none is [client]. */
  readonly captcha?: string
  /** Further patients with a login of their own. Default: none. */
  readonly others?: readonly PortalUser[]
}

/** A check of the clinic: code 1 informs, code 2 blocks. [doc] */
export interface Check {
  readonly code: 1 | 2
  readonly label: string
  readonly text: string
}

/** What a rule of the clinic may look at. */
export interface QuestionOfRule {
  readonly doctorId: string
  /** Absent where a schedule is read. */
  readonly slotId?: string
  /** Absent where a schedule is read. */
  readonly patient?: Patient
}

/** How the answers of the gateway are written. None of it changes their meaning. */
export interface AckVariants {
  /** Begin with an XML declaration. Default: true [assumed]. */
  readonly declaration?: boolean
  /** Line breaks and indents between elements. Default: false [assumed]. */
  readonly indented?: boolean
  /** Texts in CDATA sections. Default: false [assumed]. */
  readonly cdata?: boolean
  /** Default: `text/xml; charset=utf-8` [doc]. */
  readonly contentType?: string
  /** A check with code 1 in every answer that is not refused. Default: false [doc: may come]. */
  readonly informs?: boolean
}

/**
 * How this Infoclinica behaves. Read anew at each request, so a test may change its own object between two. Marks as in
 * the facts: [doc] vendor's document, [client] seen in a working client, [platform] HTTP and OAuth in general,
 * [assumed] our choice for a gap.
 */
export interface InfoclinicaMockOptions {
  /** The XML gateway, or the JSON of the patient's portal. Default: `gateway`. */
  readonly profile?: 'gateway' | 'portal'
  /** Who is let in; `login` belongs to the portal, the rest to the gateway. */
  readonly auth: TokenAuth | CertificateAuth | BearerAuth | LoginAuth
  /** The clock of tokens, of computed secrets and of sessions, in epoch milliseconds. Default: the world's. */
  readonly now?: () => number
  /** How far the time in a computed secret may be from `now`. Default: 300 [assumed]. */
  readonly clockSkewToleranceSeconds?: number
  /** The zone of the time in a computed secret. Default: UTC or the first clinic's, either is taken [assumed]. */
  readonly secretZone?: string
  /** A prefix for the namespace of the answers, such as `sds`. Default: none, it is the default namespace [doc]. */
  readonly prefix?: string
  readonly ack?: AckVariants
  /** Hours and minutes in two digits. Default: false [doc]; clients have seen both. */
  readonly zeroPadded?: boolean
  /**
   * What a message for another branch meets: `refused`, SPRESULT 0 with a blocking check; `envelope`, MSA.1 AE with an
   * ERR text; `not-found`, the answer for a record that is not there. Default: `refused` [assumed].
   */
  readonly wrongBranch?: 'refused' | 'envelope' | 'not-found'
  /** Whether EXTSCHEDID is kept and given back. Default: true [assumed]. */
  readonly externalId?: boolean
  /** The most days of one BDATE..FDATE; more is SPRESULT -99. Default: 31 [assumed]. */
  readonly longestDays?: number
  /** The most rows in one answer that has RECORDSDATA. Default: 100 [assumed]. */
  readonly pageRows?: number
  /** A schedule stands under every department of its doctor, not only the first. Default: false [assumed]. */
  readonly repeatsAcrossDepartments?: boolean
  /** What a removal of a record that never was says: that it is not there, or that it was cancelled. Default: `not-found` [assumed]. */
  readonly unknownOnRemove?: 'not-found' | 'already-cancelled'
  /** Whether CLIENT_ADD refuses somebody whose name and birth date are known already. Default: false [assumed]. */
  readonly refusesDuplicates?: boolean
  /** Whether there is SCHEDULE_CHANGE_LIST; false: MSA.1 AE. Default: true [doc]. */
  readonly changeFeed?: boolean
  /** A rule of the clinic; undefined lets everything pass. A blocking one refuses the booking. Default: none. */
  readonly rule?: (question: QuestionOfRule) => Check | undefined
  /** What a good login is answered with: 200, or 303 to the cabinet [client]. Default: 200. */
  readonly loginStatus?: 200 | 303
  /** How long a session of the portal lives. Default: 1800 [assumed]. */
  readonly sessionTtlSeconds?: number
  /** What a call without a session gets: 200 with `authenticated: false` [client], or 401 [assumed]. Default: the former. */
  readonly sessionLost?: 'authenticated-false' | 401
}
