import type { WorldAppointment } from '@mis/mock'
import type { InfoclinicaWorld } from '../options.ts'

/** What became of a record: 1 made, 2 changed or moved, 3 cancelled. [assumed] */
export type ChangeKind = 1 | 2 | 3

export interface Change {
  readonly id: string
  readonly kind: ChangeKind
  /** The visit as it was when the change was noticed. */
  readonly visit: WorldAppointment
}

/** Changes of records, given again and again until they are accepted. [doc] */
export interface ChangeFeed {
  /** Looks at the world: what differs from the last look is a change. */
  observe(): void
  pending(): readonly Change[]
  /** False where no pending change has this id. */
  accept(id: string): boolean
}

export function makeChangeFeed(world: Pick<InfoclinicaWorld, 'findAppointments'>): ChangeFeed {
  const seen = new Map<string, WorldAppointment>()
  const pending = new Map<string, Change>()
  let lastId = 0
  const look = (note: (kind: ChangeKind, visit: WorldAppointment) => void) => {
    for (const visit of world.findAppointments(() => true)) {
      const before = seen.get(visit.id)
      seen.set(visit.id, visit)
      const kind = kindOf(before, visit)
      if (kind !== undefined) note(kind, visit)
    }
  }
  // What stands in the book when the mock opens is no change.
  look(() => undefined)
  return {
    observe: () =>
      look((kind, visit) => {
        lastId += 1
        pending.set(String(lastId), { id: String(lastId), kind, visit })
      }),
    pending: () => [...pending.values()],
    accept: (id) => pending.delete(id),
  }
}

function kindOf(before: WorldAppointment | undefined, now: WorldAppointment): ChangeKind | undefined {
  if (before === undefined) return now.status === 'cancelled' ? 3 : 1
  if (before.status !== now.status) return now.status === 'cancelled' ? 3 : 2
  return before.slotId === now.slotId ? undefined : 2
}
