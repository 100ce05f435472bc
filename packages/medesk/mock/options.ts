import type { Operation } from '@mis/core'
import type { World } from '@mis/mock'

/** The part of a world this mock needs. */
export type MedeskWorld = Pick<
  World,
  | 'now'
  | 'clinics'
  | 'doctors'
  | 'slots'
  | 'freeSlots'
  | 'slot'
  | 'book'
  | 'cancel'
  | 'appointment'
  | 'findAppointments'
>

/** A rule of the clinic by the word Medesk has for it. */
export type ClinicRule =
  | 'already_booked'
  | 'age_limit'
  | 'referral_required'
  | 'not_attached'
  | 'visit_in_past'
  | 'patient_ambiguous'

/** What a clinic rule may look at. */
export interface BookingInQuestion {
  readonly doctorId: string
  readonly slotId: string
  readonly patient: {
    readonly firstName: string
    readonly lastName: string
    readonly phone: string
    readonly birthDate: string
  }
}

/**
 * How this Medesk behaves. Read anew at each request, so a test may change its own object between two. Every default is
 * the assumed contract.
 */
export interface MedeskMockOptions {
  /** The one key that is let in. */
  readonly apiKey: string
  /** Operations the key has no right to, or all of them: 403. Default: none. */
  readonly forbidden?: boolean | readonly Operation[]
  /** Whether `external_id` is kept and echoed. Default: true. */
  readonly externalId?: boolean
  /** Whether appointments can be read; false: 405 for both. Default: true. */
  readonly readBack?: boolean
  /** Whether there is a directory; false: 404. Default: true. */
  readonly doctors?: boolean
  /** Whether days and doctors name their zone. Default: true. */
  readonly timeZone?: boolean
  /** The reason of a DELETE is lost on the way. Default: false. */
  readonly dropDeleteBody?: boolean
  /** What a DELETE answers: 200 and the appointment, or 204. Default: `appointment`. */
  readonly cancelAnswer?: 'appointment' | 'empty'
  /** What errors look like: all members, `message` alone, `error` alone, or an HTML page. Default: `full`. */
  readonly errorShape?: 'full' | 'message-only' | 'error-only' | 'html'
  /**
   * So many requests in a window of the world's time, then 429 until it ends. `retryAfter`: seconds (the default) or a
   * date of the world's time. Default: no limit.
   */
  readonly rateLimit?: {
    readonly requests: number
    /** Default: 60. */
    readonly perSeconds?: number
    readonly retryAfter?: 'seconds' | 'date'
  }
  /** A rule of the clinic that refuses a booking; undefined lets it pass. Default: none. */
  readonly rule?: (booking: BookingInQuestion) => ClinicRule | undefined
  /** Resources below the root. Default: `/schedules`, `/appointments`, `/doctors`. */
  readonly paths?: { readonly schedules?: string; readonly appointments?: string; readonly doctors?: string }
}
