import type { Operation } from '@mis/core'
import type { World } from '@mis/mock'
import type { OneCQuirks } from './quirks.ts'

/** The part of a world this mock needs. */
export type OneCWorld = Pick<
  World,
  | 'now'
  | 'clinics'
  | 'doctors'
  | 'services'
  | 'slots'
  | 'freeSlots'
  | 'book'
  | 'cancel'
  | 'reschedule'
  | 'hold'
  | 'releaseHold'
  | 'appointment'
  | 'findAppointments'
>

/**
 * How this 1C behaves. All but `profile` and `clinicId` is read anew at each request, so a test may change its own
 * object between two.
 */
export interface OneCMockOptions {
  /** Which HTTP service is published. Default: `medapi`. */
  readonly profile?: 'medapi' | 'bit-umc'
  /** The one 1C user that is let in; the name may be Cyrillic and is compared as UTF-8 [platform]. */
  readonly username: string
  readonly password: string
  /** How many sessions may be open at once, calls that are a session of their own included. Default: no limit. */
  readonly licences?: number
  /** The clinic of the world that this base serves. A `RangeError` for one it has not. Default: the first. */
  readonly clinicId?: string
  /** bit-umc: the API key that the body must name as `Key`. Default: any key will do. */
  readonly key?: string
  /** medapi: our own 1C-side module is there: client references and reads of appointments. Default: false. */
  readonly extension?: boolean
  /**
   * Whether the publication reuses sessions: `dontuse` takes no notice of `IBSession` and of cookies [platform].
   * Default: `use`.
   */
  readonly reuseSessions?: 'use' | 'dontuse'
  /** An idle session is closed after so many seconds of the world's time. Default: never. */
  readonly sessionMaxAge?: number
  /**
   * The platform's own work on a call, awaited before anything is read or written. The call holds its session, and so
   * its licence, until it is done; faults of the server that delay an answer do not. Default: none.
   */
  readonly work?: (operation: Operation | undefined) => Promise<void>
  /** What this base does in its own way, switched on one by one. Default: none. */
  readonly quirks?: OneCQuirks
}

/** The platform's side of the story, for tests. */
export interface OneCPlatform {
  /** Sessions open now, calls that are a session of their own included. Each holds one licence. */
  sessions(): number
  /** The most sessions that were ever open at once. */
  peak(): number
  /** Calls refused because no licence was free. */
  refusals(): number
  /** Ends every session, as a restart of the server does; their cookies are stale from now on. */
  loseSessions(): void
}
