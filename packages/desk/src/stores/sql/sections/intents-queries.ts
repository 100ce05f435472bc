import type { Advance, IntentState, NewIntent } from '../../../store/intents.ts'
import type { Sql } from '../dialect.ts'
import type { Query } from '../steps.ts'

/** From these an intent never moves again. */
export const overStates: readonly IntentState[] = ['done', 'refused', 'expired', 'withdrawn', 'needs-person']

/** The hot statements of the journal. */
export function intentQueries(sql: Sql) {
  const isOver = `state in (${overStates.map((state) => `'${state}'`).join(', ')})`
  const isFree = '(lease_until is null or lease_until <= $now)'
  const isHead = `(i.lane is null or not exists
    (select 1 from #intents b where b.lane = i.lane and b.ordinal < i.ordinal))`
  const isOfThese = sql.among('i.instance', '$instances')
  const lease = 'fence = fence + 1, lease_until = $now + cast($lease_ms as bigint), updated_at = $now'
  const isBusy = 'exists (select 1 from #intents b where b.lane = $lane)'
  const insert = sql.statement(
    `insert into #intents (id, kind, instance, reference, subject, body_hash, patient_key, owner, doctor_id, starts_at,
        key, slot_key, lane, state, attempt, fence, lease_until, due_at, deadline_at, sent_at, quiet_until,
        withdraw_wanted, created_at, updated_at, body, progress, result)
      values ($id, $kind, $instance, $reference, $subject, $body_hash, $patient_key, $owner, $doctor_id, $starts_at,
        $key, $slot_key, case when ${isBusy} then $lane end, case when ${isBusy} then 'queued' else 'prepared' end, 0, 1,
        case when ${isBusy} then null else $now + cast($lease_ms as bigint) end, $now, $deadline_at, null, null,
        0, $now, $now, $body, $progress, null)
      on conflict do nothing returning *`,
  )
  const advance = sql.statement(
    `update #intents set state = $state, attempt = coalesce($attempt, attempt),
        due_at = case when $state = 'done' and withdraw_wanted = 1 and (state <> 'done' or lease_until is null) then $now
          else $now + cast($due_in_ms as bigint) end, lease_until = $now + cast($lease_ms as bigint),
        sent_at = case when $state = 'sending' then $now else sent_at end,
        quiet_until = coalesce($now + cast($quiet_for_ms as bigint), quiet_until),
        lane = case when cast($sets_lane as integer) = 1 then $lane else lane end,
        key = case when cast($frees_key as integer) = 1 then null else key end,
        progress = coalesce($progress, progress), result = coalesce($result, result), updated_at = $now
      where id = $id and fence = $fence returning *`,
  )
  return {
    get: sql.statement('select * from #intents where id = $id'),
    lock: sql.statement('select * from #intents where id = $id @only_postgres(for update)'),
    byReference: sql.statement('select * from #intents where reference = $reference'),
    byKey: sql.statement('select * from #intents where key = $key'),
    insert: (given: NewIntent): Query =>
      insert({
        id: given.id,
        kind: given.kind,
        instance: given.instance,
        reference: given.reference,
        subject: given.subject,
        body_hash: given.bodyHash,
        patient_key: given.patientKey,
        owner: given.owner,
        doctor_id: given.doctorId,
        starts_at: given.startsAt,
        key: given.key,
        slot_key: given.slotKey,
        lane: given.lane,
        lease_ms: given.leaseMs,
        deadline_at: given.deadlineAt,
        body: given.body,
        progress: JSON.stringify(given.progress),
      }),
    // In a CTE, so that PostgreSQL picks and locks the rows once, whatever its plan.
    claim: sql.statement(
      `with due as (select i.id from #intents i
          where i.due_at <= $now and ${isFree} and ${isOfThese} and ${isHead}
          order by i.ordinal limit $limit @only_postgres(for update skip locked))
        update #intents set ${lease} where id in (select id from due) returning *`,
    ),
    claimOne: sql.statement(
      `update #intents set ${lease}
        where id = $id and ${isFree} and (state = 'needs-person' or not ${isOver}) returning *`,
    ),
    renew: sql.statement(
      `update #intents set lease_until = $now + cast($lease_ms as bigint)
        where id = $id and fence = $fence returning id`,
    ),
    advance: (id: string, fence: number, step: Advance): Query =>
      advance({
        id,
        fence,
        state: step.state,
        attempt: step.attempt ?? null,
        due_in_ms: step.dueInMs,
        lease_ms: step.leaseMs ?? null,
        quiet_for_ms: step.quietForMs ?? null,
        sets_lane: step.lane === undefined ? 0 : 1,
        lane: step.lane ?? null,
        frees_key: step.key === null ? 1 : 0,
        progress: step.progress === undefined ? null : JSON.stringify(step.progress),
        result: step.result ?? null,
      }),
    withdraw: sql.statement(
      `update #intents set state = 'withdrawn', fence = fence + 1, key = null, lane = null, due_at = null,
          lease_until = null, updated_at = $now
        where id = $id and state in ('prepared', 'queued') and ${isFree} returning *`,
    ),
    wantWithdraw: sql.statement(
      'update #intents set withdraw_wanted = 1, updated_at = $now where id = $id returning *',
    ),
    freeKey: sql.statement(`update #intents set key = null, updated_at = $now where id = $id and ${isOver}`),
    ahead: sql.statement(
      `select count(*) as ahead from #intents i join #intents b on b.lane = i.lane and b.ordinal < i.ordinal
        where i.id = $id`,
    ),
    wake: sql.statement(
      `update #intents set due_at = case when due_at < $now then due_at else $now end, updated_at = $now
        where instance = $instance and state = 'queued' returning id`,
    ),
    nextDueAt: sql.statement(
      `select min(case when i.lease_until > i.due_at then i.lease_until else i.due_at end) as due_at
        from #intents i where i.due_at is not null and ${isOfThese} and ${isHead}`,
    ),
  }
}
