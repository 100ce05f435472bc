import { type ScheduleQuery, type TimeState, type WorkInterval, workIntervals } from '../schedule.ts'
import { offsetHours, wireDay } from '../wire-time.ts'
import { checkRow } from './envelope.ts'
import { type Asked, checkBranch, clockFields, type Handler, nameOfClinic } from './handler.ts'
import { type Input, windowOf } from './input.ts'
import { refusals } from './refusal.ts'
import type { XmlValue } from './xml.ts'

/** 1 is bookable [doc], -6 was seen for past time [client]; 0 for a time that is taken is [assumed]. */
const freeTypes: Readonly<Record<TimeState, number>> = { free: 1, busy: 0, past: -6 }

/**
 * Which kinds of schedule an ONLINEMODE asks for [assumed]: 0 visits in the clinic, 1 both, 2 duty online (there is
 * none), 3 online alone. Without one: both.
 */
function kindFilter(input: Input): (interval: WorkInterval) => boolean {
  const mode = input.optionalWhole('ONLINEMODE', 0, 3) ?? 1
  return ({ online }) => mode === 1 || (online ? mode === 3 : mode === 0)
}

/** The slots. [doc] */
export const schedule: Handler = (asked) => {
  const { world, options, input } = asked
  const doctorIds = input.ids('DCODEIN') ?? input.ids('INDOCTLIST')
  if (doctorIds === undefined) throw refusals.malformed('DCODEIN')
  const { from, to } = windowOf(input, options.longestDays ?? 31)
  input.optionalWhole('EXTINTERV', 1, 1440)
  const isKind = kindFilter(input)
  const services = input.ids('SCHLIST')
  const departments = new Map<string, XmlValue[]>()
  for (const doctorId of new Set(doctorIds)) {
    const doctor = world.doctors().find(({ id }) => id === doctorId)
    if (doctor === undefined) throw refusals.doctorNotFound()
    for (const clinicId of doctor.clinicIds) checkBranch(asked, clinicId, refusals.doctorNotFound)
    const offered = (id: string) =>
      world
        .services()
        .find((each) => each.id === id)
        ?.doctorIds?.includes(doctorId)
    const isOffered = services === undefined || services.every((id) => offered(id) === true)
    const intervals = isOffered ? workIntervals(world, { doctorId, from, to }).filter(isKind) : []
    const check = options.rule?.({ doctorId })
    if (intervals.length === 0 && check === undefined) continue
    const entry = {
      DCODE: doctorId,
      ...(check !== undefined && { CHECKDATA: checkRow(check) }),
      WRDATE: daysOf(intervals, asked),
    }
    const named = options.repeatsAcrossDepartments === true ? doctor.specialties : doctor.specialties.slice(0, 1)
    for (const { id } of named) departments.set(id, [...(departments.get(id) ?? []), entry])
  }
  return { DEP: [...departments].map(([id, doctors]) => ({ DEPNUM: id, DOCT: doctors })) }
}

function daysOf(intervals: readonly WorkInterval[], { options }: Asked): XmlValue {
  const days = new Map<string, WorkInterval[]>()
  for (const interval of intervals) days.set(interval.day, [...(days.get(interval.day) ?? []), interval])
  return [...days].map(([day, here]) => ({
    WDATE: wireDay(day),
    SCHEDINT: here.map(({ id, room, times }) => ({
      SCHEDIDENT: id,
      RNUM: room ?? '',
      INTERVAL: times.map(({ slot, state }) => ({
        ...clockFields(slot.start, slot.end, options),
        FREETYPE: freeTypes[state],
      })),
    })),
  }))
}

/** Work intervals, not slots. [doc] */
export const doctSchedule: Handler = (asked) => {
  const { options, input } = asked
  const found = intervalsAsked(asked, windowOf(input, options.longestDays ?? 31))
  return {
    DOCTSCHED: found.map((interval) => ({ ...intervalRow(interval, asked), ONLINEMODE: interval.online ? 3 : 0 })),
  }
}

/** Which doctors have free time on which days. [doc] */
export const doctScheduleFree: Handler = (asked) => {
  const { options, input, world } = asked
  const [departments, idents] = [input.ids('DEPLIST'), input.ids('SCHEDIDENTLIST')]
  const isKind = kindFilter(input)
  const zoneOf = ({ times }: WorkInterval) => times[0]?.slot.timeZone ?? 'UTC'
  const found = intervalsAsked(asked, windowOf(input, options.longestDays ?? 31)).filter((interval) => {
    const doctor = world.doctors().find(({ id }) => id === interval.doctorId)
    const isDepartment = departments === undefined || doctor?.specialties.some(({ id }) => departments.includes(id))
    return isDepartment === true && (idents?.includes(interval.id) ?? true) && isKind(interval)
  })
  return {
    SCHINTERVAL: found.map((interval) => {
      const count = interval.times.filter(({ state }) => state === 'free').length
      const check = options.rule?.({ doctorId: interval.doctorId })
      return {
        ...intervalRow(interval, asked),
        ...{
          RNUM: interval.room ?? '',
          RFLOOR: '',
          RBUILDING: '',
          TIMEZONE: offsetHours(world, zoneOf(interval)),
          FREEFLAG: count > 0 ? 1 : 0,
          FREECOUNT: count,
        },
        ONLINEMODE: interval.online ? 3 : 0,
        ...(check !== undefined && { CHECKDATA: checkRow(check) }),
      }
    }),
  }
}

function intervalsAsked({ world, input }: Asked, query: ScheduleQuery): readonly WorkInterval[] {
  const branches = input.ids('FILLIST') ?? input.ids('FILIALLIST')
  const doctorIds = input.ids('DOCTLIST')
  return workIntervals(world, query).filter(
    ({ clinicId, doctorId }) => (branches?.includes(clinicId) ?? true) && (doctorIds?.includes(doctorId) ?? true),
  )
}

function intervalRow(interval: WorkInterval, { world, options }: Asked) {
  const { doctorId, clinicId, times } = interval
  const doctor = world.doctors().find(({ id }) => id === doctorId)
  const [specialty] = doctor?.specialties ?? []
  const { BHOUR, BMIN, FHOUR, FMIN } = clockFields(times[0]?.slot.start ?? '', times.at(-1)?.slot.end ?? '', options)
  return {
    ...{ SCHEDIDENT: interval.id, DCODE: doctorId, DNAME: doctor?.fullName ?? '' },
    ...{ DEPNUM: specialty?.id ?? '', DEPNAME: specialty?.name ?? '' },
    ...{ FILIAL: clinicId, FNAME: nameOfClinic(world, clinicId), WDATE: wireDay(interval.day) },
    ...{ BEGHOUR: BHOUR, BEGMIN: BMIN, ENDHOUR: FHOUR, ENDMIN: FMIN },
  }
}
