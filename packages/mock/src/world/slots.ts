import type { DoctorId, Slot, SlotId } from '@mis/core'
import type { SlotEntry } from './schedule.ts'
import type { WorldSlotQuery } from './types.ts'

/** The whole timetable, found by slot or by doctor. */
export interface SlotIndex {
  get(id: SlotId): SlotEntry | undefined
  /** In order of start, equal starts in order of doctor. */
  find(query: WorldSlotQuery, wanted: (entry: SlotEntry) => boolean): readonly Slot[]
}

/** Where schedules come from. */
export interface Schedules {
  readonly doctorIds: readonly DoctorId[]
  /** One doctor's slots in order of start, always the same. */
  of(doctorId: DoctorId): readonly SlotEntry[]
  /** Whose slot this would be; any answer does for an id that is none. */
  ownerOf(id: SlotId): DoctorId
}

/** Schedules are drawn up when somebody asks: a test that books one doctor does not pay for the others. */
export function indexSlots(schedules: Schedules): SlotIndex {
  const known = new Set(schedules.doctorIds)
  const drawn = new Map<DoctorId, ReadonlyMap<SlotId, SlotEntry>>()
  const scheduleOf = (doctorId: DoctorId): ReadonlyMap<SlotId, SlotEntry> => {
    let schedule = drawn.get(doctorId)
    if (schedule === undefined) {
      const entries = known.has(doctorId) ? schedules.of(doctorId) : []
      schedule = new Map(entries.map((entry) => [entry.slot.id, entry]))
      if (known.has(doctorId)) drawn.set(doctorId, schedule)
    }
    return schedule
  }
  let everything: readonly SlotEntry[] | undefined
  const all = () => {
    everything ??= schedules.doctorIds
      .flatMap((doctorId) => [...scheduleOf(doctorId).values()])
      .sort((one, other) => one.startsAt - other.startsAt)
    return everything
  }
  return {
    get: (id) => scheduleOf(schedules.ownerOf(id)).get(id),
    find({ doctorId, clinicId, from, to }, wanted) {
      const entries = doctorId === undefined ? all() : scheduleOf(doctorId).values()
      const found: Slot[] = []
      for (const entry of entries) {
        const day = entry.slot.start.slice(0, 10)
        if (from !== undefined && day < from) continue
        if (to !== undefined && day > to) continue
        if (clinicId !== undefined && entry.slot.clinicId !== clinicId) continue
        if (wanted(entry)) found.push(entry.slot)
      }
      return found
    },
  }
}
