import type { WorldAppointment } from '@mis/mock'
import { scheduleIdOf } from '../schedule.ts'
import { type Reservation, remove, reserve, type VisitRefusal } from '../visits.ts'
import { wireDay } from '../wire-time.ts'
import { checkRow, type Rows } from './envelope.ts'
import { type Asked, checkBranch, clockFields, type Handler, nameOfClinic, wrongBranch } from './handler.ts'
import { rowsOf, windowOf } from './input.ts'
import { type EnvelopeFault, type Refused, refusals } from './refusal.ts'
import type { XmlValue } from './xml.ts'

/** Books, or moves the record that SCHEDID names. [doc] [client] */
export const scheduleRecReserve: Handler = (asked) => {
  const { world, options, input, patients, branch = '' } = asked
  const two = (name: string, high: number) => String(input.whole(name, 0, high)).padStart(2, '0')
  const time = {
    doctorId: input.id('DCODE'),
    day: input.day('WORKDATE'),
    begins: `${two('BHOUR', 23)}:${two('BMIN', 59)}`,
    ends: `${two('FHOUR', 23)}:${two('FMIN', 59)}`,
    scheduleId: input.id('SCHEDIDENT'),
  }
  const online = input.whole('ONLINETYPE', 0, 1) === 1
  const pcode = input.id('PCODE')
  const [serviceId] = input.ids('SCHLIST') ?? []
  if (serviceId !== undefined && !world.services().some(({ id }) => id === serviceId))
    throw refusals.malformed('SCHLIST')
  const reference = referenceOf(asked)
  const patient = patients.get(pcode)
  if (patient === undefined) throw refusals.patientNotFound()
  const moves = input.optionalId('SCHEDID')
  if (moves !== undefined) recordOf(moves, asked, refusals.recordNotFound, pcode)
  const reservation: Reservation = {
    ...{ time, clinicId: branch, online, patient },
    ...(moves !== undefined && { moves }),
    ...(reference !== undefined && { reference }),
    ...(serviceId !== undefined && { serviceId }),
  }
  const result = reserve(world, options, reservation)
  if (!result.ok) throw refusalFor(result.why, asked)
  patients.bookedOn(result.visit.id, pcode)
  return {
    SPCOMMENT: 'Запись выполнена',
    ...(result.check !== undefined && { CHECKDATA: checkRow(result.check) }),
    SCHEDID: result.visit.id,
    SCHED_INFO: infoOf(result.visit, asked),
  }
}

/** The caller's own id, taken with AUTHMODE 4 alone. [doc] That it is kept and given back is [assumed]. */
function referenceOf({ input, options }: Asked): string | undefined {
  const reference = input.text('EXTSCHEDID')
  const mode = input.optionalWhole('AUTHMODE', 0, 99)
  if (reference === undefined || mode !== 4 || options.externalId === false) return undefined
  if (reference.length > 64) throw refusals.malformed('EXTSCHEDID')
  return reference
}

function refusalFor(why: VisitRefusal, asked: Asked): Refused | EnvelopeFault {
  if (typeof why === 'object') return refusals.byRule(why.check)
  const table = {
    'no-such-time': refusals.noSuchTime,
    'other-kind': refusals.otherKind,
    'wrong-branch': () => wrongBranch(asked, refusals.noSuchTime),
    taken: refusals.taken,
    past: refusals.past,
    'already-booked': refusals.alreadyBooked,
    'no-such-record': refusals.recordNotFound,
    'cancelled-already': () => refusals.cancelledAlready(),
  } as const
  return table[why]()
}

/** The visit with this SCHEDID, whoever's it is or this patient's alone. Throws where there is none. */
function recordOf(id: string, { world, patients }: Asked, absent: () => Refused, pcode?: string): WorldAppointment {
  const visit = world.appointment(id)
  if (visit === undefined || (pcode !== undefined && patients.ownerOf(visit) !== pcode)) throw absent()
  return visit
}

export const scheduleRecRemove: Handler = (asked) => {
  const { world, options, input } = asked
  const absent = options.unknownOnRemove === 'already-cancelled' ? refusals.cancelledAlready : refusals.nothingToRemove
  const visit = recordOf(input.id('SCHEDID'), asked, () => absent(), input.optionalId('PCODE'))
  checkBranch(asked, visit.clinicId, () => absent())
  const result = remove(world, visit)
  if (!result.ok) throw refusalFor(result.why, asked)
  return { SPCOMMENT: 'Запись отменена' }
}

