import type { HeldSlot } from '../../../store/holds.ts'
import { kindsOf } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import { json, orNull, reader, text, whole } from '../rows.ts'
import type { Query } from '../steps.ts'

export interface HoldTable {
  readonly slot_key: string
  readonly id: string
  readonly instance: string
  readonly owner: string
  readonly expires_at: number | null
  readonly last_until: number
  readonly intent_id: string | null
  readonly slot: string
  readonly native: string | null
}

export const holdOf = reader<HeldSlot>({
  id: text,
  slotKey: text,
  instance: text,
  owner: text,
  expiresAt: orNull(whole),
  lastUntil: whole,
  intentId: orNull(text),
  slot: json,
  native: orNull(json),
})

export function createHolds(sql: Sql): readonly Query[] {
  const kind = kindsOf(sql)
  const { schema } = sql
  return [
    schema
      .createTable('holds')
      .addColumn('slot_key', kind.text, (column) => column.primaryKey())
      .addColumn('id', kind.text, (column) => column.notNull())
      .addColumn('instance', kind.text, (column) => column.notNull())
      .addColumn('owner', kind.text, (column) => column.notNull())
      .addColumn('expires_at', kind.whole)
      .addColumn('last_until', kind.whole, (column) => column.notNull())
      .addColumn('intent_id', kind.text)
      .addColumn('slot', kind.text, (column) => column.notNull())
      .addColumn('native', kind.text),
    schema.createIndex('holds_id').on('holds').column('id'),
    schema.createIndex('holds_expiry').on('holds').column('expires_at').where('expires_at', 'is not', null),
  ].map(sql.query)
}
