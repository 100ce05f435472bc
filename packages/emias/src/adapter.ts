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
  type RescheduleRequest,
  type Slot,
  type SlotQuery,
} from '@mis/core'
import { decode, pageOf } from '@mis/core/adapter'
import type { Full } from './capabilities.ts'
import { listAll } from './doctors.ts'
import { slotMapper, toAppointment, toBooked, toPatient } from './map.ts'
import type { Settings } from './options.ts'
import type { Service } from './service.ts'
import { tokens } from './tokens.ts'
import {
  appointmentShapes,
  appointmentsSchema,
  appointmentsShapes,
  oneAppointmentSchema,
  type WireAppointment,
} from './wire/appointment.ts'
import type { WireOperation } from './wire/contract.ts'
import { bookingRequest, bookingSchema, bookingShapes } from './wire/create-appointment.ts'
import { isSlot, scheduleRequest, scheduleSchema, scheduleShapes, slotSchema } from './wire/get-schedule.ts'

/** No visit is older; stands for "from the beginning", because the service wants a day. */
const beginning = '1900-01-01'
const token = (slotId: string) => tokens.encode({ s: slotId })

function mismatch(why: string): MisError {
  return new MisError('bad-response', { details: { why }, hint: why })
}

const isAt = ({ doctorId, start }: Appointment, slot: Slot): boolean =>
  doctorId === slot.doctorId && epochOf(start) === epochOf(slot.start)

/** [req] A doctor's id is an integer on this wire. */
function doctorNumber(doctorId: string): string {
  if (/^\d{1,19}$/.test(doctorId)) return doctorId
  const hint = 'doctorId: take it from listDoctors: this service numbers its doctors'
  throw new MisError('invalid-request', { details: { fields: ['doctorId'] }, hint })
}

