import {
  type AdapterDefinition,
  type Appointment,
  type AppointmentQuery,
  type AppointmentRef,
  type BookRequest,
  type CancelRequest,
  type Context,
  type DoctorQuery,
  epochOf,
  isMisError,
  MisError,
  type Slot,
  type SlotQuery,
} from '@mis/core'
import { decode, pageOf } from '@mis/core/adapter'
import type { Basic, Reading, Settling } from './capabilities.ts'
import { createClient } from './client.ts'
import type { Workplace } from './directory.ts'
import { createDoctors } from './doctors.ts'
import { isSamePerson, toAppointment, toBooking, toCancelled, toSlots } from './map.ts'
import type { Settings } from './options.ts'
import { clinicAsked, placeOfDay, placeOfVisit, zoneNamed } from './places.ts'
import { tokens } from './tokens.ts'
import type { ListedAppointment } from './wire/appointment.ts'
import { bookAnswerSchema, bookRequest } from './wire/book.ts'
import { cancelAnswerSchema, cancelRequest } from './wire/cancel.ts'
import { getAppointmentAnswerSchema, getAppointmentRequest } from './wire/get-appointment.ts'
import { patientAppointmentsAnswerSchema, patientAppointmentsRequest } from './wire/patient-appointments.ts'
import { schedulesAnswerSchema, schedulesRequest } from './wire/schedules.ts'

type Operations<C extends Basic> = AdapterDefinition<C>['operations']
/** Handlers of each profile; the profiles pick what they grant. */
export interface Handlers {
  readonly basic: Operations<Basic>
  readonly reading: Pick<Operations<Reading>, 'getAppointment' | 'listAppointments'>
  readonly settling: Pick<Operations<Settling>, 'findBooking'>
}

/** No visit is older; stands for "from the beginning", because Medesk wants a day. */
const beginning = '1900-01-01'
const token = (medeskId: string) => tokens.encode({ s: medeskId })

function mismatch(why: string): MisError {
  return new MisError('bad-response', { details: { why } })
}

/** An id that is a path's dot would reach another resource. */
function pathId(id: string): string {
  if (id !== '.' && id !== '..') return id
  throw new MisError('invalid-request', { details: { fields: ['appointment.id'] }, hint: 'appointment.id: no such id' })
}

