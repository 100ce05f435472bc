import type { HttpRequest } from '@mis/core/adapter'
import { type DateForm, dateIn, type MedapiPaths } from './common.ts'
import { type MedapiFields, renamedForBase } from './fields.ts'

/** [req] A booking in our names; what a patient has not is an empty string. Days are `YYYY-MM-DD`, times `HH:mm`. */
export interface Booking {
  readonly slotDate: string
  readonly slotTime: string
  readonly doctorGuid: string
  readonly patient: {
    readonly lastName: string
    readonly firstName: string
    readonly middleName: string
    readonly birthDate: string
    readonly phone: string
    readonly email: string
    readonly snils: string
  }
  readonly serviceCode: string
  /** [assumed] Extension only. */
  readonly clientReference?: string
}

interface BookingForm {
  readonly paths: MedapiPaths
  readonly fields: MedapiFields
  readonly dates: { readonly slotDate: DateForm; readonly birthDate: DateForm }
}

/** [req] `POST /appointments`. */
export function bookRequest({ paths, fields, dates }: BookingForm, booking: Booking): HttpRequest {
  const patient = { ...booking.patient, birthDate: dateIn(dates.birthDate, booking.patient.birthDate) }
  const body = {
    ...booking,
    slotDate: dateIn(dates.slotDate, booking.slotDate),
    patient: renamedForBase(patient, fields.patient),
  }
  return { method: 'POST', path: paths.appointments, json: renamedForBase(body, fields.booking) }
}
