import type {
  Appointment,
  AppointmentRef,
  AppointmentStatus,
  BookRequest,
  Clinic,
  ClinicId,
  Doctor,
  Price,
  Service,
  Slot,
  Specialty,
  TimeZone,
} from '@mis/core'
import { entryOf, inZone } from '@mis/core/adapter'
import type { WireClinic } from '../wire/bit-umc/clinics.ts'
import type { WireEmployee } from '../wire/bit-umc/employees.ts'
import type { WirePriceEntry } from '../wire/bit-umc/prices.ts'
import type { WireScheduleRow } from '../wire/bit-umc/schedule.ts'
import type { Person } from '../wire/bit-umc/visits.ts'
import { cut, type Days, nearby, rangeOf } from './ranges.ts'
import { type SlotFacts, slotToken } from './slot-token.ts'

/** What the wire does not say of a clinic. */
export interface Home {
  /** Stands where the base names no clinic. */
  readonly clinicId: ClinicId
  readonly timeZone: TimeZone
}

export function toClinics(clinics: readonly WireClinic[], { clinicId, timeZone }: Home): Clinic[] {
  return clinics.map(({ УИД: id = clinicId, Наименование: name }) => ({ id, name, timeZone }))
}

/** The rows of one employee become one doctor; rows without a reference are groups. */
export function toDoctors(rows: readonly WireEmployee[], home: Home): Doctor[] {
  const doctors = new Map<string, Doctor>()
  for (const row of rows) {
    const { UID: id, Специализация: trades = '', Организация: clinicId = home.clinicId } = row
    const name = id === undefined ? null : nameOf(row)
    if (id === undefined || name === null) continue
    const first: Doctor = { id, ...name, specialties: [], clinicIds: [], active: true }
    const known = doctors.get(id) ?? first
    doctors.set(id, {
      ...known,
      specialties: [...known.specialties, ...specialtiesIn(trades).filter((one) => !isKnown(one, known.specialties))],
      clinicIds: known.clinicIds.includes(clinicId) ? known.clinicIds : [...known.clinicIds, clinicId],
    })
  }
  return [...doctors.values()]
}

/**
 * The wire has no reference for a speciality: its name is all there is. [assumed] Several stand in one text with commas
 * between them; no name of the state's list of specialities has one.
 */
function specialtiesIn(trades: string): Specialty[] {
  const names = trades.split(/\s*[,;]\s*/).filter((name) => name !== '')
  return [...new Set(names)].map((name) => ({ id: name, name }))
}

const isKnown = ({ id }: Specialty, known: readonly Specialty[]) => known.some((each) => each.id === id)

/** Rooms and devices have one name only, and it is split as a person's would be. Null: no name at all. */
function nameOf({ Наименование: whole = '', Фамилия: last, Имя: first, Отчество: middle }: WireEmployee) {
  const [lastOfWhole = '', firstOfWhole = '', ...rest] = whole.split(/\s+/)
  const lastName = last ?? lastOfWhole
  const firstName = last === undefined ? firstOfWhole : (first ?? '')
  const middleName = last === undefined ? rest.join(' ') : middle
  if (lastName === '') return null
  const fullName = [lastName, firstName, middleName].filter(Boolean).join(' ')
  return { lastName, firstName, ...(middleName && { middleName }), fullName }
}

/** Folders are no services, and neither is what has no name. */
export function toServices(entries: readonly WirePriceEntry[]): Service[] {
  return entries.flatMap(
    ({ UID: id, Наименование: name, Цена: price, Продолжительность: minutes, ЭтоПапка: folder }) => {
      if (folder || id === undefined || name === undefined) return []
      const amount = price === undefined ? undefined : toPrice(price)
      return [
        { id, name, ...(minutes !== undefined && { durationMinutes: minutes }), ...(amount && { price: amount }) },
      ]
    },
  )
}

/** Roubles with a decimal comma and spaces between thousands; undefined where the text is no price. */
export function toPrice(text: string): Price | undefined {
  const [, roubles, kopecks = ''] = /^(\d{1,12})(?:[.,](\d{1,2})0*)?$/.exec(text.replace(/\s/g, '')) ?? []
  return roubles === undefined
    ? undefined
    : { amountMinor: Number(roubles) * 100 + Number(kopecks.padEnd(2, '0')), currency: 'RUB' }
}

/** The price lists of several clinics as one; a price on which they do not agree is left out. */
export function mergeServices(lists: readonly (readonly Service[])[]): Service[] {
  const services = new Map<string, Service>()
  for (const service of lists.flat()) {
    const known = services.get(service.id) ?? service
    const { price, ...rest } = known
    services.set(service.id, price?.amountMinor === service.price?.amountMinor ? known : rest)
  }
  return [...services.values()]
}

/** What the free ranges of a schedule are cut by: how long a visit is where nothing is said, and the days asked for. */
export interface Cutting extends Home, Days {
  readonly visitMinutes: number
}

/** The free ranges of every row, cut into visits; a time that several rows name is one slot. */
export function toSlots(rows: readonly WireScheduleRow[], cutting: Cutting): Slot[] {
  const { visitMinutes, clinicId: home, timeZone } = cutting
  const slots = new Map<string, Slot>()
  for (const { СотрудникID: employeeId, Клиника: clinicId, ДлительностьПриема: minutes = visitMinutes, free } of rows) {
    if (employeeId === undefined) continue
    for (const period of free) {
      const range = nearby(rangeOf(period), cutting)
      for (const { local, start, end } of range === null ? [] : cut(range, minutes, timeZone)) {
        const id = slotToken({ employeeId, clinicId, start: local, minutes })
        slots.set(id, { id, doctorId: employeeId, clinicId: clinicId ?? home, start, end, timeZone, mode: 'in-person' })
      }
    }
  }
  return [...slots.values()]
}

export function toPerson({ patient, comment = '', serviceId }: BookRequest): Person {
  const { lastName = '', firstName = '', middleName = '', phone = '', email = '', birthDate } = patient
  return {
    PatientSurname: lastName,
    PatientName: firstName,
    PatientFatherName: middleName,
    Phone: phone,
    Email: email,
    Comment: comment,
    ...(birthDate !== undefined && { Birthday: `${birthDate}T00:00:00` }),
    ...(serviceId !== undefined && { Service: serviceId }),
  }
}

/** The service answers with a reference and nothing else: the rest is the slot that was asked for. */
export function toBooked(id: string, { doctorId, clinicId, start, end }: Slot, facts: SlotFacts): Appointment {
  const { reserve: _kept, ...place } = facts
  return { id, status: 'booked', doctorId, clinicId, start, end, slotId: slotToken(place), mode: 'in-person' }
}

/** [doc] Status codes; `6` is being filled in, `9` reserved. */
const statuses: Readonly<Record<string, AppointmentStatus>> = {
  1: 'booked',
  2: 'confirmed',
  3: 'arrived',
  4: 'no-show',
  5: 'cancelled',
}

/** What is asked for by its reference has a status only: the rest is what the caller knows, and `end` equals `start`. */
export function toKnown(visit: AppointmentRef, code: string, timeZone: TimeZone): Appointment {
  const { id, doctorId, clinicId } = visit
  const start = inZone(visit.start, timeZone)
  return { id, status: entryOf(statuses, code) ?? 'other', doctorId, clinicId, start, end: start, mode: 'in-person' }
}