/** The patient has confirmed. -2 where there is no such record, 0 where it is past. [doc] */
export const scheduleRecUpdate: Handler = (asked) => {
  const { world, input } = asked
  const visit = recordOf(input.id('SCHEDID'), asked, refusals.recordNotFound)
  input.whole('CLVISIT', 1, 1)
  checkBranch(asked, visit.clinicId, refusals.recordNotFound)
  if (visit.status === 'cancelled') throw refusals.recordNotFound()
  if (Date.parse(visit.start) <= world.now()) throw refusals.past()
  world.setStatus(visit.id, 'confirmed')
  return {}
}

/** What stands under a SCHEDID. A cancelled record comes with the refusal that says so [assumed]; -2 where there is none. */
export const scheduleInfo: Handler = (asked) => {
  const visit = recordOf(asked.input.id('SCHEDID'), asked, refusals.recordNotFound)
  const info = infoOf(visit, asked)
  if (visit.status === 'cancelled') throw refusals.cancelledAlready({ SCHED_INFO: info })
  return { SCHED_INFO: info }
}

/** All live records of a range, of one branch where the message is routed to one [assumed]. */
export const scheduleList: Handler = (asked) => {
  const { world, options, input, branch } = asked
  const { from, to } = windowOf(input, options.longestDays ?? 31)
  const visits = liveVisits(asked, (visit) => {
    const day = visit.start.slice(0, 10)
    return day >= from && day <= to && (branch === undefined || branch === visit.clinicId)
  })
  return {
    SCHEDULEREC: visits.map((visit) => {
      const { lastName = '', firstName = '', middleName = '', birthDate = '', sex, phone = '' } = visit.patient
      return {
        ...recordRow(visit, asked),
        PCODE: asked.patients.ownerOf(visit),
        PNAME: [lastName, firstName, middleName].filter((part) => part !== '').join(' '),
        PBIRTHDATE: wireDay(birthDate),
        PGENDER: sex === undefined ? '' : sex === 'male' ? 1 : 2,
        PPHONE: phone,
        CHNAME: '',
        FNAME: nameOfClinic(world, visit.clinicId),
      }
    }),
  }
}

/** A patient's live records from a day on, page by page. The rows' name and EXTSCHEDID are [assumed]. */
export const scheduleRecList: Handler = (asked): Rows => {
  const { input, patients, options } = asked
  const pcode = input.id('PCODE')
  const from = input.text('BDATE') === undefined ? '0000-00-00' : input.day('BDATE')
  if (patients.get(pcode) === undefined) throw refusals.patientNotFound()
  const visits = liveVisits(asked, (visit) => visit.start.slice(0, 10) >= from && patients.ownerOf(visit) === pcode)
  const { rows, total, first, last } = rowsOf(input, visits, options.pageRows ?? 100)
  return {
    SCHEDULEREC: rows.map((visit) => recordRow(visit, asked)),
    RECORDSDATA: { ITEMSNUMBER: total, FIRSTROW: first, LASTROW: last },
  }
}

function liveVisits({ world }: Asked, isMeant: (visit: WorldAppointment) => boolean): readonly WorldAppointment[] {
  return world
    .findAppointments((visit) => visit.status !== 'cancelled' && isMeant(visit))
    .toSorted((one, other) => Date.parse(one.start) - Date.parse(other.start))
}

export function placeRow(visit: WorldAppointment, { world, options }: Pick<Asked, 'world' | 'options'>) {
  const doctor = world.doctors().find(({ id }) => id === visit.doctorId)
  const slot = world.slot(visit.slotId)
  return {
    ...{ WORKDATE: wireDay(visit.start), ...clockFields(visit.start, visit.end, options) },
    ...{ FILIAL: visit.clinicId, FNAME: nameOfClinic(world, visit.clinicId) },
    ...{ DCODE: visit.doctorId, DNAME: doctor?.fullName ?? '' },
    SCHEDIDENT: slot === undefined ? '' : scheduleIdOf(world, slot),
    ONLINETYPE: visit.mode === 'online' ? 1 : 0,
    ...(options.externalId !== false && visit.reference !== undefined && { EXTSCHEDID: visit.reference }),
  }
}

function infoOf(visit: WorldAppointment, asked: Asked) {
  return { ...placeRow(visit, asked), CASHID: visit.clinicId }
}

function recordRow(visit: WorldAppointment, asked: Asked): Readonly<Record<string, XmlValue>> {
  const [specialty] = asked.world.doctors().find(({ id }) => id === visit.doctorId)?.specialties ?? []
  return {
    SCHEDID: visit.id,
    ...placeRow(visit, asked),
    ...{ DEPNUM: specialty?.id ?? '', DEPNAME: specialty?.name ?? '', RNUM: visit.room ?? '' },
  }
}
