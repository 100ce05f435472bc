import type { Appointment, TimeZone } from '@mis/core'
import type { Contact, Language } from './channel.ts'

/** What messages can say; absent facts leave their sentence out, and some messages altogether. */
export interface VisitFacts {
  readonly clinicName?: string
  readonly address?: string
  readonly doctorName?: string
  /** How to prepare, in the patient's language: without it there is no `preparation`. */
  readonly preparation?: string
  /** Of a visit by video: without it there is no `online-link`. */
  readonly onlineUrl?: string
  /** Without it there is no `review`. */
  readonly reviewUrl?: string
}

/** A visit whose patient is to be written to. */
export interface ReminderVisit {
  readonly instance: string
  readonly appointment: Appointment
  /** The patient's blind index (`patientKey`). */
  readonly patientKey: string
  readonly contact: Contact
  /** The clinic's zone: quiet hours are its own. */
  readonly timeZone: TimeZone
  /** Default: that of the reminders. */
  readonly language?: Language
  readonly facts?: VisitFacts
}
