import type { World } from '@mis/mock'
import type { WireOperation } from './wsdl-elements.ts'

/** The part of a world this mock needs. */
export type EmiasWorld = Pick<
  World,
  | 'now'
  | 'clinics'
  | 'doctors'
  | 'slots'
  | 'freeSlots'
  | 'slot'
  | 'book'
  | 'cancel'
  | 'reschedule'
  | 'appointment'
  | 'findAppointments'
>

/** A rule of the clinic by the word the service has for it. */
export type EmiasRule =
  | 'PATIENT_NOT_FOUND'
  | 'PATIENT_AMBIGUOUS'
  | 'ALREADY_BOOKED'
  | 'NOT_ATTACHED'
  | 'REFERRAL_REQUIRED'
  | 'AGE_LIMIT'
  | 'ACCESS_DENIED'
  | 'UNAVAILABLE'

/** What a clinic rule may look at. */
export interface EmiasBooking {
  readonly doctorId: string
  readonly slotId: string
  readonly patient: { readonly lastName: string; readonly firstName: string; readonly birthDate: string }
}

/**
 * How this EMIAS behaves. Read anew at each request, so a test may change its own object between two. Every default is
 * the contract's.
 */
export interface EmiasMockOptions {
  /** The code of the institution; any other is LPU_NOT_FOUND. */
  readonly lpuCode: string
  /** The world's clinic that is served: the wire carries neither clinic nor zone. Default: the first. */
  readonly clinicId?: string
  /** Target namespace; actions are `<namespace>/<Operation>`. Default: `urn:example:emias:1`. */
  readonly namespace?: string
  /** Of the five assumed operations, those that are switched off: not in the WSDL, ActionNotSupported. Default: none. */
  readonly without?: readonly Exclude<WireOperation, 'GetSchedule' | 'CreateAppointment'>[]
  /** Whether WS-Addressing headers are demanded; without it they are not understood. Default: false. */
  readonly addressing?: boolean
  /** `wide`: doctor and appointment ids beyond 32 bits, such as 7000000007 for doctor 7. Default: the world's own. */
  readonly ids?: 'world' | 'wide'
  /** Whether taken slots are listed too, with IsFree false. Default: `free`. */
  readonly schedule?: 'free' | 'all'
  /** Optional elements left out of answers. Default: none. */
  readonly omit?: readonly ('EndTime' | 'Room' | 'IsFree' | 'SlotId' | 'MiddleName' | 'SpecialityCode')[]
  /** How times are written: without zone, with the offset, or in UTC. Default: `local`. */
  readonly times?: 'local' | 'offset' | 'utc'
  /** Prefix of the service's own elements in answers. Default: none, the namespace is the default one. */
  readonly prefix?: string
  /** HTTP status of faults. Default: 500. */
  readonly faultStatus?: 200 | 400 | 500
  /** A rule of the clinic that refuses a booking or a move; undefined lets it pass. Default: none. */
  readonly rule?: (booking: EmiasBooking) => EmiasRule | undefined
}
