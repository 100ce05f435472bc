import { kindsOf } from './columns.ts'
import type { Sql } from './dialect.ts'
import { migrations } from './migrations.ts'
import { first, rows, type Steps } from './steps.ts'

/** What stands where the tables of a desk should be. Null where they can be used. */
export type Obstacle = { readonly why: string } | null

/** Which steps of the schema this database has had; the only table that is never migrated itself. */
const versions = 'mis_desk_schema'

/**
 * Brings the tables up to date, all or nothing, one process at a time. Gives what stands in the way where what is there
 * is not ours or is newer than this program.
 */
export function* migrate(sql: Sql, schema: string): Steps<Obstacle> {
  if (sql.name === 'postgres') yield* lockSchema(sql, schema)
  const kind = kindsOf(sql)
  const tables = yield* tableNames(sql, schema)
  if (!tables.includes(versions)) {
    if (tables.length > 0) return { why: 'holds tables of something else; give the desk a place of its own' }
    yield sql.query(
      sql.schema
        .createTable(versions)
        .addColumn('version', 'integer', (column) => column.primaryKey())
        .addColumn('name', kind.text, (column) => column.notNull())
        .addColumn('applied_at', kind.whole, (column) => column.notNull()),
    )
  }
  const applied = yield* rows(sql.statement(`select version, name from #${versions} order by version`)())
  if (applied.length > migrations.length)
    return {
      why: `was made by a newer version of @mis/desk (schema ${applied.length}, known here: ${migrations.length})`,
    }
  const strange = applied.findIndex(({ name }, index) => name !== migrations[index]?.name)
  if (strange !== -1) return { why: `holds an unknown schema (step ${strange + 1}); give the desk a place of its own` }
  const add = sql.statement(`insert into #${versions} (version, name, applied_at) values ($version, $name, $now)`)
  for (const [index, { name, up }] of migrations.entries()) {
    if (index < applied.length) continue
    for (const query of up(sql)) yield query
    yield add({ version: index + 1, name })
  }
  return yield* mayWrite(sql, schema)
}

function* lockSchema(sql: Sql, schema: string): Steps<void> {
  yield sql.statement('select pg_advisory_xact_lock(hashtextextended($schema, 0))')({ schema: `${schema}.${versions}` })
  const known = yield* first(sql.statement('select 1 from pg_namespace where nspname = $schema')({ schema }))
  if (!known) yield sql.query(sql.schema.createSchema(schema))
}

function* tableNames(sql: Sql, schema: string): Steps<readonly string[]> {
  const list =
    sql.name === 'postgres'
      ? sql.statement('select tablename as name from pg_tables where schemaname = $schema')({ schema })
      : sql.statement("select name from sqlite_schema where type = 'table' and name not like 'sqlite%'")()
  return (yield* rows(list)).map(({ name }) => String(name))
}

/** A role that may read but not write would else be found out by the first patient. */
function* mayWrite(sql: Sql, schema: string): Steps<Obstacle> {
  if (sql.name === 'sqlite') return null
  const denied = yield* first(
    sql.statement(
      `select tablename as name from pg_tables where schemaname = $schema and not (
        has_table_privilege(format('%I.%I', schemaname, tablename), 'select') and
        has_table_privilege(format('%I.%I', schemaname, tablename), 'insert') and
        has_table_privilege(format('%I.%I', schemaname, tablename), 'update') and
        has_table_privilege(format('%I.%I', schemaname, tablename), 'delete')) limit 1`,
    )({ schema }),
  )
  return denied ? { why: `its role may not read and write the table ${denied.name} of the schema ${schema}` } : null
}
