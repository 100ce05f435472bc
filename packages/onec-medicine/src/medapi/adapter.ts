import {
  type AdapterDefinition,
  type Appointment,
  type AppointmentRef,
  type BookRequest,
  type CancelRequest,
  type Context,
  type DoctorQuery,
  dayAt,
  isMisError,
  MisError,
  type Slot,
  type SlotQuery,
} from '@mis/core'
import { decode, type HttpRequest, type HttpResponse, pageOf } from '@mis/core/adapter'
import type { PlatformClient } from '../platform/client.ts'
import { jsonOf } from '../platform/json.ts'
import { appointmentSchema, appointmentsSchema, bookedSchema, cancelledSchema } from '../wire/medapi/appointment.ts'
import { cancelRequest, findBookingRequest, getAppointmentRequest } from '../wire/medapi/appointment-requests.ts'
import { bookRequest } from '../wire/medapi/book.ts'
import { doctorsAnswerSchema, doctorsRequest } from '../wire/medapi/doctors.ts'
import { renamedFromBase } from '../wire/medapi/fields.ts'
import { scheduleAnswerSchema, scheduleRequest } from '../wire/medapi/schedule.ts'
import { emptyReference } from '../wire/scalars.ts'
import type { Medapi, MedapiExtended } from './capabilities.ts'
import { couldNotWrite, refusalOf } from './errors.ts'
import {
  isElsewhere,
  isSameGuid,
  notBegun,
  type Place,
  toAppointment,
  toBooked,
  toBooking,
  toCancelled,
  toDoctor,
  toSlot,
  toSlotKey,
} from './map.ts'
import type { MedapiSettings } from './options.ts'
import { type SlotKey, slotKeyOf, tokenOf } from './tokens.ts'

/** Handlers of the profile; those of the extension only where it is installed. */
export interface MedapiHandlers {
  readonly basic: AdapterDefinition<Medapi>['operations']
  readonly extension: Pick<AdapterDefinition<MedapiExtended>['operations'], 'getAppointment' | 'findBooking'>
}

/** The harmless request that carries `IBSession: finish`. */
export function medapiFarewell({ paths }: MedapiSettings): HttpRequest {
  return doctorsRequest(paths)
}

function mismatch(why: string): MisError {
  return new MisError('bad-response', { details: { why }, hint: why })
}

