import type {
  AppointmentId,
  AppointmentStatus,
  Clinic,
  ClinicId,
  Day,
  Doctor,
  DoctorId,
  Hold,
  HoldId,
  Instant,
  Patient,
  Reference,
  Service,
  ServiceId,
  Slot,
  SlotId,
  Specialty,
  TimeZone,
  VisitMode,
} from '@mis/core'

/** How a clinic is made. The same options always give the same clinic. */
export interface WorldOptions {
  /** Shapes schedules, rooms and prices. Default: 1. */
  readonly seed?: number
  /**
   * The time in the world: an instant, epoch milliseconds, or a clock of the caller's (`advance` then adds to it).
   * Default: Monday `2031-03-03T05:00:00Z`. Throws a `RangeError` when it is not a time.
   */
  readonly now?: string | number | (() => number)
  /** How many days have a schedule, today included. Default: 30. */
  readonly days?: number
  /** The IANA zone of the first clinic. Default: `Europe/Moscow`. Throws a `RangeError` when it is no zone. */
  readonly timeZone?: TimeZone
}

/** Which slots; absent fields do not narrow. Days are the clinic's own, both ends included. */
export interface WorldSlotQuery {
  readonly doctorId?: DoctorId
  readonly clinicId?: ClinicId
  readonly from?: Day
  readonly to?: Day
}

/** What a booking in the world takes. Nothing about the patient is checked: that is the dialect's part. */
export interface WorldBooking {
  readonly slotId: SlotId
  readonly patient: Patient
  readonly reference?: Reference
  readonly comment?: string
  readonly serviceId?: ServiceId
  /** The caller's own hold on this slot; without it a held slot counts as taken. */
  readonly holdId?: HoldId
}

/** A visit without the person. */
export interface WorldVisit {
  readonly id: AppointmentId
  readonly doctorId: DoctorId
  readonly clinicId: ClinicId
  readonly slotId: SlotId
  readonly start: Instant
  readonly end: Instant
  readonly status: AppointmentStatus
  readonly reference?: Reference
}

/** A visit with everything the clinic knows about it. */
export interface WorldAppointment extends WorldVisit {
  readonly patient: Patient
  readonly mode: VisitMode
  readonly room?: string
  readonly comment?: string
  readonly serviceId?: ServiceId
  readonly serviceName?: string
  /** Why it was cancelled, as the first cancellation said. */
  readonly cancelReason?: string
}

/** A slot kept for one owner: whoever knows the id. */
export interface WorldHold {
  readonly id: HoldId
  readonly slotId: SlotId
  readonly expiresAt: Hold['expiresAt']
}

/** Why the clinic does not book. */
export type BookRefusal = 'slot-taken' | 'slot-not-found' | 'visit-in-past' | 'already-booked'
/** Why the clinic does not cancel. */
export type CancelRefusal = 'appointment-not-found' | 'visit-in-past'
/** Why the clinic does not move a visit. */
export type RescheduleRefusal = 'appointment-not-found' | 'slot-taken' | 'slot-not-found' | 'visit-in-past'
/** Why the clinic does not hold a slot. */
export type HoldRefusal = 'slot-taken' | 'slot-not-found' | 'visit-in-past'

/** What a command on an appointment came to. */
export type WorldResult<Why extends string> =
  | { readonly ok: true; readonly appointment: WorldAppointment }
  | { readonly ok: false; readonly why: Why }
/** What came of asking for a hold. */
export type WorldHoldResult =
  | { readonly ok: true; readonly hold: WorldHold }
  | { readonly ok: false; readonly why: HoldRefusal }

/** Clinic rules that can be switched on and off at any time. */
export interface WorldRules {
  /** Refuse a second live visit of one person to one doctor while the first is still ahead. Default: false. */
  alreadyBooked: boolean
}

/**
 * A clinic in memory: a synchronous state machine with its own clock. Every id is a string of digits.
 * A slot never has more than one live (not cancelled) appointment; a command that would break this throws.
 */
export interface World {
  readonly rules: WorldRules
  /** The world's time in epoch milliseconds. */
  now(): number
  /** Moves the clock forward. Throws a `RangeError` on a negative or non-finite number. */
  advance(milliseconds: number): void
  /** The first one is in the world's `timeZone`. */
  clinics(): readonly Clinic[]
  specialties(): readonly Specialty[]
  /** The whole directory, inactive doctors included. */
  doctors(): readonly Doctor[]
  services(): readonly Service[]
  /** All slots by start, whether free or not; days without reception have none. */
  slots(query?: WorldSlotQuery): readonly Slot[]
  /** Slots that are not booked, not begun and not held. */
  freeSlots(query?: WorldSlotQuery): readonly Slot[]
  slot(id: SlotId): Slot | undefined
  book(booking: WorldBooking): WorldResult<BookRefusal>
  /** A second cancellation gets the answer of the first. */
  cancel(id: AppointmentId, reason?: string): WorldResult<CancelRefusal>
  /** Moves a live visit in one step, keeping its id; when refused, the old visit stays as it was. */
  reschedule(id: AppointmentId, slotId: SlotId, holdId?: HoldId): WorldResult<RescheduleRefusal>
  /** Keeps a free slot from everybody who does not name the hold. Throws a `RangeError` unless `seconds` is positive. */
  hold(slotId: SlotId, seconds: number): WorldHoldResult
  /** Forgets the hold; false when there is no live hold with this id. */
  releaseHold(id: HoldId): boolean
  /** Books the slot at the reception for a stranger. */
  occupy(slotId: SlotId): WorldResult<BookRefusal>
  /** What the reception does to a visit. Throws a `RangeError` for an unknown id or a slot that has another live visit. */
  setStatus(id: AppointmentId, status: AppointmentStatus): WorldAppointment
  /** Every visit ever made, in order of making, cancelled ones included. */
  appointments(): readonly WorldVisit[]
  appointment(id: AppointmentId): WorldAppointment | undefined
  findAppointments(filter: (appointment: WorldAppointment) => boolean): readonly WorldAppointment[]
}
