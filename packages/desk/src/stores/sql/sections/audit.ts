import { linked } from '../../../audit/chain.ts'
import type { AuditStore } from '../../../store/audit.ts'
import type { Sql } from '../dialect.ts'
import { alone, first, rows, type Stepwise } from '../steps.ts'
import { auditEntryOf } from './audit-table.ts'

export function auditSteps(sql: Sql): Stepwise<AuditStore> {
  // One writer at a time has the end of the chain; SQLite has one anyway.
  const inTurn =
    sql.name === 'postgres' ? sql.statement("select pg_advisory_xact_lock(hashtextextended('#audit', 0))") : undefined
  const newest = sql.statement('select * from #audit order by number desc limit 1')
  const clock = sql.statement('select $now as at')
  const write = sql.statement(
    `insert into #audit (number, at, who, what, whose, about, outcome, code, previous, hash)
      values ($number, $at, $who, $what, $whose, $about, $outcome, $code, $previous, $hash)`,
  )
  return {
    *append(draft) {
      if (inTurn) yield inTurn()
      const last = yield* first(newest())
      const now = yield* first(clock())
      const entry = linked(draft, Number(now?.at), last ? auditEntryOf(last) : null)
      yield write({ ...entry })
      return entry
    },
    *list(after, limit) {
      const query = sql.build.selectFrom('audit').selectAll().where('number', '>', after).orderBy('number').limit(limit)
      return (yield* rows(alone(sql.query(query)))).map(auditEntryOf)
    },
  }
}
