import type { Clinic, Doctor, Slot } from '@mis/core'
import { guidOf, oneCGuid } from '../ids.ts'
import type { OneCMockOptions, OneCWorld } from '../options.ts'
import { Failure, failures } from './failures.ts'
import { isTrue, lengthText, listOf, type Members, momentOf, noLength, textOf } from './values.ts'

const methods = ['', 'GetSchedule20', 'GetSchedule', 'GetEnlargmenetSchedule']
const freeTime = guidOf('f4ee0000', '1')
const busyTime = guidOf('f4ee0000', '2')

/**
 * The schedule as ranges; the three methods answer the same [assumed]. The wire has neither rooms nor modes: a visit by
 * video is a time like any other. A doctor without reception in the period has no row.
 */
export function schedule(asked: Members, world: OneCWorld, clinic: Clinic, options: OneCMockOptions): unknown {
  if (!methods.includes(textOf(asked.Method))) throw failures.unknownMethod()
  if (!['', 'json'].includes(textOf(asked.Format).toLowerCase())) throw failures.wrongValue('Format')
  const [start, finish] = [momentOf(asked.StartDate), momentOf(asked.FinishDate)]
  if (start === undefined) throw failures.wrongValue('StartDate')
  if (finish === undefined) throw failures.wrongValue('FinishDate')
  const from = `${start.day}T${start.time}`
  const until = `${finish.day}T${options.quirks?.finishDay === true ? '24:00:00' : finish.time}`
  if (until < from) throw new Failure('Дата окончания раньше даты начала!')

  const clinicGuid = oneCGuid('clinic', clinic.id)
  const wantedClinic = textOf(asked.Clinic).toLowerCase()
  if (wantedClinic !== '' && wantedClinic !== clinicGuid) return { ГрафикДляСайта: [] }
  const wanted = listOf(asked.Employees).map((guid) => guid.toLowerCase())
  const staff = world
    .doctors()
    .filter(
      ({ id, clinicIds }) =>
        clinicIds.includes(clinic.id) && (wanted.length === 0 || wanted.includes(oneCGuid('doctor', id))),
    )
  const onlyFree = isTrue(asked.OnlyFreeTime)
  const within = ({ start: at }: Slot) => at.slice(0, 19) >= from && at.slice(0, 19) < until

  const rowsOf = (doctor: Doctor): readonly unknown[] => {
    const days = { doctorId: doctor.id, clinicId: clinic.id, from: start.day, to: finish.day }
    const free = world.freeSlots(days).filter(within)
    const freeIds = new Set(free.map(({ id }) => id))
    const busy = world
      .slots(days)
      .filter((slot) => within(slot) && !freeIds.has(slot.id) && Date.parse(slot.start) > world.now())
    const lengths = new Set([...free, ...busy].map(minutesOf))
    return [...lengths].flatMap((minutes) => {
      const periods = (slots: readonly Slot[], kind: string) => ({
        ПериодГрафика: ranges(slots.filter((slot) => minutesOf(slot) === minutes)).map((range) => ({
          Клиника: clinicGuid,
          Дата: `${range.start.slice(0, 10)}T00:00:00`,
          ВремяНачала: range.start.slice(0, 19),
          ВремяОкончания: range.end.slice(0, 19),
          ВидВремени: kind,
        })),
      })
      return specialities(doctor, options).map((speciality) => ({
        Клиника: clinicGuid,
        СотрудникФИО: doctor.fullName,
        СотрудникID: oneCGuid('doctor', doctor.id),
        Специализация: speciality,
        ...times(periods(free, freeTime), onlyFree ? undefined : periods(busy, busyTime), options),
        ДлительностьПриема: options.quirks?.emptyDates === true ? noLength : lengthText(minutes),
      }))
    })
  }
  return { ГрафикДляСайта: staff.flatMap(rowsOf) }
}

function times(free: object, busy: object | undefined, { quirks }: OneCMockOptions): object {
  if (busy !== undefined) return { ПериодыГрафика: { СвободноеВремя: free, ЗанятоеВремя: busy } }
  const { onlyFreeTime = 'row' } = quirks ?? {}
  if (onlyFreeTime === 'row') return free
  return { ПериодыГрафика: onlyFreeTime === 'periods' ? free : { СвободноеВремя: free } }
}

function specialities({ specialties }: Doctor, { quirks }: OneCMockOptions): readonly string[] {
  const names = specialties.map(({ name }) => name)
  return quirks?.rowPerSpecialty === true ? names : [names.join(', ')]
}

function minutesOf({ start, end }: Slot): number {
  return (Date.parse(end) - Date.parse(start)) / 60_000
}

/** Neighbours of one day joined; a gap begins a new range. */
function ranges(slots: readonly Slot[]): readonly { readonly start: string; readonly end: string }[] {
  const joined: { start: string; end: string }[] = []
  for (const { start, end } of slots) {
    const last = joined.at(-1)
    const isNeighbour = last !== undefined && last.end === start && last.start.slice(0, 10) === start.slice(0, 10)
    if (isNeighbour) last.end = end
    else joined.push({ start, end })
  }
  return joined
}
