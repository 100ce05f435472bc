import type { Reminder, ReminderClaim, ReminderStore } from '../../store/reminders.ts'
import type { Tables } from './tables.ts'

export function memoryReminders({ now }: Pick<Tables, 'now'>, reminders: Map<string, Reminder>): ReminderStore {
  const owners = new Map<string, string>()
  const isFree = ({ leaseUntil }: Reminder) => leaseUntil === null || leaseUntil <= now()
  const isOpen = ({ state }: Reminder) => state === 'planned' || state === 'sending'
  const put = (reminder: Reminder) => reminders.set(reminder.id, reminder)
  const held = ({ id, fence }: ReminderClaim) => {
    const reminder = reminders.get(id)
    return reminder?.fence === fence ? reminder : undefined
  }
  const byDue = (one: Reminder, other: Reminder) => one.dueAt - other.dueAt
  const ofVisit = (instance: string, appointmentId: string) =>
    [...reminders.values()].filter((one) => one.instance === instance && one.appointmentId === appointmentId)
  return {
    async own(instance, owner) {
      const known = owners.get(instance)
      if (known === undefined) owners.set(instance, owner)
      return known ?? owner
    },
    async disown(instance, owner) {
      if (owners.get(instance) === owner) owners.delete(instance)
    },
    async plan(instance, appointmentId, wanted) {
      const left = new Set(wanted.map(({ id }) => id))
      for (const one of ofVisit(instance, appointmentId))
        if (one.state === 'planned' && !left.has(one.id))
          put({ ...one, state: 'dropped', why: 'visit-changed', fence: one.fence + 1, leaseUntil: null })
      for (const fresh of wanted) {
        const known = reminders.get(fresh.id)
        const { dueAt, notAfter, body } = fresh
        if (known === undefined) put({ ...fresh, state: 'planned', fence: 0, leaseUntil: null, attempts: 0, why: null })
        // Dropped when the visit moved away and back: it was never sent.
        else if (known.state === 'planned' || known.state === 'dropped')
          put({ ...known, dueAt, notAfter, body, state: 'planned', why: null })
      }
      return ofVisit(instance, appointmentId).filter(({ state }) => state === 'planned').length
    },
    async claim(limit, leaseMs) {
      return [...reminders.values()]
        .filter((one) => isFree(one) && (one.state === 'sending' || (one.state === 'planned' && one.dueAt <= now())))
        .sort(byDue)
        .slice(0, limit)
        .map((one) => {
          const claimed = { ...one, fence: one.fence + 1, leaseUntil: now() + leaseMs }
          put(claimed)
          return claimed
        })
    },
    async begin(claim, leaseMs) {
      const one = held(claim)
      if (one !== undefined) put({ ...one, state: 'sending', attempts: one.attempts + 1, leaseUntil: now() + leaseMs })
      return one !== undefined
    },
    async end(claim, { state, why, dueAt }) {
      const one = held(claim)
      if (one !== undefined) put({ ...one, state, why, dueAt: dueAt ?? one.dueAt, leaseUntil: null })
      return one !== undefined
    },
    list: async (instance, appointmentId) => ofVisit(instance, appointmentId).sort(byDue),
    async nextDueAt() {
      const due = [...reminders.values()]
        .filter(isOpen)
        .map(({ state, dueAt, leaseUntil }) => Math.max(state === 'planned' ? dueAt : 0, leaseUntil ?? 0))
      return due.length === 0 ? null : Math.min(...due)
    },
  }
}
