import { daysBetween, type Operation } from '@mis/core'
import type { BookRefusal } from '@mis/mock'
import type { MedeskMockOptions, MedeskWorld } from './options.ts'
import { type Refusal, refusals } from './refusal.ts'
import { appointmentEntry, doctorEntry, freeSlot } from './shapes.ts'
import { checkBooking, checkPatientQuery, checkWindow, digitsOf, membersOf } from './validate.ts'

/** A request taken apart. */
interface Asked {
  /** What stands in the path, such as the appointment's id. */
  readonly id: string
  readonly query: URLSearchParams
  readonly body: string
}

export type Answering = (asked: Asked, world: MedeskWorld, options: MedeskMockOptions) => Response
export type Served = Extract<
  Operation,
  'listSlots' | 'book' | 'cancel' | 'listDoctors' | 'getAppointment' | 'listAppointments'
>

const bookRefusals: Readonly<Record<BookRefusal, () => Refusal>> = {
  'slot-taken': refusals.slotTaken,
  'slot-not-found': refusals.slotNotFound,
  'visit-in-past': refusals.visitInPast,
  'already-booked': refusals.alreadyBooked,
}

export const handlers: Readonly<Record<Served, Answering>> = {
  listSlots(asked, world, options) {
    const { doctorId, from, to } = checkWindow(asked.query)
    const doctor = world.doctors().find(({ id }) => id === doctorId)
    if (doctor === undefined) throw refusals.doctorNotFound()
    const wanted = (asked.query.get('include') ?? '').split(',').includes('free_slots')
    const schedules = daysBetween(from, to).flatMap((date) => {
      const [first] = world.slots({ doctorId, from: date, to: date })
      if (first === undefined) return []
      const free = world.freeSlots({ doctorId, from: date, to: date })
      return [
        {
          doctor_id: Number(doctorId),
          date,
          ...(options.timeZone !== false && { time_zone: first.timeZone }),
          ...(wanted && { free_slots: free.map(freeSlot) }),
        },
      ]
    })
    return Response.json({ schedules })
  },

  book(asked, world, options) {
    const today = new Date(world.now()).toISOString().slice(0, 10)
    const { slotId, externalId, comment, email, ...patient } = checkBooking(membersOf(asked.body), today)
    const slot = world.slot(slotId)
    if (slot === undefined) throw refusals.slotNotFound()
    const rule = options.rule?.({ doctorId: slot.doctorId, slotId, patient })
    if (rule !== undefined) throw refusals.clinicRule(rule)
    const booked = world.book({
      slotId,
      patient: { ...patient, ...(email !== null && { email }) },
      ...(comment !== '' && { comment }),
      ...(options.externalId !== false && externalId !== null && { reference: externalId }),
    })
    if (!booked.ok) throw bookRefusals[booked.why]()
    return Response.json(appointmentEntry(booked.appointment, options.externalId !== false), { status: 201 })
  },

  cancel(asked, world, options) {
    // [req] A body is announced and absent as often as not.
    const { reason } = options.dropDeleteBody === true ? {} : membersOf(asked.body)
    const cancelled = world.cancel(asked.id, typeof reason === 'string' && reason !== '' ? reason : undefined)
    if (!cancelled.ok) {
      throw cancelled.why === 'visit-in-past' ? refusals.visitInPast() : refusals.appointmentNotFound()
    }
    if (options.cancelAnswer === 'empty') return new Response(null, { status: 204 })
    return Response.json(appointmentEntry(cancelled.appointment, options.externalId !== false))
  },

  listDoctors(_asked, world, options) {
    if (options.doctors === false) throw refusals.noDirectory()
    const zones = new Map(world.clinics().map(({ id, timeZone }) => [id, timeZone]))
    const zoneOf = (clinicId: string | undefined) =>
      options.timeZone === false ? null : (zones.get(clinicId ?? '') ?? null)
    return Response.json({ doctors: world.doctors().map((doctor) => doctorEntry(doctor, zoneOf(doctor.clinicIds[0]))) })
  },

  getAppointment(asked, world, options) {
    if (options.readBack === false) throw refusals.notAllowed()
    const visit = world.appointment(asked.id)
    if (visit === undefined) throw refusals.appointmentNotFound()
    return Response.json(appointmentEntry(visit, options.externalId !== false))
  },

  listAppointments(asked, world, options) {
    if (options.readBack === false) throw refusals.notAllowed()
    const { phone, from } = checkPatientQuery(asked.query)
    const appointments = world
      .findAppointments(
        (visit) => digitsOf(visit.patient.phone ?? '') === digitsOf(phone) && visit.start.slice(0, 10) >= from,
      )
      .toSorted((one, other) => Date.parse(one.start) - Date.parse(other.start))
      .map((visit) => appointmentEntry(visit, options.externalId !== false))
    return Response.json({ appointments })
  },
}
