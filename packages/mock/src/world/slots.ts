import type { DoctorId, Slot, SlotId } from '@mis/core'
import type { SlotEntry } from './schedule.ts'
import type { WorldSlotQuery } from './types.ts'

/** The whole timetable, found by slot or by doctor. */
export interface SlotIndex {
  get(id: SlotId): SlotEntry | undefined
  /** In order of start, equal starts in order of doctor. */
  find(query: WorldSlotQuery, wanted: (entry: SlotEntry) => boolean): readonly Slot[]
}

/** `schedules`: each doctor's slots in order of start. */
export function indexSlots(schedules: ReadonlyMap<DoctorId, readonly SlotEntry[]>): SlotIndex {
  const byId = new Map([...schedules.values()].flat().map((entry) => [entry.slot.id, entry]))
  // Sorted when first asked for: most questions are about one doctor.
  let everything: readonly SlotEntry[] | undefined
  const all = () => {
    everything ??= [...byId.values()].sort((one, other) => one.startsAt - other.startsAt)
    return everything
  }
  return {
    get: (id) => byId.get(id),
    find({ doctorId, clinicId, from, to }, wanted) {
      const entries = doctorId === undefined ? all() : (schedules.get(doctorId) ?? [])
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
