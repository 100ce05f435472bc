import type { StoredAppointment } from '../../../store/appointments.ts'
import { kindsOf } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import { as, bytes, orNull, reader, text, whole } from '../rows.ts'
import type { Query } from '../steps.ts'

export interface AppointmentTable {
  readonly instance: string
  readonly id: string
  readonly patient_key: string
  readonly intent_id: string | null
  readonly doctor_id: string
  readonly starts_at: number
  readonly status: string
  readonly seen_at: number
  readonly body: Uint8Array
}

export const appointmentOf = reader<StoredAppointment>({
  instance: text,
  id: text,
  patientKey: text,
  intentId: orNull(text),
  doctorId: text,
  startsAt: whole,
  status: as(),
  seenAt: whole,
  body: bytes,
})

export function createAppointments(sql: Sql): readonly Query[] {
  const kind = kindsOf(sql)
  const { schema } = sql
  return [
    schema
      .createTable('appointments')
      .addColumn('instance', kind.text, (column) => column.notNull())
      .addColumn('id', kind.text, (column) => column.notNull())
      .addColumn('patient_key', kind.text, (column) => column.notNull())
      .addColumn('intent_id', kind.text)
      .addColumn('doctor_id', kind.text, (column) => column.notNull())
      .addColumn('starts_at', kind.whole, (column) => column.notNull())
      .addColumn('status', kind.text, (column) => column.notNull())
      .addColumn('seen_at', kind.whole, (column) => column.notNull())
      .addColumn('body', kind.bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('appointments_key', ['instance', 'id']),
    schema.createIndex('appointments_patient').on('appointments').columns(['patient_key', 'starts_at']),
  ].map(sql.query)
}
