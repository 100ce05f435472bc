import { daysBetween, isDay, parseOms, parseSnils } from '@mis/core'
import type { BookRefusal } from '@mis/mock'
import type { Tree } from './envelope.ts'
import { invalid, refused } from './fault.ts'
import type { EmiasMockOptions, EmiasWorld } from './options.ts'
import type { Values } from './reading.ts'
import { appointmentEntry, doctorEntries, idsOf, slotEntry } from './shapes.ts'
import type { WireOperation } from './wsdl-elements.ts'

type Answering = (values: Values, world: EmiasWorld, options: EmiasMockOptions) => Tree

const refusals: Readonly<Record<BookRefusal, string>> = {
  'slot-taken': 'SLOT_TAKEN',
  'slot-not-found': 'SLOT_NOT_FOUND',
  'visit-in-past': 'SLOT_IN_PAST',
  'already-booked': 'ALREADY_BOOKED',
}
const longestRangeDays = 31

/** The answer of each operation, as the members of its wrapper. Throws a fault where the service refuses. */
export const handlers: Readonly<Record<WireOperation, Answering>> = {
  GetSchedule(values, world, options) {
    const doctorId = doctorOf(values, world, options)
    const [from, to] = [day(values, 'dateFrom'), day(values, 'dateTo')]
    if (from > to || daysBetween(from, to).length > longestRangeDays) throw invalid('dateTo')
    const clinicId = clinicOf(world, options)
    const free = world.freeSlots({ doctorId, clinicId, from, to })
    const freeIds = new Set(free.map(({ id }) => id))
    const listed = options.schedule === 'all' ? world.slots({ doctorId, clinicId, from, to }) : free
    return { Slots: { Slot: listed.map((slot) => slotEntry(slot, freeIds.has(slot.id), options)) } }
  },

  CreateAppointment(values, world, options) {
    const slotId = slotOf(values, world, options)
    const patient = patientOf(values, world)
    checkRule(slotId, values, world, options)
    const booked = world.book({ slotId, patient })
    if (!booked.ok) throw refused(refusals[booked.why])
    return { AppointmentId: idsOf(options).appointment(booked.appointment.id) }
  },

  GetDoctors(_values, world, options) {
    const clinicId = clinicOf(world, options)
    const working = world.doctors().filter(({ active, clinicIds }) => active && clinicIds.includes(clinicId))
    return { Doctors: { Doctor: working.flatMap((doctor) => doctorEntries(doctor, options)) } }
  },

  CancelAppointment(values, world, options) {
    const { id } = visitOf(values, world, options)
    const cancelled = world.cancel(id)
    if (!cancelled.ok) throw refused(cancelled.why === 'visit-in-past' ? 'SLOT_IN_PAST' : 'APPOINTMENT_NOT_FOUND')
    return { Appointment: appointmentEntry(cancelled.appointment, options) }
  },

  GetAppointment(values, world, options) {
    return { Appointment: appointmentEntry(visitOf(values, world, options), options) }
  },

  GetPatientAppointments(values, world, options) {
    const [snils, oms] = [digits(values.snils), digits(values.oms)]
    if (!parseSnils(snils).ok) throw refused('INVALID_SNILS')
    if (!parseOms(oms).ok) throw refused('INVALID_POLICY')
    const from = day(values, 'dateFrom')
    const to = values.dateTo === undefined ? null : day(values, 'dateTo')
    if (to !== null && from > to) throw invalid('dateTo')
    const clinicId = clinicOf(world, options)
    const visits = world
      .findAppointments(
        (visit) =>
          visit.clinicId === clinicId &&
          digits(visit.patient.snils) === snils &&
          digits(visit.patient.oms) === oms &&
          visit.start.slice(0, 10) >= from &&
          (to === null || visit.start.slice(0, 10) <= to),
      )
      .toSorted((one, other) => Date.parse(one.start) - Date.parse(other.start))
    return { Appointments: { Appointment: visits.map((visit) => appointmentEntry(visit, options)) } }
  },

  MoveAppointment(values, world, options) {
    const visit = visitOf(values, world, options)
    // [assumed] A cancelled visit is not found by a move.
    if (visit.status === 'cancelled') throw refused('APPOINTMENT_NOT_FOUND')
    const slotId = slotOf(values, world, options)
    checkRule(slotId, values, world, options)
    const moved = world.reschedule(visit.id, slotId)
    if (moved.ok) return { Appointment: appointmentEntry(moved.appointment, options) }
    throw refused(moved.why === 'appointment-not-found' ? 'APPOINTMENT_NOT_FOUND' : refusals[moved.why])
  },
}

