import { type Day, type DoctorId, daysBetween, epochOf, isMisError, type Slot } from '@mis/core'
import type { DayChange, DayMark, DayQuery, MirrorDay } from '../store/mirror.ts'
import type { FreedWatch } from './freed-slots.ts'
import { hashOf } from './hash.ts'
import type { MirrorSettings } from './options.ts'

/** One request of a round: days of one doctor that the MIS tells in one answer. */
export interface Window {
  readonly doctorId: DoctorId
  readonly from: Day
  readonly to: Day
}

/** What came of it. `why`: not all of its days are as new as the round. */
export interface WindowResult {
  readonly written: number
  readonly why?: string
}

export interface WindowReader {
  read(window: Window, signal: AbortSignal): Promise<WindowResult>
}

/** Reads one window after another into the store. */
export function makeWindowReader(settings: MirrorSettings, watch: FreedWatch): WindowReader {
  const { store, adapter, shrink } = settings
  /** Windows whose last answer had shrunk. */
  const suspects = new Set<string>()

  async function compare(query: DayQuery, signal: AbortSignal): Promise<WindowResult> {
    // In this order: whatever is written from here on has another fence, and then the answer does not count for its day.
    const marks = new Map((await store.mirror.marks(query)).map((mark) => [mark.day, mark]))
    const asOf = await store.now()
    const { doctorId, from, to } = query
    const answer = await adapter.listSlots({ doctorId, from, to }, { maxAgeMs: 0, signal })
    if (answer.stale) return { written: 0, why: 'stale' }
    const byDay = Map.groupBy(answer.slots, ({ start }) => start.slice(0, 10))
    const told = daysBetween(from, to)
      .filter((day) => !answer.gaps.some((gap) => gap.from <= day && day <= gap.to))
      .map((day) => changeOf(day, byDay.get(day) ?? [], asOf, marks.get(day)))
    const isChanged = ({ day, hash }: DayChange) => marks.get(day)?.hash !== hash
    const [changes, unchanged] = [told.filter(isChanged), told.filter((one) => !isChanged(one))]
    const incomplete = answer.complete ? {} : { why: 'incomplete' }
    if (changes.length === 0) return cleared(query, { written: 0, ...incomplete })
    const days = changes.map(({ day }) => day)
    const before = marks.size === 0 ? [] : await store.mirror.read({ ...query, days })
    if (hasShrunk({ before, changes, unchanged }, asOf, shrink)) {
      const name = nameOf(query)
      if (!suspects.delete(name)) {
        suspects.add(name)
        return { written: 0, why: 'shrunk' }
      }
    }
    const overtaken = await store.mirror.write(query.instance, doctorId, changes)
    const written = changes.filter(({ day }) => !overtaken.includes(day))
    watch.tell(freedIn(before, written))
    if (overtaken.length > 0) return { written: written.length, why: 'overtaken' }
    return cleared(query, { written: written.length, ...incomplete })
  }
  function cleared(query: DayQuery, result: WindowResult): WindowResult {
    suspects.delete(nameOf(query))
    return result
  }

  return {
    async read(window, signal) {
      try {
        return await compare({ instance: adapter.instance, ...window }, signal)
      } catch (error) {
        if (signal.aborted || !isMisError(error)) throw error
        if (error.code === 'unavailable' && error.details.by === 'store') throw error
        return { written: 0, why: error.code }
      }
    },
  }
}

const nameOf = ({ doctorId, from }: DayQuery) => `${from}\n${doctorId}`

function changeOf(day: Day, slots: readonly Slot[], asOf: number, mark: DayMark | undefined): DayChange {
  return { day, slots, asOf, hash: hashOf(slots), fence: mark?.fence ?? 0 }
}

/** Whether too much of what is still ahead has vanished. */
function hasShrunk(
  days: {
    readonly before: readonly MirrorDay[]
    readonly changes: readonly DayChange[]
    readonly unchanged: readonly MirrorDay[]
  },
  now: number,
  { share, least }: MirrorSettings['shrink'],
): boolean {
  const ahead = ({ slots }: MirrorDay) => slots.filter(({ start }) => epochOf(start) > now)
  const told = new Set(days.changes.flatMap(({ slots }) => slots.map(({ start }) => start)))
  const known = days.before.flatMap(ahead)
  const vanished = known.filter(({ start }) => !told.has(start)).length
  // Reading every time of the unchanged days costs more than all the rest; mostly it is not needed.
  if (vanished < least || vanished <= known.length * share) return false
  return vanished > days.unchanged.reduce((sum, day) => sum + ahead(day).length, known.length) * share
}

/** Slots that are new on days that were known. */
function freedIn(before: readonly MirrorDay[], written: readonly DayChange[]): Slot[] {
  return written.flatMap(({ day, slots }) => {
    const old = before.find((one) => one.day === day)
    if (old === undefined || old.asOf === 0) return []
    const known = new Set(old.slots.map(({ start }) => start))
    return slots.filter(({ start }) => !known.has(start))
  })
}
