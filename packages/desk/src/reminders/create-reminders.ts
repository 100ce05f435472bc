import { MisError } from '@mis/core'
import type { DeskEvent } from '../desk-events.ts'
import type { OutEvent } from '../events/sink.ts'
import type { Reminder } from '../store/reminders.ts'
import { visitOfEvent } from './follow.ts'
import { checkRemindersOptions, type RemindersOptions } from './options.ts'
import { planned } from './plan.ts'
import { sendReminder } from './send.ts'
import type { ReminderVisit } from './visit.ts'

/** Messages to patients about their visits: each at most once, whatever dies in between. */
export interface Reminders {
  /**
   * Plans the messages about a visit as it now is; how many are planned. Called again after a move or a cancellation:
   * those of the old time are dropped. Rejects with `rejected` (`messages-owned-elsewhere`) where somebody else writes to
   * this installation's patients.
   */
  plan(visit: ReminderVisit): Promise<number>
  /** Drops what is planned about a visit. */
  drop(instance: string, appointmentId: string): Promise<void>
  /**
   * A handler for the desk's events (`handlerSink('reminders', reminders.handle)`): plans what is booked or moved, by what
   * the booking says of the patient, and drops what is cancelled. Rejects with a `DeliveryError` (`unopened`) where the
   * key of the booking is not known here.
   */
  handle(event: OutEvent): Promise<void>
  /** Those of one visit, sent and planned. */
  list(instance: string, appointmentId: string): Promise<readonly Omit<Reminder, 'body'>[]>
  /** Sends what is due until `signal` aborts, waits for what a channel has, and resolves. May run in several processes. */
  run(options: { readonly signal: AbortSignal }): Promise<void>
  /** Lets somebody else own an installation's messages. */
  disown(instance: string): Promise<void>
}

const claimedAtOnce = 20

/** Throws `invalid-request` naming an option that does not fit. */
export function createReminders(options: RemindersOptions): Reminders {
  const settings = checkRemindersOptions(options)
  const { store, owner, runtime, pollMs, leaseMs } = settings

  async function plan(visit: ReminderVisit): Promise<number> {
    const { instance, appointment } = visit
    const known = await store.reminders.own(instance, owner)
    if (known !== owner)
      throw new MisError('rejected', {
        vendor: 'desk',
        operation: 'reminders',
        hint: `${known} writes to the patients of ${instance}; disown() it there first`,
        details: { reason: 'messages-owned-elsewhere' },
      })
    return store.reminders.plan(instance, appointment.id, await planned(visit, await store.now(), settings))
  }
  const drop = async (instance: string, appointmentId: string) => {
    await store.reminders.plan(instance, appointmentId, [])
  }
  /** One look into the store; how long to wait for the next. */
  async function turn(): Promise<number> {
    const claimed = await store.reminders.claim(claimedAtOnce, leaseMs)
    await Promise.all(claimed.map((reminder) => sendReminder(settings, reminder)))
    if (claimed.length === claimedAtOnce) return 0
    const due = await store.reminders.nextDueAt()
    return due === null ? pollMs : Math.max(1, Math.min(pollMs, due - (await store.now())))
  }

  return {
    plan,
    drop,
    async handle(event) {
      const { appointmentId } = event.data as DeskEvent
      if (event.type === 'cancelled' && appointmentId !== undefined) return drop(event.instance, appointmentId)
      if (event.type !== 'booked' && event.type !== 'moved') return
      const visit = await visitOfEvent(settings, event)
      if (visit !== null) await plan(visit)
    },
    async list(instance, appointmentId) {
      return (await store.reminders.list(instance, appointmentId)).map(({ body: _sealed, ...reminder }) => reminder)
    },
    async run({ signal }) {
      while (!signal.aborted) {
        // A store that fails is tried again.
        const waitMs = await turn().catch(() => pollMs)
        if (waitMs > 0 && !signal.aborted) await runtime.sleep(waitMs, signal).catch(() => {})
      }
    },
    disown: (instance) => store.reminders.disown(instance, owner),
  }
}
