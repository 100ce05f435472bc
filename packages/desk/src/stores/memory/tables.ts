import type { StoredAppointment } from '../../store/appointments.ts'
import type { HeldSlot } from '../../store/holds.ts'
import type { Intent } from '../../store/intents.ts'
import type { StoredEvent } from '../../store/outbox.ts'

/** Everything a memory store holds. Every method runs in one turn, so that each is a transaction. */
export interface Tables {
  now(): number
  /** By id, in order of arrival. */
  readonly intents: Map<string, Intent>
  /** By reference: the id. */
  readonly references: Map<string, string>
  /** By natural key, live ones only: the id. */
  readonly keys: Map<string, string>
  /** By slot key. */
  readonly holds: Map<string, HeldSlot>
  /** By installation and id. */
  readonly appointments: Map<string, StoredAppointment>
  readonly events: StoredEvent[]
  nextOrdinal(): number
  /** Tells whoever waits for work. */
  work(): void
  readonly listeners: Set<() => void>
}

export function makeTables(now: () => number): Tables {
  let ordinal = 0
  const listeners = new Set<() => void>()
  return {
    now,
    intents: new Map(),
    references: new Map(),
    keys: new Map(),
    holds: new Map(),
    appointments: new Map(),
    events: [],
    nextOrdinal: () => ++ordinal,
    work() {
      for (const listener of [...listeners]) listener()
    },
    listeners,
  }
}
