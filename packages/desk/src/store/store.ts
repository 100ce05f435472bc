import type { AppointmentStore } from './appointments.ts'
import type { HoldStore } from './holds.ts'
import type { IntentStore } from './intents.ts'
import type { OutboxStore } from './outbox.ts'
import type { Sections } from './sections.ts'

/**
 * Where a desk keeps what must survive it. One interface, several stores; each passes the same suite.
 *
 * - Methods say what is meant (`claim`, `advance`, `take`), never how it is stored, and each is **one transaction**:
 *   it happens whole or not at all, also when the process dies in the middle.
 * - A method that cannot do its work rejects; the desk then refuses before a patient is told anything. What a method
 *   resolved with is durable: a store that promises less says so in its name.
 * - **The store's clock decides** leases, due times and holds: the database's where several machines share one store,
 *   the injected runtime's elsewhere. So the desk gives durations (`leaseMs`, `dueInMs`, `forMs`); moments that it gives
 *   (`deadlineAt`, `startsAt`, `keepUntil`) are of the outside world.
 * - Sealed columns (`body`, `result`) are bytes: what they hold is between the desk and its `Sealer`.
 *
 * It is made of sections. A new concern is a new section with its own file, its own tables and its own cases in the
 * suite: `readonly reminders: ReminderStore`. What must be written together with a step of an intent is a member of
 * `Advance`, as `appointments` and `events` are.
 */
export interface Store extends Sections {
  readonly intents: IntentStore
  readonly holds: HoldStore
  readonly appointments: AppointmentStore
  readonly outbox: OutboxStore
  /**
   * Makes tables where there are none and brings older ones up. Rejects with `unavailable` (by `store`) where the schema
   * is a newer one or not ours, or the store cannot be written. May be called again.
   */
  open(): Promise<void>
  /** The store's clock, epoch milliseconds. */
  now(): Promise<number>
  /** Calls `listener` when there may be something to claim, from any process where the store can tell. Gives the way out. */
  onWork(listener: () => void): () => void
  /** Gives back connections and files; calls after it reject. May be called twice. A desk does not close its store. */
  close(): Promise<void>
}
