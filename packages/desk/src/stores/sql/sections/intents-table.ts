import type { Generated } from 'kysely'
import type { Intent } from '../../../store/intents.ts'
import { kindsOf } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import { as, bytes, flag, json, orNull, reader, text, whole } from '../rows.ts'
import type { Query } from '../steps.ts'

export interface IntentTable {
  readonly ordinal: Generated<number>
  readonly id: string
  readonly kind: string
  readonly instance: string
  readonly reference: string
  readonly subject: string
  readonly body_hash: string
  readonly patient_key: string
  readonly owner: string
  readonly doctor_id: string
  readonly starts_at: number
  readonly key: string | null
  readonly slot_key: string | null
  readonly lane: string | null
  readonly state: string
  readonly attempt: number
  readonly fence: number
  readonly lease_until: number | null
  readonly due_at: number | null
  readonly deadline_at: number
  readonly sent_at: number | null
  readonly quiet_until: number | null
  readonly withdraw_wanted: number
  readonly created_at: number
  readonly updated_at: number
  readonly body: Uint8Array
  readonly progress: string
  readonly result: Uint8Array | null
}

export const intentOf = reader<Intent>({
  id: text,
  ordinal: whole,
  kind: as(),
  instance: text,
  reference: text,
  subject: text,
  bodyHash: text,
  patientKey: text,
  owner: text,
  doctorId: text,
  startsAt: whole,
  key: orNull(text),
  slotKey: orNull(text),
  lane: orNull(text),
  state: as(),
  attempt: whole,
  fence: whole,
  leaseUntil: orNull(whole),
  dueAt: orNull(whole),
  deadlineAt: whole,
  sentAt: orNull(whole),
  quietUntil: orNull(whole),
  withdrawWanted: flag,
  createdAt: whole,
  updatedAt: whole,
  body: bytes,
  progress: (value) => json(value, 'progress') as Intent['progress'],
  result: orNull(bytes),
})

export function createIntents(sql: Sql): readonly Query[] {
  const kind = kindsOf(sql)
  const { schema } = sql
  const index = (name: string) => schema.createIndex(`intents_${name}`).on('intents')
  return [
    schema
      .createTable('intents')
      .addColumn('ordinal', kind.ordinal, (column) =>
        sql.name === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
      )
      .addColumn('id', kind.text, (column) => column.notNull().unique())
      .addColumn('kind', kind.text, (column) => column.notNull())
      .addColumn('instance', kind.text, (column) => column.notNull())
      .addColumn('reference', kind.text, (column) => column.notNull().unique())
      .addColumn('subject', kind.text, (column) => column.notNull())
      .addColumn('body_hash', kind.text, (column) => column.notNull())
      .addColumn('patient_key', kind.text, (column) => column.notNull())
      .addColumn('owner', kind.text, (column) => column.notNull())
      .addColumn('doctor_id', kind.text, (column) => column.notNull())
      .addColumn('starts_at', kind.whole, (column) => column.notNull())
      .addColumn('key', kind.text, (column) => column.unique())
      .addColumn('slot_key', kind.text)
      .addColumn('lane', kind.text)
      .addColumn('state', kind.text, (column) => column.notNull())
      .addColumn('attempt', kind.whole, (column) => column.notNull())
      .addColumn('fence', kind.whole, (column) => column.notNull())
      .addColumn('lease_until', kind.whole)
      .addColumn('due_at', kind.whole)
      .addColumn('deadline_at', kind.whole, (column) => column.notNull())
      .addColumn('sent_at', kind.whole)
      .addColumn('quiet_until', kind.whole)
      .addColumn('withdraw_wanted', kind.whole, (column) => column.notNull())
      .addColumn('created_at', kind.whole, (column) => column.notNull())
      .addColumn('updated_at', kind.whole, (column) => column.notNull())
      .addColumn('body', kind.bytes, (column) => column.notNull())
      .addColumn('progress', kind.text, (column) => column.notNull())
      .addColumn('result', kind.bytes),
    index('due').column('due_at').where('due_at', 'is not', null),
    index('lane').columns(['lane', 'ordinal']).where('lane', 'is not', null),
    index('state').columns(['state', 'ordinal']),
    index('patient').columns(['patient_key', 'ordinal']),
  ].map(sql.query)
}