/** Every operation names the institution first. */
export function checkInstitution(values: Values, { lpuCode }: EmiasMockOptions): void {
  if (values.lpuCode !== lpuCode) throw refused('LPU_NOT_FOUND')
}

function clinicOf(world: EmiasWorld, { clinicId }: EmiasMockOptions): string {
  return clinicId ?? world.clinics()[0]?.id ?? ''
}

function doctorOf(values: Values, world: EmiasWorld, options: EmiasMockOptions): string {
  const id = idsOf(options).worldDoctor(values.doctorId ?? '')
  const doctor = world.doctors().find((each) => each.id === id)
  if (!doctor?.clinicIds.includes(clinicOf(world, options))) throw refused('DOCTOR_NOT_FOUND')
  return id
}

function slotOf(values: Values, world: EmiasWorld, options: EmiasMockOptions): string {
  const doctorId = doctorOf(values, world, options)
  const slot = world.slot(idsOf(options).worldSlot(values.slotId ?? ''))
  if (slot?.doctorId !== doctorId || slot.clinicId !== clinicOf(world, options)) throw refused('SLOT_NOT_FOUND')
  return slot.id
}

function visitOf(values: Values, world: EmiasWorld, options: EmiasMockOptions) {
  const visit = world.appointment(idsOf(options).worldAppointment(values.appointmentId ?? ''))
  if (visit?.clinicId !== clinicOf(world, options)) throw refused('APPOINTMENT_NOT_FOUND')
  return visit
}

function patientOf(values: Values, world: EmiasWorld) {
  const [snils, oms] = [digits(values['patient.snils']), digits(values['patient.oms'])]
  const [, date, month, year] = /^(\d\d)\.(\d\d)\.(\d{4})$/.exec(values['patient.birthDate'] ?? '') ?? []
  const birthDate = `${year}-${month}-${date}`
  if (!isDay(birthDate) || birthDate >= new Date(world.now()).toISOString().slice(0, 10)) {
    throw invalid('patient.birthDate')
  }
  if (!parseSnils(snils).ok) throw refused('INVALID_SNILS')
  if (!parseOms(oms).ok) throw refused('INVALID_POLICY')
  const middleName = values['patient.middleName']
  return {
    lastName: values['patient.lastName'] ?? '',
    firstName: values['patient.firstName'] ?? '',
    ...(middleName !== undefined && { middleName }),
    birthDate,
    snils,
    oms,
  }
}

function checkRule(slotId: string, values: Values, world: EmiasWorld, options: EmiasMockOptions): void {
  const patient = {
    lastName: values['patient.lastName'] ?? '',
    firstName: values['patient.firstName'] ?? '',
    birthDate: values['patient.birthDate'] ?? '',
  }
  const rule = options.rule?.({ doctorId: world.slot(slotId)?.doctorId ?? '', slotId, patient })
  if (rule !== undefined) throw refused(rule)
}

function day(values: Values, name: 'dateFrom' | 'dateTo'): string {
  const text = values[name] ?? ''
  if (!isDay(text)) throw invalid(name)
  return text
}

/** [assumed] Separators in documents do not count. */
function digits(text: string | undefined): string {
  return (text ?? '').replace(/\D/g, '')
}
