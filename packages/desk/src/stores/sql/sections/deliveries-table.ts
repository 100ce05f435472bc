import type { DeadLetter } from '../../../store/deliveries.ts'
import { kindsOf } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import { reader, text, whole } from '../rows.ts'
import type { Query } from '../steps.ts'

export interface SinkTable {
  readonly sink: string
  readonly fence: number
  readonly after_ordinal: number
  readonly lease_until: number
}

export interface DeadLetterTable {
  readonly sink: string
  readonly event_id: string
  readonly ordinal: number
  readonly why: string
  readonly at: number
}

export const deadLetterOf = reader<DeadLetter>({ sink: text, eventId: text, ordinal: whole, why: text, at: whole })

export function createDeliveries(sql: Sql): readonly Query[] {
  const kind = kindsOf(sql)
  const { schema } = sql
  return [
    schema
      .createTable('sinks')
      .addColumn('sink', kind.text, (column) => column.primaryKey())
      .addColumn('fence', kind.whole, (column) => column.notNull())
      .addColumn('after_ordinal', kind.whole, (column) => column.notNull())
      .addColumn('lease_until', kind.whole, (column) => column.notNull()),
    schema
      .createTable('dead_letters')
      .addColumn('sink', kind.text, (column) => column.notNull())
      .addColumn('event_id', kind.text, (column) => column.notNull())
      .addColumn('ordinal', kind.whole, (column) => column.notNull())
      .addColumn('why', kind.text, (column) => column.notNull())
      .addColumn('at', kind.whole, (column) => column.notNull())
      .addPrimaryKeyConstraint('dead_letters_key', ['sink', 'event_id']),
    schema.createIndex('dead_letters_order').on('dead_letters').columns(['sink', 'ordinal']),
  ].map(sql.query)
}