/** Every operation as request → decode → map. */
export function createMedapiHandlers(settings: MedapiSettings, client: PlatformClient): MedapiHandlers {
  const { paths, fields, dates, clinicId, timeZone, extension } = settings
  const place: Place = { clinicId, timeZone }

  async function ask(request: HttpRequest, context: Context): Promise<HttpResponse> {
    const response = await client.send(request, context)
    if (response.status >= 400) throw refusalOf(response, context)
    return response
  }

  /** The objects of a list in our names; anything but a list is left to the schema. */
  function listOf(response: HttpResponse, names: Readonly<Record<string, string>>): unknown {
    const list = jsonOf(response)
    return Array.isArray(list) ? list.map((each) => renamedFromBase(each, names)) : list
  }

  async function listDoctors(query: DoctorQuery, context: Context) {
    const answer = decode(
      doctorsAnswerSchema,
      listOf(await ask(doctorsRequest(paths), context), fields.doctor),
      'doctors',
    )
    const doctors = answer.filter(({ guid }) => guid !== emptyReference).map((doctor) => toDoctor(doctor, place))
    const { clinicId: asked = clinicId, specialtyId } = query
    const found = doctors.filter(
      ({ clinicIds, specialties }) =>
        clinicIds.includes(asked) && (specialtyId === undefined || specialties.some(({ id }) => id === specialtyId)),
    )
    return pageOf(found, query)
  }

  async function freeTimes(doctorGuid: string, day: string, context: Context): Promise<readonly SlotKey[]> {
    const response = await ask(scheduleRequest(paths, { doctorGuid, day, form: dates.path }), context)
    const times = decode(scheduleAnswerSchema, listOf(response, fields.slot), 'schedule')
    return times.map((time) => toSlotKey(time, doctorGuid, day))
  }

  async function listSlots(query: SlotQuery, context: Context): Promise<readonly Slot[]> {
    const { doctorId, from: day } = query
    // The base serves one clinic: of another it knows nothing.
    if (query.clinicId !== undefined && query.clinicId !== clinicId) return []
    const slots = (await freeTimes(doctorId, day, context)).map((key) => toSlot(key, place, tokenOf))
    const now = context.runtime.now()
    return day <= dayAt(now, timeZone) ? notBegun(slots, now) : slots
  }

  async function book(request: BookRequest, context: Context): Promise<Appointment> {
    const key = slotKeyOf(request.slot.id)
    const booking = toBooking(request, key, extension ? request.reference : undefined)
    const response = await client.send(bookRequest(settings, booking), context)
    if (couldNotWrite(response)) throw await afterFailedWrite(key, response, context)
    if (response.status >= 400) throw refusalOf(response, context)
    const answer = decode(bookedSchema, renamedFromBase(jsonOf(response), fields.appointment), 'appointment')
    const booked = toBooked(answer.id, answer, request, key, place)
    if (booked.status === 'cancelled') throw extension ? usedUp() : mismatch('appointment: a new one is cancelled')
    if (isElsewhere(answer, key)) throw mismatch('appointment: doctor or time is not that of the slot')
    return booked
  }

  /** The text alone does not say why the base could not write: the day does, where the time is gone. */
  async function afterFailedWrite(key: SlotKey, { status }: HttpResponse, context: Context): Promise<MisError> {
    const unknown = (cause?: unknown) => new MisError('outcome-unknown', { details: { sentAt: null }, status, cause })
    try {
      const free = await freeTimes(key.doctorGuid, key.date, context)
      if (free.some(({ start }) => start === key.start)) return unknown()
      return new MisError('slot-taken', { details: {}, status, notDone: true })
    } catch (error) {
      return unknown(error)
    }
  }

  async function cancel({ appointment }: CancelRequest, context: Context): Promise<Appointment> {
    const response = await ask(cancelRequest(paths, appointment.id), context)
    const body = response.text.trim() === '' ? {} : renamedFromBase(jsonOf(response), fields.appointment)
    const answer = decode(cancelledSchema, body, 'appointment')
    if (answer.id && !isSameGuid(answer.id, appointment.id))
      throw mismatch('appointment: id is not the one that was cancelled')
    if (answer.status && answer.status !== 'cancelled')
      throw mismatch('appointment: status after cancelling is not cancelled')
    return toCancelled(appointment, answer, place)
  }

  async function getAppointment(ref: AppointmentRef, context: Context): Promise<Appointment | null> {
    try {
      const response = await ask(getAppointmentRequest(paths, ref.id), context)
      const visit = decode(appointmentSchema, renamedFromBase(jsonOf(response), fields.appointment), 'appointment')
      if (!isSameGuid(visit.id, ref.id)) throw mismatch('appointment: id is not the one that was asked for')
      return toAppointment(visit, place, tokenOf)
    } catch (error) {
      if (isMisError(error, 'not-found')) return null
      throw error
    }
  }

  async function findBooking({ reference = '' }: BookRequest, context: Context): Promise<Appointment | null> {
    const response = await ask(findBookingRequest(paths, fields.booking.clientReference, reference), context)
    const visits = decode(appointmentsSchema, listOf(response, fields.appointment), 'appointments')
    // A base that knows no such filter may answer with everything it has.
    const ours = visits.find((visit) => visit.clientReference === reference && visit.status !== 'cancelled')
    return ours === undefined ? null : toAppointment(ours, place, tokenOf)
  }

  return {
    basic: { listDoctors, listSlots, book, cancel },
    extension: { getAppointment, findBooking },
  }
}

/** The extension answers a reference it has seen with the visit it stands for; that one is over. */
function usedUp(): MisError {
  return new MisError('invalid-request', {
    details: { fields: ['reference'] },
    hint: 'reference: it names a visit that was cancelled; take a new one',
  })
}
