import { type Appointment, dayCount, type Operation, type Patient, patientSchema, type Slot } from '@mis/core'
import { isSamePerson } from '../world/person.ts'
import { isLive } from '../world/register.ts'
import type { World, WorldAppointment } from '../world/types.ts'
import { type Asked, dayOf, need, pageOf } from './asked.ts'
import { holdSeconds, slotWindowDays } from './capabilities.ts'
import { invalid, refused } from './refusal.ts'

type Answers = { readonly [O in Operation]: (asked: Asked, world: World) => unknown }

/** What the fake MIS answers, in the model's own words. */
export const answers: Answers = {
  listClinics: ({ query }, world) => pageOf(world.clinics(), query('cursor'), query('limit')),

  listDoctors({ query }, world) {
    const [clinicId, specialtyId] = [query('clinicId'), query('specialtyId')]
    const doctors = world.doctors().filter((doctor) => {
      const isHere = clinicId === undefined || doctor.clinicIds.includes(clinicId)
      return isHere && (specialtyId === undefined || doctor.specialties.some(({ id }) => id === specialtyId))
    })
    return pageOf(doctors, query('cursor'), query('limit'))
  },

  listServices({ query }, world) {
    const [clinicId, doctorId] = [query('clinicId'), query('doctorId')]
    const isMeant = (id: string) => {
      const doctor = world.doctors().find((each) => each.id === id)
      return (doctorId === undefined || id === doctorId) && (!clinicId || doctor?.clinicIds.includes(clinicId) === true)
    }
    const services = world.services().filter(({ doctorIds = [] }) => doctorIds.some(isMeant))
    return pageOf(services, query('cursor'), query('limit'))
  },

  listSlots({ query }, world) {
    const doctorId = need('doctorId', query('doctorId'))
    const from = need('from', dayOf('from', query('from')))
    const to = need('to', dayOf('to', query('to')))
    if (from > to || dayCount(from, to) > slotWindowDays) throw invalid('to')
    if (!world.doctors().some(({ id }) => id === doctorId)) throw refused('doctor-not-found')
    const [serviceId, mode, clinicId] = [query('serviceId'), query('mode'), query('clinicId')]
    const service = world.services().find(({ id }) => id === serviceId)
    const isServed = serviceId === undefined || service?.doctorIds?.includes(doctorId) === true
    const slots = isServed ? world.freeSlots({ doctorId, from, to, ...(clinicId !== undefined && { clinicId }) }) : []
    return { slots: slots.filter((slot: Slot) => mode === undefined || slot.mode === mode) }
  },

  book({ text, member }, world) {
    const [reference, comment, serviceId, holdId] = [
      text('reference'),
      text('comment'),
      text('serviceId'),
      text('holdId'),
    ]
    const result = world.book({
      slotId: need('slotId', text('slotId')),
      patient: patientOf(member('patient')),
      ...(reference !== undefined && { reference }),
      ...(comment !== undefined && { comment }),
      ...(serviceId !== undefined && { serviceId }),
      ...(holdId !== undefined && { holdId }),
    })
    return appointmentOf(result)
  },

  cancel: ({ id, text }, world) => appointmentOf(world.cancel(id, text('reason'))),

  reschedule: ({ id, text }, world) =>
    appointmentOf(world.reschedule(id, need('slotId', text('slotId')), text('holdId'))),

  getAppointment({ id }, world) {
    const appointment = world.appointment(id)
    if (appointment === undefined) throw refused('appointment-not-found')
    return shown(appointment)
  },

  listAppointments({ text, member }, world) {
    const patient = patientOf(member('patient'))
    const [from, to] = [dayOf('from', text('from')), dayOf('to', text('to'))]
    const visits = world.findAppointments((visit) => {
      const day = visit.start.slice(0, 10)
      return isSamePerson(visit.patient, patient) && (!from || day >= from) && (!to || day <= to)
    })
    const inOrder = visits.toSorted((one, other) => Date.parse(one.start) - Date.parse(other.start))
    return pageOf(inOrder.map(shown), member('cursor'), member('limit'))
  },

  findBooking({ text, member }, world) {
    const [reference, patient] = [need('reference', text('reference')), patientOf(member('patient'))]
    const [found] = world.findAppointments((visit) => {
      return visit.reference === reference && isLive(visit) && isSamePerson(visit.patient, patient)
    })
    return { appointment: found === undefined ? null : shown(found) }
  },

  hold({ text }, world) {
    const result = world.hold(need('slotId', text('slotId')), holdSeconds)
    if (!result.ok) throw refused(result.why)
    return result.hold
  },

  releaseHold({ id }, world) {
    // Releasing twice, or too late, is no harm.
    return { released: world.releaseHold(id) }
  },
}

function patientOf(value: unknown): Patient {
  const parsed = patientSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalid(...parsed.error.issues.map((issue) => ['patient', ...issue.path].join('.')))
}

function appointmentOf(result: { ok: true; appointment: WorldAppointment } | { ok: false; why: string }): Appointment {
  if (!result.ok) throw refused(result.why)
  return shown(result.appointment)
}

/** The model's appointment: the person stays inside. */
function shown(visit: WorldAppointment): Appointment {
  const { patient: _person, comment: _remark, cancelReason: _why, serviceId: _service, ...appointment } = visit
  return appointment
}
