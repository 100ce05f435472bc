import type { DeliveryStore } from '../../../store/deliveries.ts'
import type { Sql } from '../dialect.ts'
import { alone, first, rows, type Stepwise } from '../steps.ts'
import { deadLetterOf } from './deliveries-table.ts'
import { eventOf } from './outbox-table.ts'

export function deliverySteps(sql: Sql): Stepwise<DeliveryStore> {
  const claim = sql.statement(
    `insert into #sinks as s (sink, fence, after_ordinal, lease_until)
      values ($sink, 1, 0, $now + cast($lease_ms as bigint))
      on conflict (sink) do update set fence = s.fence + 1, lease_until = excluded.lease_until
      where s.lease_until <= $now returning fence, after_ordinal`,
  )
  const advance = sql.statement(
    `update #sinks set after_ordinal = $after,
      lease_until = case when cast($lease_ms as bigint) = 0 then 0 else $now + cast($lease_ms as bigint) end
      where sink = $sink and fence = $fence returning sink`,
  )
  const bury = sql.statement(
    `insert into #dead_letters (sink, event_id, ordinal, why, at) values ($sink, $event_id, $ordinal, $why, $now)
      on conflict do nothing`,
  )
  const revive = sql.statement('delete from #dead_letters where sink = $sink and event_id = $event_id')
  return {
    *claim(sink, leaseMs) {
      const row = yield* first(alone(claim({ sink, lease_ms: leaseMs })))
      return row ? { fence: Number(row.fence), after: Number(row.after_ordinal) } : null
    },
    *advance({ sink, fence }, { after, dead = [], leaseMs }) {
      const moved = yield* first(advance({ sink, fence, after, lease_ms: leaseMs }))
      if (!moved) return false
      for (const { eventId, ordinal, why } of dead) yield bury({ sink, event_id: eventId, ordinal, why })
      return true
    },
    *event(id) {
      const row = yield* first(alone(sql.query(sql.build.selectFrom('events').selectAll().where('id', '=', id))))
      return row ? eventOf(row) : null
    },
    *dead(sink, after, limit) {
      const query = sql.build.selectFrom('dead_letters').selectAll().where('sink', '=', sink)
      const found = query.where('ordinal', '>', after).orderBy('ordinal').limit(limit)
      return (yield* rows(alone(sql.query(found)))).map(deadLetterOf)
    },
    *revive(sink, eventId) {
      yield alone(revive({ sink, event_id: eventId }))
    },
  }
}
