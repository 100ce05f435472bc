import type { AuditEntry } from '../../../store/audit.ts'
import { kindsOf } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import { as, orNull, reader, text, whole } from '../rows.ts'
import type { Query } from '../steps.ts'

export interface AuditTable {
  readonly number: number
  readonly at: number
  readonly who: string
  readonly what: string
  readonly whose: string | null
  readonly about: string | null
  readonly outcome: string
  readonly code: string | null
  readonly previous: string
  readonly hash: string
}

export const auditEntryOf = reader<AuditEntry>({
  number: whole,
  at: whole,
  who: text,
  what: text,
  whose: orNull(text),
  about: orNull(text),
  outcome: as(),
  code: orNull(text),
  previous: text,
  hash: text,
})

export function createAudit(sql: Sql): readonly Query[] {
  const kind = kindsOf(sql)
  return [
    sql.schema
      .createTable('audit')
      .addColumn('number', kind.whole, (column) => column.primaryKey())
      .addColumn('at', kind.whole, (column) => column.notNull())
      .addColumn('who', kind.text, (column) => column.notNull())
      .addColumn('what', kind.text, (column) => column.notNull())
      .addColumn('whose', kind.text)
      .addColumn('about', kind.text)
      .addColumn('outcome', kind.text, (column) => column.notNull())
      .addColumn('code', kind.text)
      .addColumn('previous', kind.text, (column) => column.notNull())
      .addColumn('hash', kind.text, (column) => column.notNull()),
  ].map(sql.query)
}
