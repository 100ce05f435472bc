import type { Patient } from '@mis/core'
import type { WorldAppointment } from '@mis/mock'
import type { InfoclinicaMockOptions, InfoclinicaWorld } from '../options.ts'
import type { Patients } from '../patients.ts'
import { scheduleIdOf } from '../schedule.ts'
import { remove, reserve, type VisitRefusal } from '../visits.ts'
import { clockOf, dayOf, offsetHours, wireDay } from '../wire-time.ts'
import { BadRequest, done, idOf, type Members, refuse } from './answers.ts'

/** Whoever is logged in, among the clinic's cards. */
export interface Owner {
  readonly world: InfoclinicaWorld
  readonly options: InfoclinicaMockOptions
  readonly patients: Patients
  readonly pcode: string
  readonly patient: Patient
}

/** In the words of the gateway, as far as it has any [doc]; the codes are [assumed]. */
const words: Readonly<Record<Extract<VisitRefusal, string>, readonly [string, string]>> = {
  'no-such-time': ['no-time', 'Время не найдено в расписании'],
  'other-kind': ['online-mode', 'Время отведено для другого вида приёма'],
  'wrong-branch': ['filial', 'Неверный филиал'],
  taken: ['busy', 'Выбранное время недавно занято'],
  past: ['past', 'Изменение прошедших записей запрещено'],
  'already-booked': ['booked', 'Пациент уже записан к этому врачу'],
  'no-such-record': ['not-found', 'Запись пациента не найдена'],
  'cancelled-already': ['cancelled', 'Запись пациента уже отменена'],
}

function refusalFor(why: VisitRefusal): Response {
  return typeof why === 'object' ? refuse('check', why.check.text) : refuse(...words[why])
}

/** Books, or moves where `schedid` is there. [client] The answer's `data` is [assumed]. */
export function reserveRecord(owner: Owner, members: Members): Response {
  const { world, options, patients, pcode, patient } = owner
  const clock = (name: string) => {
    const text = String(members[name])
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) throw new BadRequest(name)
    return text
  }
  const day = dayOf(String(members.date))
  if (day === undefined) throw new BadRequest('date')
  if (members.onlineType !== 0 && members.onlineType !== 1) throw new BadRequest('onlineType')
  if (!Array.isArray(members.services)) throw new BadRequest('services')
  const time = {
    ...{ doctorId: idOf('dcode', members.dcode), day, begins: clock('st'), ends: clock('en') },
    scheduleId: idOf('schedident', members.schedident),
  }
  const clinic = world.clinics().find(({ id }) => id === idOf('filial', members.filial))
  if (clinic === undefined) return refusalFor('wrong-branch')
  if (members.timezone !== offsetHours(world, clinic.timeZone)) throw new BadRequest('timezone')
  const department = idOf('depnum', members.depnum)
  const doctor = world.doctors().find(({ id }) => id === time.doctorId)
  if (doctor?.specialties.some(({ id }) => id === department) !== true) return refusalFor('no-such-time')
  const isMove = members.schedid !== undefined && members.schedid !== null && members.schedid !== ''
  const moves = isMove ? idOf('schedid', members.schedid) : undefined
  if (moves !== undefined && ownVisit(owner, moves) === undefined) return refusalFor('no-such-record')
  const online = members.onlineType === 1
  const result = reserve(world, options, {
    ...{ time, clinicId: clinic.id, online, patient },
    ...(moves !== undefined && { moves }),
  })
  if (!result.ok) return refusalFor(result.why)
  patients.bookedOn(result.visit.id, pcode)
  return done({ data: { schedid: Number(result.visit.id) } })
}

/** The patient's live records of the days st..en, rows start..start+length. The members of a row are [assumed]. */
export function listRecords(owner: Owner, query: URLSearchParams): Response {
  const { world, patients, pcode } = owner
  const [from, to] = [dayOf(query.get('st') ?? ''), dayOf(query.get('en') ?? '')]
  if (from === undefined) throw new BadRequest('st')
  if (to === undefined || to < from) throw new BadRequest('en')
  const [start, length] = [Number(query.get('start') ?? 0), Number(query.get('length') ?? 20)]
  if (!Number.isInteger(start) || start < 0) throw new BadRequest('start')
  if (!Number.isInteger(length) || length < 1) throw new BadRequest('length')
  const visits = world
    .findAppointments((visit) => {
      const day = visit.start.slice(0, 10)
      return visit.status !== 'cancelled' && day >= from && day <= to && patients.ownerOf(visit) === pcode
    })
    .toSorted((one, other) => Date.parse(one.start) - Date.parse(other.start))
  const rows = visits.slice(start, start + length).map((visit) => recordRow(world, visit))
  return done({ data: rows, recordsTotal: visits.length, recordsFiltered: visits.length })
}

/** Cancels, by GET. [client] */
export function deleteRecord(owner: Owner, id: string, filial: string): Response {
  const visit = ownVisit(owner, id)
  if (visit === undefined) return refusalFor('no-such-record')
  if (visit.clinicId !== filial) return refusalFor('wrong-branch')
  const result = remove(owner.world, visit)
  return result.ok ? done() : refusalFor(result.why)
}

/** The patient will come; by GET. [client] */
export function confirmRecord(owner: Owner, query: URLSearchParams): Response {
  const visit = ownVisit(owner, idOf('schedid', query.get('schedid')))
  if (visit === undefined || visit.status === 'cancelled') return refusalFor('no-such-record')
  if (visit.clinicId !== query.get('filialid')) return refusalFor('wrong-branch')
  if (Date.parse(visit.start) <= owner.world.now()) return refusalFor('past')
  owner.world.setStatus(visit.id, 'confirmed')
  return done()
}

function ownVisit({ world, patients, pcode }: Owner, id: string): WorldAppointment | undefined {
  const visit = world.appointment(id)
  return visit !== undefined && patients.ownerOf(visit) === pcode ? visit : undefined
}

function recordRow(world: InfoclinicaWorld, visit: WorldAppointment): Members {
  const doctor = world.doctors().find(({ id }) => id === visit.doctorId)
  const clinic = world.clinics().find(({ id }) => id === visit.clinicId)
  const slot = world.slot(visit.slotId)
  const [specialty] = doctor?.specialties ?? []
  return {
    ...{ schedid: Number(visit.id), workDate: wireDay(visit.start), st: clockOf(visit.start), en: clockOf(visit.end) },
    ...{ dcode: Number(visit.doctorId), dname: doctor?.fullName ?? '' },
    ...{ depnum: Number(specialty?.id), depname: specialty?.name ?? '' },
    ...{
      filial: Number(visit.clinicId),
      fname: clinic?.name ?? '',
      timezone: offsetHours(world, clinic?.timeZone ?? 'UTC'),
    },
    ...{ schedident: slot === undefined ? null : Number(scheduleIdOf(world, slot)) },
    onlineType: visit.mode === 'online' ? 1 : 0,
  }
}
