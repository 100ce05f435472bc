import type { Generated } from 'kysely'
import type { ConsentEntry } from '../../../store/consents.ts'
import { kindsOf } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import { as, orNull, reader, text, whole } from '../rows.ts'
import type { Query } from '../steps.ts'

export interface ConsentTable {
  readonly ordinal: Generated<number>
  readonly patient_key: string
  readonly purpose: string
  readonly act: string
  readonly version: string | null
  readonly source: string | null
  readonly at: number
}

export const consentOf = reader<ConsentEntry>({
  ordinal: whole,
  patientKey: text,
  purpose: text,
  act: as(),
  version: orNull(text),
  source: orNull(text),
  at: whole,
})

export function createConsents(sql: Sql): readonly Query[] {
  const kind = kindsOf(sql)
  const { schema } = sql
  return [
    schema
      .createTable('consents')
      .addColumn('ordinal', kind.ordinal, (column) =>
        sql.name === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
      )
      .addColumn('patient_key', kind.text, (column) => column.notNull())
      .addColumn('purpose', kind.text, (column) => column.notNull())
      .addColumn('act', kind.text, (column) => column.notNull())
      .addColumn('version', kind.text)
      .addColumn('source', kind.text)
      .addColumn('at', kind.whole, (column) => column.notNull()),
    schema.createIndex('consents_patient').on('consents').columns(['patient_key', 'ordinal']),
  ].map(sql.query)
}
