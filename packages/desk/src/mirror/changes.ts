import { addDays, type Day, daysBetween, epochOf, type Slot } from '@mis/core'
import type { DayChange, DayMark, MirrorDay } from '../store/mirror.ts'
import { countIn, hashOfSlots } from './hash.ts'
import type { MirrorSettings } from './options.ts'
import type { Told } from './window.ts'

/** The days that an answer knows of, beside what the store knew. */
export interface Changes {
  readonly changed: readonly DayChange[]
  readonly unchanged: readonly MirrorDay[]
}

export function changesOf({ window, marks, asOf, answer }: Told): Changes {
  const { doctorId, practice, from, to } = window
  const byDay = daysOf(answer.slots)
  const changed: DayChange[] = []
  const unchanged: MirrorDay[] = []
  for (const day of daysBetween(from, to)) {
    if (answer.gaps.some((gap) => gap.from <= day && day <= gap.to)) continue
    const slots = byDay.get(day) ?? []
    const [mark, hash] = [marks.get(day), hashOfSlots(slots, practice)]
    if (mark?.hash === hash) unchanged.push({ day, slots, asOf })
    else changed.push({ doctorId, practice, day, slots, asOf, hash, fence: mark?.fence ?? 0 })
  }
  return { changed, unchanged }
}

/** An answer is in order, so that slots of a day mostly follow each other. */
function daysOf(slots: readonly Slot[]): ReadonlyMap<Day, readonly Slot[]> {
  const days = new Map<Day, Slot[]>()
  let day: Day | undefined
  let own: Slot[] = []
  for (const slot of slots) {
    if (day === undefined || !slot.start.startsWith(day)) {
      day = slot.start.slice(0, 10)
      own = days.get(day) ?? []
      days.set(day, own)
    }
    own.push(slot)
  }
  return days
}

/** Whether too much may have vanished, as far as the marks tell: whether the days have to be read as they were. */
export function mayHaveShrunk(
  marks: Told['marks'],
  { changed, unchanged }: Changes,
  now: number,
  { share, least }: MirrorSettings['shrink'],
): boolean {
  const countOf = (mark: DayMark | undefined) => (mark === undefined ? 0 : countIn(mark.hash))
  const most = changed.reduce((sum, { day }) => sum + countOf(marks.get(day)), 0)
  if (most < least) return false
  // A day after this one is ahead in every zone.
  const tomorrow = addDays(new Date(now).toISOString().slice(0, 10), 1)
  const kept = unchanged.reduce((sum, { day, slots }) => (day > tomorrow ? sum + slots.length : sum), 0)
  // Also where it is not known how many there were.
  return !(most <= (most + kept) * share)
}

/** Whether too much of what is still ahead has vanished. `before`: the changed days as they were. */
export function hasShrunk(
  before: readonly MirrorDay[],
  { changed, unchanged }: Changes,
  now: number,
  { share, least }: MirrorSettings['shrink'],
): boolean {
  const ahead = ({ slots }: MirrorDay) => slots.filter(({ start }) => epochOf(start) > now)
  const told = new Set(changed.flatMap(({ slots }) => slots.map(({ start }) => start)))
  const known = before.flatMap(({ slots }) => slots)
  const gone = known.filter(({ start }) => !told.has(start))
  // Reading every time, of the unchanged days as well, costs more than all the rest; mostly it is not needed.
  if (gone.length < least) return false
  const vanished = gone.filter(({ start }) => epochOf(start) > now).length
  if (vanished < least) return false
  const knownAhead = before.reduce((sum, day) => sum + ahead(day).length, 0)
  if (vanished <= knownAhead * share) return false
  return vanished > unchanged.reduce((sum, day) => sum + ahead(day).length, knownAhead) * share
}

/** Slots that are new on days that were known. */
export function freedIn(before: readonly MirrorDay[], written: readonly DayChange[]): Slot[] {
  return written.flatMap(({ day, slots }) => {
    const old = before.find((one) => one.day === day)
    if (old === undefined || old.asOf === 0) return []
    const known = new Set(old.slots.map(({ start }) => start))
    return slots.filter(({ start }) => !known.has(start))
  })
}
