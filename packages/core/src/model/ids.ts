/** A string with a name tag: plain strings are accepted, two different ids are not mixed up by accident. */
type Flavoured<Name extends string> = string & { readonly '~flavour'?: Name }

/** The vendor's own id of a clinic (branch), verbatim and opaque. */
export type ClinicId = Flavoured<'ClinicId'>
/** The vendor's own id of a doctor, verbatim and opaque. */
export type DoctorId = Flavoured<'DoctorId'>
/** The vendor's own id of a speciality, verbatim and opaque. */
export type SpecialtyId = Flavoured<'SpecialtyId'>
/** The vendor's own id of a service (visit type), verbatim and opaque. */
export type ServiceId = Flavoured<'ServiceId'>
/** A slot token made by the adapter. Versioned and opaque: never parse it, never build it. */
export type SlotId = Flavoured<'SlotId'>
/** The vendor's own id of an appointment, verbatim and opaque. */
export type AppointmentId = Flavoured<'AppointmentId'>
/** The id of a hold, given by whoever made the hold. */
export type HoldId = Flavoured<'HoldId'>
/** The caller's name for one intent to book: 1 to 64 of `A-Za-z0-9._:-`. */
export type Reference = Flavoured<'Reference'>

/** A day of the clinic's own calendar, `YYYY-MM-DD`. */
export type Day = Flavoured<'Day'>
/** A moment as ISO 8601 with an explicit offset, such as `2031-03-05T09:00:00+03:00`. */
export type Instant = Flavoured<'Instant'>
/** An IANA time zone, such as `Europe/Moscow`. */
export type TimeZone = Flavoured<'TimeZone'>
