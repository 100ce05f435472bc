import type { Clinic, Slot } from '@mis/core'
import type { RescheduleRefusal, WorldAppointment } from '@mis/mock'
import { oneCGuid, worldIdOf } from '../ids.ts'
import type { OneCMockOptions, OneCWorld } from '../options.ts'
import { conflict, failures } from './failures.ts'
import { patientOf, serviceOf } from './patient.ts'
import type { Requests } from './reservations.ts'
import { type Members, momentOf, textOf, timeOf } from './values.ts'

/** The platform's own name for "no reference" [doc]. */
const emptyReference = '00000000-0000-0000-0000-000000000000'
const reserveSeconds = 15 * 60
const methods = [
  '',
  'BookAnAppointment',
  'BookAnAppointmentWithClient',
  'BookAnAppointmentWithParams',
  'FastBookAnAppointment',
  'FastBookAnAppointmentWithClient',
]
const statuses: Readonly<Record<WorldAppointment['status'], readonly [code: string, text: string]>> = {
  booked: ['1', 'Новая'],
  confirmed: ['2', 'Обработана'],
  arrived: ['3', 'Пришел'],
  completed: ['3', 'Пришел'],
  'no-show': ['4', 'Не пришел'],
  cancelled: ['5', 'Отменена'],
  other: ['1', 'Новая'],
}

export function guidAsked({ GUID }: Members): string {
  const guid = textOf(GUID)
  return guid === emptyReference ? '' : guid
}

/** Everything that makes, moves, ends and tells requests (заявки). */
export function createOrders(world: OneCWorld, clinic: Clinic, requests: Requests, options: OneCMockOptions) {
  /** The slot of the world that begins then. `Duration` is checked for its form only: a visit fills its slot. */
  function slotOf(asked: Members, doctorId: string): Slot {
    const date = momentOf(asked.Date)
    const time = timeOf(asked.TimeBegin)
    if (date === undefined) throw filled(asked, 'Date')
    if (time === undefined) throw filled(asked, 'TimeBegin')
    if (textOf(asked.Duration) !== '' && timeOf(asked.Duration) === undefined) throw failures.wrongValue('Duration')
    const found = world
      .slots({ doctorId, clinicId: clinic.id, from: date.day, to: date.day })
      .find(({ start }) => start.slice(11, 19) === time)
    if (found === undefined) throw failures.noTime()
    return found
  }
  const filled = (asked: Members, name: string) =>
    textOf(asked[name]) === '' ? failures.notFilled(name) : failures.wrongValue(name)

  function doctorOf(asked: Members): string {
    const clinicGuid = textOf(asked.Clinic).toLowerCase()
    if (clinicGuid !== oneCGuid('clinic', clinic.id)) throw filled(asked, 'Clinic')
    const doctorId = worldIdOf('doctor', textOf(asked.EmployeeID))
    const doctor = world.doctors().find(({ id, clinicIds }) => id === doctorId && clinicIds.includes(clinic.id))
    if (doctor === undefined) throw filled(asked, 'EmployeeID')
    return doctor.id
  }

  const refused: Readonly<Record<RescheduleRefusal | 'already-booked', () => Error>> = {
    'appointment-not-found': failures.unknownGuid,
    'slot-taken': conflict,
    'slot-not-found': failures.noTime,
    'visit-in-past': failures.visitInPast,
    'already-booked': failures.alreadyBooked,
  }
  const done = (guid: string) => ({ Результат: true, ОписаниеОшибки: '', УИД: guid })

  function move(asked: Members, visit: WorldAppointment): unknown {
    const isChangeOnly = textOf(asked.Date) === '' && textOf(asked.TimeBegin) === ''
    if (!isChangeOnly) {
      const moved = world.reschedule(visit.id, slotOf(asked, doctorOf(asked)).id)
      if (!moved.ok) throw refused[moved.why]()
    }
    return done(guidAsked(asked).toLowerCase())
  }

  return {
    reserve(asked: Members): unknown {
      const held = world.hold(slotOf(asked, doctorOf(asked)).id, reserveSeconds)
      if (!held.ok) throw refused[held.why]()
      return done(requests.reserve(held.hold).guid)
    },

    create(asked: Members): unknown {
      const method = textOf(asked.Method)
      if (!methods.includes(method)) throw failures.unknownMethod()
      if (method.startsWith('Fast')) throw failures.noWaitingList()
      const guid = guidAsked(asked)
      const visit = requests.visit(guid)
      if (visit !== undefined) return move(asked, visit)
      const reservation = requests.reservation(guid)
      if (guid !== '' && (reservation === undefined || reservation.released)) throw failures.unknownGuid()
      const slot = slotOf(asked, doctorOf(asked))
      const patient = patientOf(asked)
      const serviceId = serviceOf(asked, world)
      const comment = textOf(asked.Comment)
      const booked = world.book({
        slotId: slot.id,
        patient,
        ...(serviceId !== undefined && { serviceId }),
        ...(comment !== '' && { comment }),
        ...(reservation !== undefined && { holdId: reservation.holdId }),
      })
      if (!booked.ok) throw refused[booked.why]()
      if (reservation !== undefined) {
        reservation.appointmentId = booked.appointment.id
        if (reservation.slotId !== slot.id) world.releaseHold(reservation.holdId)
      }
      const keep = options.quirks?.keepReservationGuid === true
      return done(requests.guidOf(booked.appointment, reservation, keep))
    },

    cancel(asked: Members): unknown {
      // [doc] Both are required, and may be empty.
      for (const name of ['Reason', 'AdditionalInformation']) {
        if (typeof asked[name] !== 'string') throw failures.notFilled(name)
      }
      const guid = guidAsked(asked)
      const reservation = requests.reservation(guid)
      if (reservation !== undefined) {
        reservation.released = true
        world.releaseHold(reservation.holdId)
        return { Результат: true, ОписаниеОшибки: '' }
      }
      const visit = requests.visit(guid)
      if (visit === undefined) throw failures.unknownGuid()
      const reason = textOf(asked.Reason)
      const cancelled = world.cancel(visit.id, reason === '' ? undefined : reason)
      if (!cancelled.ok) throw refused[cancelled.why]()
      return { Результат: true, ОписаниеОшибки: '' }
    },

    status(asked: Members): unknown {
      const guid = guidAsked(asked)
      const reservation = requests.reservation(guid)
      if (reservation !== undefined) {
        const [code, text] = reservation.released ? statuses.cancelled : ['6', 'Резерв времени']
        return { Результат: code, ОписаниеРезультата: text }
      }
      const visit = requests.visit(guid)
      if (visit === undefined) throw failures.unknownGuid()
      const [code, text] = statuses[visit.status]
      return { Результат: code, ОписаниеРезультата: text }
    },
  }
}
