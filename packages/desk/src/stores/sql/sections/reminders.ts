import type { ReminderStore } from '../../../store/reminders.ts'
import type { Sql } from '../dialect.ts'
import { alone, first, rows, type Stepwise } from '../steps.ts'
import { reminderOf } from './reminders-table.ts'

export function reminderSteps(sql: Sql): Stepwise<ReminderStore> {
  const own = sql.statement(
    'insert into #message_owners (instance, owner) values ($instance, $owner) on conflict do nothing',
  )
  const owner = sql.statement('select owner from #message_owners where instance = $instance')
  const disown = sql.statement('delete from #message_owners where instance = $instance and owner = $owner')
  const ofVisit = sql.statement(
    `select * from #reminders where instance = $instance and appointment_id = $appointment_id order by due_at
      @only_postgres(for update)`,
  )
  const drop = sql.statement(
    `update #reminders set state = 'dropped', why = 'visit-changed', fence = fence + 1, lease_until = null where id = $id`,
  )
  const write = sql.statement(
    `insert into #reminders as r (id, instance, appointment_id, kind, patient_key, starts_at, due_at, not_after, state,
        fence, lease_until, attempts, why, body)
      values ($id, $instance, $appointment_id, $kind, $patient_key, $starts_at, $due_at, $not_after, 'planned',
        0, null, 0, null, $body)
      on conflict (id) do update set due_at = excluded.due_at, not_after = excluded.not_after, body = excluded.body,
        state = 'planned', why = null
      where r.state in ('planned', 'dropped')`,
  )
  const claim = sql.statement(
    `with due as (select id from #reminders
        where ((state = 'planned' and due_at <= $now) or state = 'sending') and (lease_until is null or lease_until <= $now)
        order by due_at limit $limit @only_postgres(for update skip locked))
      update #reminders set fence = fence + 1, lease_until = $now + cast($lease_ms as bigint)
      where id in (select id from due) returning *`,
  )
  const begin = sql.statement(
    `update #reminders set state = 'sending', attempts = attempts + 1, lease_until = $now + cast($lease_ms as bigint)
      where id = $id and fence = $fence returning id`,
  )
  const end = sql.statement(
    `update #reminders set state = $state, why = $why, due_at = coalesce(cast($due_at as bigint), due_at), lease_until = null
      where id = $id and fence = $fence returning id`,
  )
  const next = sql.statement(
    `select min(case when lease_until is null then ready_at when ready_at > lease_until then ready_at else lease_until end)
      as at from (select lease_until, case when state = 'planned' then due_at else 0 end as ready_at
        from #reminders where state in ('planned', 'sending')) as open`,
  )
  return {
    *own(instance, wanted) {
      yield own({ instance, owner: wanted })
      const row = yield* first(owner({ instance }))
      return String(row?.owner ?? wanted)
    },
    *disown(instance, given) {
      yield alone(disown({ instance, owner: given }))
    },
    *plan(instance, appointmentId, wanted) {
      const visit = { instance, appointment_id: appointmentId }
      const left = new Set(wanted.map(({ id }) => id))
      for (const { id, state } of (yield* rows(ofVisit(visit))).map(reminderOf))
        if (state === 'planned' && !left.has(id)) yield drop({ id })
      for (const { id, kind, patientKey, startsAt, dueAt, notAfter, body } of wanted)
        yield write({
          ...{ ...visit, id, kind, body, patient_key: patientKey },
          ...{ starts_at: startsAt, due_at: dueAt, not_after: notAfter },
        })
      return (yield* rows(ofVisit(visit))).filter(({ state }) => state === 'planned').length
    },
    *claim(limit, leaseMs) {
      const claimed = (yield* rows(alone(claim({ limit, lease_ms: leaseMs })))).map(reminderOf)
      return claimed.sort((one, other) => one.dueAt - other.dueAt)
    },
    *begin({ id, fence }, leaseMs) {
      return (yield* first(alone(begin({ id, fence, lease_ms: leaseMs })))) !== undefined
    },
    *end({ id, fence }, { state, why, dueAt = null }) {
      return (yield* first(alone(end({ id, fence, state, why, due_at: dueAt })))) !== undefined
    },
    *list(instance, appointmentId) {
      const query = sql.build.selectFrom('reminders').selectAll().where('instance', '=', instance)
      const found = query.where('appointment_id', '=', appointmentId).orderBy('due_at')
      return (yield* rows(alone(sql.query(found)))).map(reminderOf)
    },
    *nextDueAt() {
      const row = yield* first(alone(next()))
      return row?.at === null || row?.at === undefined ? null : Number(row.at)
    },
  }
}
