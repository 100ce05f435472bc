import type {
  AppointmentId,
  ClinicId,
  Day,
  DoctorId,
  HoldId,
  Instant,
  Reference,
  ServiceId,
  SlotId,
  SpecialtyId,
  TimeZone,
} from './ids.ts'

/** The parts of a person's name as Russian documents have them. */
export interface PersonName {
  readonly lastName: string
  readonly firstName: string
  /** Patronymic; absent where the person has none. */
  readonly middleName?: string
}

/** A clinic or a branch of a network. */
export interface Clinic {
  readonly id: ClinicId
  readonly name: string
  readonly timeZone: TimeZone
  readonly address?: string
  readonly phone?: string
}

/** A medical speciality as the MIS names it. */
export interface Specialty {
  readonly id: SpecialtyId
  readonly name: string
}

/** A price in the minor unit of its currency (kopecks for RUB). */
export interface Price {
  readonly amountMinor: number
  /** ISO 4217 code. */
  readonly currency: string
}

/** What a patient comes for: a kind of visit or a service with a price. */
export interface Service {
  readonly id: ServiceId
  readonly name: string
  readonly durationMinutes?: number
  readonly price?: Price
  readonly doctorIds?: readonly DoctorId[]
}

/** A doctor of the clinic's directory; inactive ones are kept and say so. */
export interface Doctor extends PersonName {
  readonly id: DoctorId
  /** Last, first and middle name joined by one space. */
  readonly fullName: string
  readonly specialties: readonly Specialty[]
  readonly clinicIds: readonly ClinicId[]
  readonly room?: string
  readonly active: boolean
  readonly experienceYears?: number
  readonly academicDegree?: string
}

/** Where the visit happens: in the clinic or by video. */
export type VisitMode = 'in-person' | 'online'

/** A free time that can be booked. */
export interface Slot {
  readonly id: SlotId
  readonly doctorId: DoctorId
  readonly clinicId: ClinicId
  /** With the clinic's offset, so that `start.slice(0, 10)` is the clinic's day. */
  readonly start: Instant
  readonly end: Instant
  readonly timeZone: TimeZone
  readonly room?: string
  readonly mode: VisitMode
  readonly price?: Price
}

/** A run of days, both ends included, about which nothing is known. */
export interface Gap {
  readonly from: Day
  readonly to: Day
}

/** Free slots together with how much they can be trusted. Unknown days are gaps, never an empty list. */
export interface Availability {
  /** In order of start. */
  readonly slots: readonly Slot[]
  /** When the MIS was asked; of several parts, the oldest. */
  readonly asOf: Instant
  /** True when older data is served because the MIS could not be asked now, or was not waited for. */
  readonly stale: boolean
  /** True when there are no gaps. */
  readonly complete: boolean
  readonly gaps: readonly Gap[]
}

/** One page of a list that may be huge; read them all with `each`. */
export interface Page<T> {
  readonly items: readonly T[]
  /** The cursor of the next page; absent on the last. */
  readonly next?: string
}

/** A page's place and size, shared by all list queries. */
export interface PageQuery {
  /** `next` of the page before; absent = the first page. */
  readonly cursor?: string
  /** How many items at most; the adapter may give fewer. Default: the adapter's. */
  readonly limit?: number
}

/** Which clinics: all, page by page. */
export interface ClinicQuery extends PageQuery {}

/** Which doctors: of a clinic, of a speciality; absent members do not narrow. */
export interface DoctorQuery extends PageQuery {
  readonly clinicId?: ClinicId
  readonly specialtyId?: SpecialtyId
}

/** Which services: of a clinic, of a doctor; absent members do not narrow. */
export interface ServiceQuery extends PageQuery {
  readonly clinicId?: ClinicId
  readonly doctorId?: DoctorId
}

/** Which free slots: one doctor, clinic-local days `from`..`to`, both included. */
export interface SlotQuery {
  readonly doctorId: DoctorId
  readonly from: Day
  readonly to: Day
  readonly clinicId?: ClinicId
  readonly serviceId?: ServiceId
  readonly mode?: VisitMode
}

/**
 * A patient. Every field is optional here and checked against what the adapter needs
 * (`capabilities.patientFields.required`). Parsing brings fields to one form: SNILS to 11 digits, OMS to 16 digits,
 * phone to E.164, birth date `YYYY-MM-DD`.
 */
export interface Patient {
  readonly lastName?: string
  readonly firstName?: string
  readonly middleName?: string
  /** `YYYY-MM-DD`, a real past date. */
  readonly birthDate?: string
  readonly sex?: 'male' | 'female'
  /** Any usual Russian spelling, or E.164. */
  readonly phone?: string
  readonly email?: string
  /** Insurance account number, with or without separators; the check sum is verified. */
  readonly snils?: string
  /** Unified OMS policy number, 16 digits with or without separators; the check digit is verified. */
  readonly oms?: string
}
/** The name of a patient's field, as `capabilities.patientFields` lists them. */
export type PatientField = keyof Patient

/** One intent to book. */
export interface BookRequest {
  /** The whole slot as `listSlots` gave it. */
  readonly slot: Slot
  readonly patient: Patient
  /** Names this intent; filled in with a fresh one when absent. */
  readonly reference?: Reference
  readonly serviceId?: ServiceId
  readonly comment?: string
}

/** What is needed to find an appointment again; every `Appointment` is one. */
export interface AppointmentRef {
  readonly id: AppointmentId
  readonly clinicId: ClinicId
  readonly doctorId: DoctorId
  readonly start: Instant
}

/** A visit to be cancelled; `reason` goes to the MIS where it takes one. */
export interface CancelRequest {
  readonly appointment: AppointmentRef
  readonly reason?: string
}

/** A visit to be moved, and where to. */
export interface RescheduleRequest {
  readonly appointment: AppointmentRef
  /** The new time, as `listSlots` gave it. */
  readonly slot: Slot
}

/** Appointments of one patient whose visit day lies in `from`..`to`; absent bounds are open. */
export interface AppointmentQuery extends PageQuery {
  readonly patient: Patient
  readonly from?: Day
  readonly to?: Day
}

/** How a visit stands in the MIS. `other`: by a word of the MIS that means none of these. */
export type AppointmentStatus = 'booked' | 'confirmed' | 'arrived' | 'completed' | 'cancelled' | 'no-show' | 'other'

/** A visit as the MIS keeps it. */
export interface Appointment {
  readonly id: AppointmentId
  readonly status: AppointmentStatus
  readonly doctorId: DoctorId
  readonly clinicId: ClinicId
  readonly start: Instant
  readonly end: Instant
  readonly slotId?: SlotId
  readonly reference?: Reference
  readonly mode: VisitMode
  readonly serviceName?: string
  readonly room?: string
}

/** A slot kept for its owner for a short while. */
export interface Hold {
  readonly id: HoldId
  readonly slot: Slot
  readonly expiresAt: Instant
}

/** A slot to be kept, whole as `listSlots` gave it. */
export interface HoldRequest {
  readonly slot: Slot
}
