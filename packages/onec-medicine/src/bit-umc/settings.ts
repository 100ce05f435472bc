import type { ClinicId, TimeZone } from '@mis/core'
import type { Access } from '../wire/bit-umc/common.ts'

/** What this profile takes of the adapter's settings. */
export interface BitUmcSettings {
  /** Sent as `Key` in every body. */
  readonly key: string
  /** Of every clinic of the base; the wire names none. */
  readonly timeZone: TimeZone
  /** What a base without clinics is called. */
  readonly clinicId: ClinicId
  readonly concurrency: number
  /** How long a visit is where the schedule does not say, in minutes. Default: 30. */
  readonly visitMinutes?: number | undefined
  /** Days one request for free time may span. Default: 31. */
  readonly slotWindowDays?: number | undefined
  /** Where the services of this base stand, by their names. Default: `/Schedule` and so on. */
  readonly shape?: { readonly paths?: Access['paths'] } | undefined
}