/** Every operation as request → decode → map. */
export function createHandlers(settings: Settings): Handlers {
  const { paths, proof, source } = settings
  const home: Workplace = { clinicIds: [settings.clinicId], timeZone: settings.timeZone }
  const client = createClient(settings)
  const doctors = createDoctors(settings, home, client)

  async function listDoctors(query: DoctorQuery, context: Context) {
    const { clinicId, specialtyId } = query
    const found = (await doctors.list(context)).filter(
      (doctor) =>
        (clinicId === undefined || doctor.clinicIds.includes(clinicId)) &&
        (specialtyId === undefined || doctor.specialties.some(({ id }) => id === specialtyId)),
    )
    return pageOf(found, query)
  }

  async function listSlots(query: SlotQuery, context: Context): Promise<readonly Slot[]> {
    const response = await client(schedulesRequest(paths, query), context)
    const slots: Slot[] = []
    for (const day of decode(schedulesAnswerSchema, response.json(), 'schedules').schedules) {
      const doctorId = String(day.doctor_id)
      if (doctorId !== query.doctorId) continue
      const zone = zoneNamed(day.time_zone, 'schedules')
      // The app's own directory costs no request; Medesk's is asked only where nothing else can tell.
      const workplace = settings.doctors ? await doctors.workplace(doctorId, context) : doctors.known(doctorId)
      const place =
        placeOfDay(zone, query, workplace, home) ??
        placeOfDay(zone, query, await doctors.workplace(doctorId, context), home)
      if (place !== null) slots.push(...toSlots(day, place, token))
    }
    return slots
  }

  async function book(request: BookRequest, context: Context): Promise<Appointment> {
    const { slot, reference } = request
    const medeskSlotId = tokens.decode(slot.id).s
    const kept = proof === 'reference' && reference !== undefined ? { reference } : {}
    const response = await client(bookRequest(paths, toBooking(request, { medeskSlotId, source, ...kept })), context)
    const visit = decode(bookAnswerSchema, response.json(), 'appointment')
    if (String(visit.slot_id) !== medeskSlotId)
      throw mismatch('appointment: slot_id is not the slot that was asked for')
    if (String(visit.doctor_id) !== slot.doctorId)
      throw mismatch('appointment: doctor_id is not the doctor of the slot')
    if (visit.status === 'cancelled') throw mismatch('appointment: status of a new booking is cancelled')
    return { ...toAppointment(visit, slot, token), ...(reference !== undefined && { reference }) }
  }

  async function cancel({ appointment, reason }: CancelRequest, context: Context): Promise<Appointment> {
    const place = placeOfVisit(appointment, doctors.known(appointment.doctorId), home)
    const response = await client(cancelRequest(paths, pathId(appointment.id), reason), context)
    if (response.text.trim() === '') return toCancelled(appointment, place)
    const visit = decode(cancelAnswerSchema, response.json(), 'appointment')
    if (Array.isArray(visit)) return toCancelled(appointment, place)
    if (String(visit.id) !== appointment.id) throw mismatch('appointment: id is not the one that was cancelled')
    if (visit.status !== 'cancelled') throw mismatch('appointment: status after cancelling is not cancelled')
    return toAppointment(visit, place, token)
  }

  async function getAppointment(ref: AppointmentRef, context: Context): Promise<Appointment | null> {
    try {
      const response = await client(getAppointmentRequest(paths, pathId(ref.id)), context)
      const visit = decode(getAppointmentAnswerSchema, response.json(), 'appointment')
      if (String(visit.id) !== ref.id) throw mismatch('appointment: id is not the one that was asked for')
      return toAppointment(visit, placeOfVisit(ref, doctors.known(ref.doctorId), home), token)
    } catch (error) {
      if (isMisError(error, 'not-found')) return null
      throw error
    }
  }

  async function listedFor(phone: string | undefined, from: string, context: Context) {
    const response = await client(patientAppointmentsRequest(paths, { phone: phone ?? '', from }), context)
    return decode(patientAppointmentsAnswerSchema, response.json(), 'appointments').appointments
  }

  async function listAppointments(query: AppointmentQuery, context: Context) {
    const { patient, from = beginning, to } = query
    const found: Appointment[] = []
    for (const visit of await listedFor(patient.phone, from, context)) {
      if (!isSamePerson(visit.patient, patient)) continue
      const workplace = await doctors.workplace(String(visit.doctor_id), context)
      const place = { clinicId: clinicAsked(workplace, undefined), timeZone: workplace.timeZone }
      const appointment = toAppointment(visit, place, token)
      const day = appointment.start.slice(0, 10)
      if (day >= from && (to === undefined || day <= to)) found.push(appointment)
    }
    return pageOf(
      found.sort((one, other) => epochOf(one.start) - epochOf(other.start)),
      query,
    )
  }

  async function findBooking(request: BookRequest, context: Context): Promise<Appointment | null> {
    const { slot, patient, reference } = request
    const medeskSlotId = tokens.decode(slot.id).s
    const inSlot = (visit: ListedAppointment) => String(visit.slot_id) === medeskSlotId
    const live = (await listedFor(patient.phone, slot.start.slice(0, 10), context)).filter(
      ({ status }) => status !== 'cancelled',
    )
    // A reference that was used for two slots by mistake must not hand over the other one while there is a choice.
    const ours = proof === 'reference' ? live.filter((visit) => visit.external_id === reference) : []
    // Without any reference on it, a visit of the same person in the same slot can only be the one in question:
    // taken for absent, it would be booked a second time.
    const alike = live.find(
      (visit) => inSlot(visit) && isSamePerson(visit.patient, patient) && (proof === 'patient' || !visit.external_id),
    )
    const visit = ours.find(inSlot) ?? ours[0] ?? alike
    return visit === undefined ? null : toAppointment(visit, slot, token, reference)
  }

  return {
    basic: { listDoctors, listSlots, book, cancel },
    reading: { getAppointment, listAppointments },
    settling: { findBooking },
  }
}
