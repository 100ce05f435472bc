import type { EventDraft, OutboxStore, StoredEvent } from '../../../store/outbox.ts'
import type { Sql } from '../dialect.ts'
import { first, rows, type Steps, type Stepwise } from '../steps.ts'
import { eventOf } from './outbox-table.ts'

/** Writes events in the transaction that made them. An event that is there already is given as it is. */
export type AppendEvents = (events: readonly EventDraft[]) => Steps<readonly StoredEvent[]>

export function outboxSteps(sql: Sql): { readonly section: Stepwise<OutboxStore>; readonly append: AppendEvents } {
  // Whoever reads on from an ordinal must never miss one that commits later, so one transaction at a time numbers events.
  // An advisory lock, because it ends with its transaction; SQLite has one writer anyway.
  const inTurn =
    sql.name === 'postgres' ? sql.statement("select pg_advisory_xact_lock(hashtextextended('#events', 0))") : undefined
  const known = sql.statement('select * from #events where id = $id')
  const count = sql.statement(
    `insert into #subjects as s (subject, sequence) values ($subject, 1)
      on conflict (subject) do update set sequence = s.sequence + 1 returning sequence`,
  )
  const write = sql.statement(
    `insert into #events (id, type, instance, subject, sequence, at, body)
      values ($id, $type, $instance, $subject, $sequence, $now, $body) returning *`,
  )

  function* append(events: readonly EventDraft[]): Steps<readonly StoredEvent[]> {
    if (events.length > 0 && inTurn) yield inTurn()
    const written: StoredEvent[] = []
    for (const event of events) {
      const before = yield* first(known({ id: event.id }))
      const row = before ?? (yield* fresh(event))
      if (row) written.push(eventOf(row))
    }
    return written
  }
  function* fresh(event: EventDraft) {
    const counted = yield* first(count({ subject: event.subject }))
    return yield* first(write({ ...event, sequence: Number(counted?.sequence) }))
  }

  return {
    append,
    section: {
      append,
      *list(after, limit) {
        const query = sql.build.selectFrom('events').selectAll().where('ordinal', '>', after)
        return (yield* rows({ ...sql.query(query.orderBy('ordinal').limit(limit)), alone: true })).map(eventOf)
      },
    },
  }
}
