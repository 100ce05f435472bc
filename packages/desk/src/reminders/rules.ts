import { epochOf } from '@mis/core'
import type { ReminderVisit } from './visit.ts'

/**
 * What a message is about. `day-before` and `hours-before` remind of the visit; `preparation` says how to get
 * ready for it; `online-link` leads to it; `review` asks how it was.
 */
export type ReminderKind = 'preparation' | 'day-before' | 'hours-before' | 'online-link' | 'review'

/** When a message of a kind goes, and for which visits. */
export interface ReminderRule {
  /** Milliseconds before the visit begins; of `after`, after it ends. */
  readonly beforeMs?: number
  readonly afterMs?: number
  /** How much later than its time it still makes sense, in milliseconds. */
  readonly graceMs: number
  /** Its time had passed when the visit was booked: sent at once where it still makes sense, or not at all. */
  readonly ifPast: 'send' | 'skip'
  /** Sent at night as well. */
  readonly ignoresQuiet: boolean
  readonly applies: (visit: ReminderVisit) => boolean
}

const [minute, hour] = [60_000, 3_600_000]

export const rules: { readonly [K in ReminderKind]: ReminderRule } = {
  preparation: {
    beforeMs: 48 * hour,
    graceMs: 36 * hour,
    ifPast: 'send',
    ignoresQuiet: false,
    applies: ({ facts }) => facts?.preparation !== undefined,
  },
  'day-before': { beforeMs: 24 * hour, graceMs: 20 * hour, ifPast: 'skip', ignoresQuiet: false, applies: () => true },
  'hours-before': {
    beforeMs: 2 * hour,
    graceMs: 90 * minute,
    ifPast: 'skip',
    ignoresQuiet: false,
    applies: () => true,
  },
  'online-link': {
    beforeMs: 10 * minute,
    graceMs: 20 * minute,
    ifPast: 'send',
    ignoresQuiet: true,
    applies: ({ appointment, facts }) => appointment.mode === 'online' && facts?.onlineUrl !== undefined,
  },
  review: {
    afterMs: 24 * hour,
    graceMs: 48 * hour,
    ifPast: 'skip',
    ignoresQuiet: false,
    applies: ({ facts }) => facts?.reviewUrl !== undefined,
  },
}

export const reminderKinds = Object.keys(rules) as readonly ReminderKind[]

/** When it should go, quiet hours aside. */
export function momentOf({ beforeMs, afterMs = 0 }: ReminderRule, { appointment }: ReminderVisit): number {
  return beforeMs === undefined ? epochOf(appointment.end) + afterMs : epochOf(appointment.start) - beforeMs
}
