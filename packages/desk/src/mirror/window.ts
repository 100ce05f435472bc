import { type Availability, type Day, type DoctorId, isMisError } from '@mis/core'
import type { DayMark } from '../store/mirror.ts'
import type { MirrorSettings } from './options.ts'

/** One request of a round: days of one doctor that the MIS tells in one answer. */
export interface Window {
  readonly doctorId: DoctorId
  /** What he does, see `practiceOf`. */
  readonly practice: string
  readonly from: Day
  readonly to: Day
  /** The same tomorrow, when all its days are one later. */
  readonly name: string
}

/** What came of it. `why`: not all of its days are as new as the round. */
export interface WindowResult {
  readonly window: Window
  /** Days. */
  readonly written: number
  readonly why?: string
}

/** A window, beside what the store knew of its days before the MIS is asked. */
export interface Marked {
  readonly window: Window
  readonly marks: ReadonlyMap<Day, DayMark>
  readonly asOf: number
}

/** And its answer. */
export interface Told extends Marked {
  readonly answer: Availability
}

/** What the store knows of windows, read at once. Throws where it does not answer. */
export async function mark({ store, adapter }: MirrorSettings, windows: readonly Window[]): Promise<readonly Marked[]> {
  const [first] = windows
  if (first === undefined) return []
  const from = windows.reduce((earliest, one) => (one.from < earliest ? one.from : earliest), first.from)
  const to = windows.reduce((latest, one) => (one.to > latest ? one.to : latest), first.to)
  const doctorIds = [...new Set(windows.map(({ doctorId }) => doctorId))]
  // In this order: whatever is written from here on has another fence, and then the answer does not count for its day.
  const marks = await store.mirror.marks({ instance: adapter.instance, doctorIds, from, to })
  const asOf = await store.now()
  const byDoctor = Map.groupBy(marks, ({ doctorId }) => doctorId)
  return windows.map((window) => {
    const own = byDoctor.get(window.doctorId) ?? []
    return { window, asOf, marks: new Map(own.map((mark) => [mark.day, mark])) }
  })
}

/** Gives an error's code where the MIS does not answer. Throws where the signal aborts. */
export async function askWindow(
  { adapter }: MirrorSettings,
  marked: Marked,
  signal: AbortSignal,
): Promise<Told | string> {
  const { doctorId, from, to } = marked.window
  try {
    return { ...marked, answer: await adapter.listSlots({ doctorId, from, to }, { maxAgeMs: 0, signal }) }
  } catch (error) {
    if (signal.aborted || !isMisError(error)) throw error
    if (error.code === 'unavailable' && error.details.by === 'store') throw error
    return error.code
  }
}
