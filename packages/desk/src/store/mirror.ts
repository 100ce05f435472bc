import type { Day, DoctorId, Slot, Touched } from '@mis/core'
import type { EventDraft } from './outbox.ts'

/** One doctor's day as the MIS told it. */
export interface MirrorDay {
  readonly day: Day
  /** In order of start. */
  readonly slots: readonly Slot[]
  /** When the MIS was asked, epoch milliseconds of the store's clock; 0 = never, the day is not known. */
  readonly asOf: number
}

/** What a sync has to know of a doctor's day before it asks for it. */
export interface DayMark extends Touched {
  /** Of the slots as the MIS told them; empty where a write has touched the day since. */
  readonly hash: string
  readonly asOf: number
  /** Writes that touched the day, in any process. */
  readonly fence: number
}

/** A day to be written, if none has been written since its mark. */
export interface DayChange extends MirrorDay {
  readonly doctorId: DoctorId
  /** The doctor's, see `NearestQuery.practices`. Default: the empty text. */
  readonly practice?: string
  readonly hash: string
  /** The mark's, from before the MIS was asked; 0 where there was none. */
  readonly fence: number
  /** Written with the day, and not where it is given back. */
  readonly events?: readonly EventDraft[]
}

/** Days of several doctors. */
export interface MarkQuery {
  readonly instance: string
  readonly doctorIds: readonly DoctorId[]
  /** Both included. */
  readonly from: Day
  readonly to: Day
}

/** Days of one doctor. */
export interface DayQuery {
  readonly instance: string
  readonly doctorId: DoctorId
  /** Both included. */
  readonly from: Day
  readonly to: Day
  /** Of these days only those; absent = all. */
  readonly days?: readonly Day[]
}

/** Which directory an entry belongs to. */
export type EntryKind = 'clinic' | 'doctor' | 'service'

/** One item of a directory, by the MIS's own id. */
export interface MirrorEntry {
  readonly id: string
  /** The model's own: `Clinic`, `Doctor` or `Service`. */
  readonly body: unknown
  readonly hash: string
  /** False where the MIS no longer lists it; what is known of it is kept. */
  readonly isListed: boolean
}

/** A doctor whose days were not all read in the last whole round. */
export interface DoctorBehind {
  readonly doctorId: DoctorId
  /** When they last were, epoch milliseconds; 0 = never. */
  readonly asOf: number
}

/** A whole round over all doctors. */
export interface MirrorRound {
  /** When it began, by the store's clock: every day of a doctor who is not behind is at least as new. */
  readonly asOf: number
  readonly from: Day
  readonly to: Day
  readonly behind: readonly DoctorBehind[]
  /** Names of what shrank too much to be believed at once: the next round believes it. */
  readonly held: readonly string[]
}

/** Which of the nearest free slots. */
export interface NearestQuery {
  readonly instance: string
  readonly doctorIds: readonly DoctorId[]
  /**
   * What days of these doctors were written with, all of it: a word for each set of specialities, say. Where that is few
   * words they are found by them, which takes no longer for many doctors. Absent = each is looked up.
   */
  readonly practices?: readonly string[]
  /** Slots that begin later than this moment. */
  readonly after: number
  readonly limit: number
}

/** Schedules and directories of installations, as their MISs told them. Every method is one transaction. */
export interface MirrorStore {
  /** At most one round an installation at a time: false while somebody else has it. Asked again by its owner, it lasts longer. */
  lease(instance: string, owner: string, forMs: number): Promise<boolean>
  release(instance: string, owner: string): Promise<void>
  /** Of the days that have a row. */
  marks(query: MarkQuery): Promise<readonly DayMark[]>
  /**
   * Writes days of one doctor or of several, each once, but not those whose fence is another by now or whose `asOf` is
   * newer: they are given back. A reader sees each day either as it was or as it is.
   */
  write(instance: string, days: readonly DayChange[]): Promise<readonly Touched[]>
  /**
   * A write has touched, or is about to touch, these days: their fences grow and their hashes are forgotten. `gone`, a
   * moment, takes the doctor's slot that begins then off its day.
   */
  touch(instance: string, touched: readonly Touched[], gone?: number): Promise<void>
  /** Days that have a row, in order, each as old as the newer of its own word and the last whole round that had it. */
  read(query: DayQuery): Promise<readonly MirrorDay[]>
  /** The first free slots of several doctors, by start. */
  nearest(query: NearestQuery): Promise<readonly Slot[]>
  /** Ends a round. */
  endRound(instance: string, round: MirrorRound): Promise<void>
  lastRound(instance: string): Promise<MirrorRound | null>
  /** Forgets days before this one, and all days of these doctors. Gives how many. */
  forget(instance: string, before: Day, doctorIds: readonly DoctorId[]): Promise<number>
  entries(instance: string, kind: EntryKind): Promise<readonly MirrorEntry[]>
  /** Writes items of a directory, and the events that tell of them. */
  saveEntries(
    instance: string,
    kind: EntryKind,
    entries: readonly MirrorEntry[],
    events: readonly EventDraft[],
  ): Promise<void>
}
