import { type Availability, type Day, type DoctorId, isMisError } from '@mis/core'
import type { DayMark } from '../store/mirror.ts'
import type { MirrorSettings } from './options.ts'

/** One request of a round: days of one doctor that the MIS tells in one answer. */
export interface Window {
  readonly doctorId: DoctorId
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

/** A window's answer, beside what the store knew of its days before the MIS was asked. */
export interface Told {
  readonly window: Window
  readonly marks: ReadonlyMap<Day, DayMark>
  readonly asOf: number
  readonly answer: Availability
}

/** Gives an error's code where the MIS does not answer. Throws where the store does not, or the signal aborts. */
export async function askWindow(
  { store, adapter }: MirrorSettings,
  window: Window,
  signal: AbortSignal,
): Promise<Told | string> {
  const { doctorId, from, to } = window
  const days = { doctorId, from, to }
  try {
    // In this order: whatever is written from here on has another fence, and then the answer does not count for its day.
    const marks = await store.mirror.marks({ instance: adapter.instance, ...days })
    const asOf = await store.now()
    const answer = await adapter.listSlots(days, { maxAgeMs: 0, signal })
    return { window, marks: new Map(marks.map((mark) => [mark.day, mark])), asOf, answer }
  } catch (error) {
    if (signal.aborted || !isMisError(error)) throw error
    if (error.code === 'unavailable' && error.details.by === 'store') throw error
    return error.code
  }
}
