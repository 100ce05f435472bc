import type { Generated } from 'kysely'
import type { StoredEvent } from '../../../store/outbox.ts'
import { kindsOf } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import { bytes, reader, text, whole } from '../rows.ts'
import type { Query } from '../steps.ts'

export interface EventTable {
  readonly ordinal: Generated<number>
  readonly id: string
  readonly type: string
  readonly instance: string
  readonly subject: string
  readonly sequence: number
  readonly at: number
  readonly body: Uint8Array
}

/** How many events a subject has had; it outlives the events themselves. */
export interface SubjectTable {
  readonly subject: string
  readonly sequence: number
}

export const eventOf = reader<StoredEvent>({
  id: text,
  type: text,
  instance: text,
  subject: text,
  ordinal: whole,
  sequence: whole,
  at: whole,
  body: bytes,
})

export function createOutbox(sql: Sql): readonly Query[] {
  const kind = kindsOf(sql)
  const { schema } = sql
  return [
    schema
      .createTable('events')
      .addColumn('ordinal', kind.ordinal, (column) =>
        sql.name === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
      )
      .addColumn('id', kind.text, (column) => column.notNull().unique())
      .addColumn('type', kind.text, (column) => column.notNull())
      .addColumn('instance', kind.text, (column) => column.notNull())
      .addColumn('subject', kind.text, (column) => column.notNull())
      .addColumn('sequence', kind.whole, (column) => column.notNull())
      .addColumn('at', kind.whole, (column) => column.notNull())
      .addColumn('body', kind.bytes, (column) => column.notNull()),
    schema
      .createTable('subjects')
      .addColumn('subject', kind.text, (column) => column.primaryKey())
      .addColumn('sequence', kind.whole, (column) => column.notNull()),
  ].map(sql.query)
}