/** Every operation as request → decode → map. */
export function createHandlers(settings: Settings, service: Service): AdapterDefinition<Full>['operations'] {
  const { lpuCode, contract } = settings
  const place = settings

  async function listDoctors(query: DoctorQuery, context: Context) {
    const { clinicId, specialtyId } = query
    const found = (await listAll(settings, service, context)).filter(
      (doctor) =>
        (clinicId === undefined || doctor.clinicIds.includes(clinicId)) &&
        (specialtyId === undefined || doctor.specialties.some(({ id }) => id === specialtyId)),
    )
    return pageOf(found, query)
  }

  async function listSlots(query: SlotQuery, context: Context): Promise<readonly Slot[]> {
    const doctorId = doctorNumber(query.doctorId)
    const slots: Slot[] = []
    const toSlot = slotMapper(query.doctorId, place, token)
    await service.call(
      {
        operation: 'GetSchedule',
        values: scheduleRequest({ lpuCode, doctorId, from: query.from, to: query.to }),
        shapes: scheduleShapes,
        schema: scheduleSchema,
        effect: 'read',
        each: {
          Slot: (row) => slots.push(toSlot(isSlot(row) ? row : decode(slotSchema, row, 'GetSchedule: Slot'))),
        },
      },
      context,
    )
    return slots
  }

  async function book({ slot, patient, reference }: BookRequest, context: Context): Promise<Appointment> {
    const slotId = tokens.decode(slot.id).s
    const values = bookingRequest({
      lpuCode,
      doctorId: doctorNumber(slot.doctorId),
      slotId,
      patient: toPatient(patient),
    })
    const exchange = { operation: 'CreateAppointment', values, shapes: bookingShapes, schema: bookingSchema } as const
    const write = () => service.call({ ...exchange, effect: 'write' }, context)
    const answer = await orTaken(slot, context, write, async () => {
      if (contract.operations.GetPatientAppointments === undefined) return false
      return (await visitAt(slot, patient, context)) !== undefined
    })
    return toBooked(answer.AppointmentId[0]['.'], slot, reference)
  }

  /**
   * [assumed] A refusal without a word of the table may be "taken": the day is read again before it is called so. Such a
   * fault may also come after the deed, and then it is our own visit that takes the time.
   */
  async function orTaken<T>(
    slot: Slot,
    context: Context,
    write: () => Promise<T>,
    isOurs: () => Promise<boolean>,
  ): Promise<T> {
    try {
      return await write()
    } catch (error) {
      if (!isMisError(error, 'rejected') || error.details.reason !== 'unspecified') throw error
      const day = slot.start.slice(0, 10)
      const free = await listSlots({ doctorId: slot.doctorId, from: day, to: day }, context).catch(() => null)
      if (free === null || free.some(({ id }) => id === slot.id)) throw error
      if (await isOurs().catch(() => true)) throw mismatch('a refusal, and the time is not free: the visit may stand')
      throw new MisError('slot-taken', { details: {}, notDone: true, cause: error })
    }
  }

  async function one(
    operation: Extract<WireOperation, 'GetAppointment' | 'CancelAppointment' | 'MoveAppointment'>,
    values: Readonly<Record<string, string>>,
    context: Context,
  ): Promise<WireAppointment> {
    const effect = operation === 'GetAppointment' ? 'read' : 'write'
    const [visit] = (
      await service.call(
        {
          operation,
          values: { lpuCode, ...values },
          shapes: appointmentShapes,
          schema: oneAppointmentSchema,
          effect,
        },
        context,
      )
    ).Appointment
    if (visit.AppointmentId !== values.appointmentId)
      throw mismatch('Appointment: AppointmentId is not the one asked for')
    return visit
  }

  async function cancel({ appointment }: CancelRequest, context: Context): Promise<Appointment> {
    const visit = await one('CancelAppointment', { appointmentId: appointment.id }, context)
    const cancelled = toAppointment(visit, place, token)
    if (cancelled.status !== 'cancelled') throw mismatch('Appointment: Status after cancelling is not cancelled')
    return cancelled
  }

  async function getAppointment(ref: AppointmentRef, context: Context): Promise<Appointment | null> {
    try {
      return toAppointment(await one('GetAppointment', { appointmentId: ref.id }, context), place, token)
    } catch (error) {
      // A gateway's 404 says nothing of the visit, and an unknown institution neither.
      if (isMisError(error, 'not-found') && error.vendorCode === 'APPOINTMENT_NOT_FOUND') return null
      throw error
    }
  }

  async function reschedule({ appointment, slot }: RescheduleRequest, context: Context): Promise<Appointment> {
    const slotId = tokens.decode(slot.id).s
    const values = { appointmentId: appointment.id, doctorId: doctorNumber(slot.doctorId), slotId }
    const write = () => one('MoveAppointment', values, context)
    const visit = await orTaken(slot, context, write, async () => {
      if (contract.operations.GetAppointment === undefined) return false
      const now = toAppointment(await one('GetAppointment', { appointmentId: appointment.id }, context), place, token)
      return isAt(now, slot)
    })
    const moved = toAppointment(visit, place, token)
    if (moved.doctorId !== slot.doctorId) throw mismatch('Appointment: DoctorId is not the new one')
    if (epochOf(moved.start) !== epochOf(slot.start)) throw mismatch('Appointment: StartTime is not the new one')
    return moved
  }

  async function visitsOf(
    { snils = '', oms = '' }: BookRequest['patient'],
    days: { readonly from: string; readonly to?: string | undefined },
    context: Context,
  ): Promise<Appointment[]> {
    const values = { lpuCode, snils, oms, dateFrom: days.from, dateTo: days.to }
    const answer = await service.call(
      {
        operation: 'GetPatientAppointments',
        values,
        shapes: appointmentsShapes,
        schema: appointmentsSchema,
        effect: 'read',
      },
      context,
    )
    return answer.Appointment.map((visit) => toAppointment(visit, place, token))
  }

  async function listAppointments(query: AppointmentQuery, context: Context) {
    const { patient, from = beginning, to } = query
    const found = (await visitsOf(patient, { from, to }, context)).filter(({ start }) => {
      const day = start.slice(0, 10)
      return day >= from && (to === undefined || day <= to)
    })
    return pageOf(
      found.sort((visit, other) => epochOf(visit.start) - epochOf(other.start)),
      query,
    )
  }

  /** [assumed] The same person, doctor and time, not cancelled: SNILS and policy are the person. */
  async function visitAt(
    slot: Slot,
    patient: BookRequest['patient'],
    context: Context,
  ): Promise<Appointment | undefined> {
    const day = slot.start.slice(0, 10)
    const visits = await visitsOf(patient, { from: day, to: day }, context)
    return visits.find((visit) => isAt(visit, slot) && visit.status !== 'cancelled')
  }

  async function findBooking({ slot, patient, reference }: BookRequest, context: Context): Promise<Appointment | null> {
    const ours = await visitAt(slot, patient, context)
    return ours === undefined ? null : { ...ours, ...(reference !== undefined && { reference }) }
  }

  return { listDoctors, listSlots, book, cancel, getAppointment, listAppointments, findBooking, reschedule }
}
