import { type ClinicId, type DoctorId, epochOf, type Instant, type Slot, type VisitMode } from '@mis/core'

/** Which freed slots somebody waits for; absent members do not narrow. */
export interface FreedQuery {
  readonly doctorIds?: readonly DoctorId[]
  readonly clinicId?: ClinicId
  readonly mode?: VisitMode
  /** Only slots that begin before this, such as the visit somebody has: "an earlier slot is free". */
  readonly before?: Instant
}

/** Hears of slots that a round found free and that were not before. */
export type FreedListener = (slots: readonly Slot[]) => void

/** Who waits for freed slots. */
export interface FreedWatch {
  add(query: FreedQuery, listener: FreedListener): () => void
  /** Whether anybody waits: finding out what has become free costs a read. */
  isWatched(): boolean
  tell(freed: readonly Slot[]): void
}

export function makeFreedWatch(): FreedWatch {
  const watchers = new Set<{ readonly query: FreedQuery; readonly listener: FreedListener }>()
  return {
    add(query, listener) {
      const watcher = { query, listener }
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    isWatched: () => watchers.size > 0,
    tell(freed) {
      for (const { query, listener } of [...watchers]) {
        const wanted = freed.filter((slot) => isWanted(slot, query))
        if (wanted.length === 0) continue
        // A listener that throws harms no round and no other listener.
        try {
          listener(wanted)
        } catch {}
      }
    },
  }
}

function isWanted(slot: Slot, { doctorIds, clinicId, mode, before }: FreedQuery): boolean {
  return (
    doctorIds?.includes(slot.doctorId) !== false &&
    (clinicId === undefined || slot.clinicId === clinicId) &&
    (mode === undefined || slot.mode === mode) &&
    (before === undefined || epochOf(slot.start) < epochOf(before))
  )
}
