import type { MirrorEntry } from '../../../store/mirror.ts'
import { kindsOf } from '../columns.ts'
import type { Sql } from '../dialect.ts'
import { flag, json, reader, text } from '../rows.ts'
import type { Query } from '../steps.ts'

export interface MirrorDayTable {
  readonly instance: string
  readonly doctor_id: string
  readonly day: string
  /** What the doctor does, so that days of all who do it follow each other. */
  readonly practice: string
  readonly hash: string
  readonly as_of: number
  readonly fence: number
  /** When its first and its last slot begin; null where it has none. */
  readonly first_at: number | null
  readonly last_at: number | null
  readonly slots: string
}

export interface MirrorRoundTable {
  readonly instance: string
  /** The last whole round; null before there was one. */
  readonly round: string | null
  readonly owner: string | null
  readonly lease_until: number
}

export interface MirrorEntryTable {
  readonly instance: string
  readonly kind: string
  readonly id: string
  readonly body: string
  readonly hash: string
  readonly is_listed: number
}

export const entryOf = reader<MirrorEntry>({ id: text, body: json, hash: text, isListed: flag })

function createDays(sql: Sql) {
  const kind = kindsOf(sql)
  return sql.schema
    .createTable('mirror_days')
    .addColumn('instance', kind.text, (column) => column.notNull())
    .addColumn('doctor_id', kind.text, (column) => column.notNull())
    .addColumn('day', kind.text, (column) => column.notNull())
    .addColumn('hash', kind.text, (column) => column.notNull())
    .addColumn('as_of', kind.whole, (column) => column.notNull())
    .addColumn('fence', kind.whole, (column) => column.notNull())
    .addColumn('first_at', kind.whole)
    .addColumn('last_at', kind.whole)
    .addColumn('slots', kind.text, (column) => column.notNull())
    .addPrimaryKeyConstraint('mirror_days_key', ['instance', 'doctor_id', 'day'])
}

export function createMirrorTables(sql: Sql): readonly Query[] {
  const kind = kindsOf(sql)
  const { schema } = sql
  return [
    createDays(sql),
    schema.createIndex('mirror_days_first').on('mirror_days').columns(['instance', 'first_at', 'doctor_id', 'last_at']),
    schema
      .createTable('mirror_rounds')
      .addColumn('instance', kind.text, (column) => column.primaryKey())
      .addColumn('round', kind.text)
      .addColumn('owner', kind.text)
      .addColumn('lease_until', kind.whole, (column) => column.notNull()),
    schema
      .createTable('mirror_entries')
      .addColumn('instance', kind.text, (column) => column.notNull())
      .addColumn('kind', kind.text, (column) => column.notNull())
      .addColumn('id', kind.text, (column) => column.notNull())
      .addColumn('body', kind.text, (column) => column.notNull())
      .addColumn('hash', kind.text, (column) => column.notNull())
      .addColumn('is_listed', kind.whole, (column) => column.notNull())
      .addPrimaryKeyConstraint('mirror_entries_key', ['instance', 'kind', 'id']),
  ].map(sql.query)
}

/** Days whose slots are packed, with an index for whoever looks for free times. */
export function packMirrorDays(sql: Sql): readonly Query[] {
  const { schema } = sql
  const nearest = ['instance', 'doctor_id', 'first_at', 'last_at']
  // In SQLite all of a mark, too: a round reads every one, and their rows are ten times as long.
  const marks = sql.name === 'sqlite' ? ['day', 'hash', 'as_of', 'fence'] : []
  return [
    // A copy: the next round fills it again.
    schema.dropTable('mirror_days'),
    createDays(sql),
    schema
      .createIndex('mirror_days_nearest')
      .on('mirror_days')
      .columns([...nearest, ...marks]),
    sql.build.updateTable('mirror_rounds').set({ round: null }),
  ].map(sql.query)
}

/**
 * Indices by who is looked for, first: where PostgreSQL knows nothing of a table yet, it would go through the whole
 * installation and pick them out. And names compared as bytes there, not by the rules of a language.
 */
export function indexNearest(sql: Sql): readonly Query[] {
  const isSqlite = sql.name === 'sqlite'
  const marks = isSqlite ? ['day', 'hash', 'as_of', 'fence'] : []
  const asBytes = ['instance', 'doctor_id', 'day', 'practice'].map((column) => `alter ${column} type text collate "C"`)
  const practice = sql.schema
    .alterTable('mirror_days')
    .addColumn('practice', kindsOf(sql).text, (column) => column.notNull().defaultTo(''))
  const index = (name: string, columns: readonly string[]) =>
    sql.query(
      sql.schema
        .createIndex(name)
        .on('mirror_days')
        .columns([...columns]),
    )
  return [
    // A copy: the next round fills it again, with its practices.
    sql.query(sql.build.deleteFrom('mirror_days')),
    sql.query(sql.build.updateTable('mirror_rounds').set({ round: null })),
    sql.query(practice),
    sql.query(sql.schema.dropIndex('mirror_days_nearest')),
    ...(isSqlite ? [] : [sql.statement(`alter table #mirror_days ${asBytes.join(', ')}`)()]),
    index('mirror_days_nearest', ['doctor_id', 'instance', 'first_at', 'last_at', ...marks]),
    index('mirror_days_practice', ['practice', 'instance', 'first_at', 'last_at']),
  ]
}
