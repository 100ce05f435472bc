import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'
import { type Access, request } from './common.ts'
import { dayText, lengthText, optionalReference, timeText } from './moments.ts'
import { flag, optionalText, recordAnswer, text } from './tree.ts'

/** Where and when. `start` is wall time. */
export interface Place {
  readonly employeeId: string
  /** Undefined where the base keeps no clinics. */
  readonly clinicId: string | undefined
  readonly start: string
  readonly minutes: number
}

/** Who comes; empty texts are sent as they are. */
export interface Person {
  readonly PatientSurname: string
  readonly PatientName: string
  readonly PatientFatherName: string
  readonly Phone: string
  readonly Email: string
  readonly Comment: string
  /** `YYYY-MM-DDT00:00:00`; left out where it is not known. */
  readonly Birthday?: string
  /** The service's reference. [doc] Without `DurationType` it does not change how long the visit is. */
  readonly Service?: string
}

const placeMembers = ({ employeeId, clinicId, start, minutes }: Place) => ({
  Date: dayText(start),
  TimeBegin: timeText(start),
  Duration: lengthText(minutes),
  Clinic: clinicId,
  EmployeeID: employeeId,
})

/** [doc] Keeps a time for about 15 minutes. */
export function reserveRequest(access: Access, place: Place): HttpRequest {
  return request(access, 'Reservation', 'write', placeMembers(place))
}

/** [doc] Books; `reserve` is the reservation that the time is kept by. */
export function bookRequest(access: Access, place: Place, person: Person, reserve: string | undefined): HttpRequest {
  const members = { Method: 'BookAnAppointmentWithParams', ...placeMembers(place), ...person, GUID: reserve }
  return request(access, 'AppointmentCreate', 'write', members)
}

/** [doc] Moves the request that has this reference. [assumed] What is left out, the person, stays as it is. */
export function moveRequest(access: Access, place: Place, reference: string): HttpRequest {
  const members = { Method: 'BookAnAppointmentWithParams', ...placeMembers(place), GUID: reference }
  return request(access, 'AppointmentCreate', 'write', members)
}

/** [doc] Cancels a request or a reservation; both texts are required and may be empty. */
export function cancelRequest(access: Access, reference: string, reason = ''): HttpRequest {
  const members = { GUID: reference, Reason: reason, AdditionalInformation: '' }
  return request(access, 'AppointmentCancel', 'write', members)
}

/** [doc] What became of a request. */
export function statusRequest(access: Access, reference: string): HttpRequest {
  return request(access, 'AppointmentStatus', 'read', { GUID: reference })
}

/** [doc] The description is one space where all is well, and is not read. */
export const outcomeSchema = recordAnswer(z.object({ Результат: flag, УИД: optionalReference }))
export const statusSchema = recordAnswer(z.object({ Результат: text }))

/** What an answer says of its own failure, wherever it stands. */
export const complaintSchema = recordAnswer(
  z.object({
    Результат: optionalText.catch(undefined),
    ОписаниеОшибки: optionalText.catch(undefined),
    ОшибкаПараметров: optionalText.catch(undefined),
  }),
)
