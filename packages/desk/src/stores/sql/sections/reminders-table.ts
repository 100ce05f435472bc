import type { Reminder } from '../../../store/reminders.ts'
import { kindsOf } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import { as, bytes, orNull, reader, text, whole } from '../rows.ts'
import type { Query } from '../steps.ts'

export interface ReminderTable {
  readonly id: string
  readonly instance: string
  readonly appointment_id: string
  readonly kind: string
  readonly patient_key: string
  readonly starts_at: number
  readonly due_at: number
  readonly not_after: number
  readonly state: string
  readonly fence: number
  readonly lease_until: number | null
  readonly attempts: number
  readonly why: string | null
  readonly body: Uint8Array
}

export interface MessageOwnerTable {
  readonly instance: string
  readonly owner: string
}

export const reminderOf = reader<Reminder>({
  id: text,
  instance: text,
  appointmentId: text,
  kind: text,
  patientKey: text,
  startsAt: whole,
  dueAt: whole,
  notAfter: whole,
  state: as(),
  fence: whole,
  leaseUntil: orNull(whole),
  attempts: whole,
  why: orNull(text),
  body: bytes,
})

export function createReminders(sql: Sql): readonly Query[] {
  const kind = kindsOf(sql)
  const { schema } = sql
  return [
    schema
      .createTable('reminders')
      .addColumn('id', kind.text, (column) => column.primaryKey())
      .addColumn('instance', kind.text, (column) => column.notNull())
      .addColumn('appointment_id', kind.text, (column) => column.notNull())
      .addColumn('kind', kind.text, (column) => column.notNull())
      .addColumn('patient_key', kind.text, (column) => column.notNull())
      .addColumn('starts_at', kind.whole, (column) => column.notNull())
      .addColumn('due_at', kind.whole, (column) => column.notNull())
      .addColumn('not_after', kind.whole, (column) => column.notNull())
      .addColumn('state', kind.text, (column) => column.notNull())
      .addColumn('fence', kind.whole, (column) => column.notNull())
      .addColumn('lease_until', kind.whole)
      .addColumn('attempts', kind.whole, (column) => column.notNull())
      .addColumn('why', kind.text)
      .addColumn('body', kind.bytes, (column) => column.notNull()),
    schema.createIndex('reminders_visit').on('reminders').columns(['instance', 'appointment_id']),
    schema.createIndex('reminders_due').on('reminders').columns(['state', 'due_at']),
    schema.createIndex('reminders_patient').on('reminders').column('patient_key'),
    schema
      .createTable('message_owners')
      .addColumn('instance', kind.text, (column) => column.primaryKey())
      .addColumn('owner', kind.text, (column) => column.notNull()),
  ].map(sql.query)
}
