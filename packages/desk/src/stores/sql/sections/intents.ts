import type { Advance, Inserted, IntentStore, NewIntent } from '../../../store/intents.ts'
import type { Sql } from '../dialect.ts'
import { alone, first, type Query, rows, type Steps, type Stepwise, Undone, work } from '../steps.ts'
import type { RecordAppointment } from './appointments.ts'
import type { IntentSlots } from './holds.ts'
import { intentQueries, overStates } from './intents-queries.ts'
import { intentOf } from './intents-table.ts'
import type { AppendEvents } from './outbox.ts'

/** What a step of an intent writes besides the intent. */
interface Beside {
  readonly slots: IntentSlots
  readonly record: RecordAppointment
  readonly append: AppendEvents
}

export function intentSteps(sql: Sql, { slots, record, append }: Beside): Stepwise<IntentStore> {
  const query = intentQueries(sql)
  function* one(made: Query) {
    const row = yield* first(made)
    return row ? intentOf(row) : null
  }

  /** The intent that this one is, or stands in the way of it. */
  function* known(given: NewIntent): Steps<Inserted | undefined> {
    const namesake = yield* one(query.byReference({ reference: given.reference }))
    // Our own, when the answer to its commit was lost and this is the second time.
    if (namesake?.id === given.id) return { kind: 'inserted', intent: namesake }
    if (namesake)
      return namesake.bodyHash === given.bodyHash
        ? { kind: 'same', by: 'reference', intent: namesake }
        : { kind: 'conflict' }
    const twin = given.key === null ? null : yield* one(query.byKey({ key: given.key }))
    return twin ? { kind: 'same', by: 'key', intent: twin } : undefined
  }

  return {
    *insert(given) {
      for (let round = 1; ; round++) {
        const before = yield* known(given)
        if (before) return before
        const { slotKey } = given
        if (slotKey !== null) {
          const until = yield* slots.heldUntil(given.owner, slotKey)
          if (until !== undefined) return (yield* known(given)) ?? { kind: 'held', until }
        }
        const intent = yield* one(query.insert(given))
        // Somebody wrote the same reference or key in between, and is found now.
        if (!intent && round < 10) continue
        if (!intent) throw new TypeError('an intent of this id is there already, under another reference')
        if (slotKey !== null && !(yield* slots.keep(given, slotKey))) {
          const until = yield* slots.heldUntil(given.owner, slotKey)
          throw new Undone<Inserted>({ kind: 'held', until: until ?? null })
        }
        yield* append(given.events)
        if (intent.state === 'queued') yield work
        return { kind: 'inserted', intent }
      }
    },
    *claim({ instances, limit, leaseMs }) {
      const claimed = yield* rows(alone(query.claim({ instances: sql.list(instances), limit, lease_ms: leaseMs })))
      return claimed.map(intentOf).sort((a, b) => a.ordinal - b.ordinal)
    },
    claimOne: (id, leaseMs) => one(alone(query.claimOne({ id, lease_ms: leaseMs }))),
    *renew({ id, fence }, leaseMs) {
      return (yield* first(alone(query.renew({ id, fence, lease_ms: leaseMs })))) !== undefined
    },
    *advance({ id, fence }, step) {
      const written = query.advance(id, fence, step)
      const intent = yield* one(isOneStatement(step) ? alone(written) : written)
      if (!intent) return null
      if (step.slot !== undefined) yield* slots.free(intent, step.slot === 'release' ? undefined : step.slot.keepUntil)
      for (const change of step.appointments ?? []) yield* record(change)
      yield* append(step.events ?? [])
      if (step.leaseMs === undefined) yield work
      return intent
    },
    *withdraw(id, events) {
      const intent = yield* one(query.lock({ id }))
      if (!intent || overStates.includes(intent.state)) return intent
      const withdrawn = yield* one(query.withdraw({ id }))
      if (!withdrawn) return yield* one(query.wantWithdraw({ id }))
      yield* slots.free(withdrawn)
      yield* append(events)
      yield work
      return withdrawn
    },
    *freeKey(id) {
      yield alone(query.freeKey({ id }))
    },
    get: (id) => one(alone(query.get({ id }))),
    byReference: (reference) => one(alone(query.byReference({ reference }))),
    *list({ states, instance, patientKey, after, limit }) {
      if (states?.length === 0) return []
      let listed = sql.build.selectFrom('intents').selectAll()
      if (states !== undefined) listed = listed.where('state', 'in', [...states])
      if (instance !== undefined) listed = listed.where('instance', '=', instance)
      if (patientKey !== undefined) listed = listed.where('patient_key', '=', patientKey)
      if (after !== undefined) listed = listed.where('ordinal', '>', after)
      return (yield* rows(alone(sql.query(listed.orderBy('ordinal').limit(limit))))).map(intentOf)
    },
    *ahead(id) {
      return Number((yield* first(alone(query.ahead({ id }))))?.ahead ?? 0)
    },
    *wake(instance) {
      const { length } = yield* rows(alone(query.wake({ instance })))
      if (length > 0) yield work
      return length
    },
    *nextDueAt(instances) {
      const row = yield* first(alone(query.nextDueAt({ instances: sql.list(instances) })))
      return row?.due_at === null || row?.due_at === undefined ? null : Number(row.due_at)
    },
  }
}

function isOneStatement({ slot, appointments = [], events = [] }: Advance): boolean {
  return slot === undefined && appointments.length === 0 && events.length === 0
}
