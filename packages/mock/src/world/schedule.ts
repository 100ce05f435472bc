import type { Clinic, Day, Doctor, DoctorId, Instant, Slot, SlotId, TimeZone } from '@mis/core'
import { toInstant } from '@mis/core'
import { between, pick, type Random } from './random.ts'

/** A slot and its start on the clock. */
export interface SlotEntry {
  readonly slot: Slot
  readonly startsAt: number
}

/** How one doctor works; minutes are counted from midnight. */
interface Pattern {
  readonly opens: number
  readonly closes: number
  readonly lunch: number | undefined
  readonly minutes: number
  readonly weekdayOff: number | undefined
  readonly saturdays: boolean
  readonly vacation: readonly [firstDay: number, days: number] | undefined
  /** The last so many slots of a day are by video. */
  readonly online: number
}

const hour = 60
const saturday = 6
const sunday = 0

/**
 * Every slot of one doctor for `days`, in order of start. The first doctor of a branch works each weekday, so that a
 * test which just needs "a doctor" has one on any working day.
 */
export function makeSchedule(doctor: Doctor, clinic: Clinic, days: readonly Day[], random: Random): SlotEntry[] {
  const steady = doctor.id === '1' || doctor.id === '9'
  const pattern = patternOf(random, steady, days.length)
  const width = dayWidth(days.length)
  return days.flatMap((day, index) => {
    const room = random() < 0.15 ? String(between(random, 401, 420)) : doctor.room
    const closed = isDayOff(pattern, day, index) || (!steady && random() < 0.05)
    if (closed) return []
    const starts = startsOf(pattern)
    const at = dayClock(day, clinic.timeZone)
    return starts.map((minute, place): SlotEntry => {
      const online = place >= starts.length - pattern.online
      const start = at(minute)
      const slot: Slot = {
        id: doctor.id + String(index + 1).padStart(width, '0') + String(place + 1).padStart(2, '0'),
        doctorId: doctor.id,
        clinicId: clinic.id,
        start,
        end: at(minute + pattern.minutes),
        timeZone: clinic.timeZone,
        ...(!online && room !== undefined && { room }),
        mode: online ? 'online' : 'in-person',
      }
      return { slot, startsAt: Date.parse(start) }
    })
  })
}

/** Digits of the day in a slot's id: doctor, then day, then two digits of the place in that day. */
function dayWidth(dayCount: number): number {
  return Math.max(2, String(dayCount).length)
}

/** Whose slot it is, in a schedule of so many days. */
export function ownerOf(slotId: SlotId, dayCount: number): DoctorId {
  return slotId.slice(0, -(dayWidth(dayCount) + 2))
}

function patternOf(random: Random, steady: boolean, dayCount: number): Pattern {
  const [opens, closes, lunch] = pick(random, [
    [9 * hour, 18 * hour, 13 * hour],
    [8 * hour, 14 * hour, undefined],
    [14 * hour, 20 * hour, undefined],
  ] as const)
  const weekdayOff = between(random, 1, 5)
  const vacation = random() < 0.3 ? ([between(random, 2, Math.max(2, dayCount - 7)), 7] as const) : undefined
  const pattern = {
    opens,
    closes,
    lunch,
    minutes: pick(random, [15, 20, 20, 30]),
    saturdays: random() < 0.4,
    online: random() < 0.5 ? between(random, 2, 4) : 0,
  }
  const whole = { opens: 9 * hour, closes: 18 * hour, lunch: 13 * hour, minutes: 20, online: 3 }
  return steady
    ? { ...pattern, ...whole, weekdayOff: undefined, vacation: undefined }
    : { ...pattern, weekdayOff, vacation }
}

function isDayOff(pattern: Pattern, day: Day, index: number): boolean {
  // A date alone is read as midnight UTC, so the weekday does not depend on the process's zone.
  const weekday = new Date(day).getUTCDay()
  if (weekday === sunday || weekday === pattern.weekdayOff) return true
  if (weekday === saturday && !pattern.saturdays) return true
  if (pattern.vacation === undefined) return false
  const [first, length] = pattern.vacation
  return index >= first && index < first + length
}

function startsOf(pattern: Pattern): number[] {
  const starts: number[] = []
  for (let minute = pattern.opens; minute + pattern.minutes <= pattern.closes; minute += pattern.minutes) {
    if (pattern.lunch !== undefined && minute + pattern.minutes > pattern.lunch && minute < pattern.lunch + hour)
      continue
    starts.push(minute)
  }
  return starts
}

/** Minutes of a clinic's day to instants. Asks for the offset twice a day, not twice a slot: this is the hot path. */
function dayClock(day: Day, timeZone: TimeZone): (minute: number) => Instant {
  const local = (minute: number) => `${day}T${two(Math.floor(minute / hour))}:${two(minute % hour)}`
  const offset = toInstant(local(0), timeZone).slice(19)
  const steady = toInstant(local(23 * hour + 59), timeZone).endsWith(offset)
  return (minute) => (steady ? `${local(minute)}:00${offset}` : toInstant(local(minute), timeZone))
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}
