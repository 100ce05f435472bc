import type { ColumnDataType } from 'kysely'
import type { Sql } from './dialect.ts'

/** The names of one kind of column in each database. */
interface Kinds {
  readonly text: ColumnDataType
  /** Whole numbers, epoch milliseconds among them. */
  readonly whole: ColumnDataType
  readonly bytes: ColumnDataType
  /** Given by the store: strictly growing, never used twice. */
  readonly ordinal: ColumnDataType
}

const kinds: Readonly<Record<Sql['name'], Kinds>> = {
  sqlite: { text: 'text', whole: 'integer', bytes: 'blob', ordinal: 'integer' },
  postgres: { text: 'text', whole: 'bigint', bytes: 'bytea', ordinal: 'bigserial' },
}

export function kindsOf({ name }: Sql): Kinds {
  return kinds[name]
}
