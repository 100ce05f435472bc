import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type SchemaModule,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Query, Value } from './steps.ts'
import type { Tables } from './tables.ts'

/** A statement in plain SQL, for hot and bulk paths: prepared once, its values given by name. */
export type Statement = (values?: Readonly<Record<string, Value>>) => Query

/** What sections write their statements with. */
export interface Sql {
  readonly name: 'sqlite' | 'postgres'
  /** Builds ordinary queries; runs none. */
  readonly build: Kysely<Tables>
  /** Builds tables and indices. */
  readonly schema: SchemaModule
  /**
   * Plain SQL that both databases understand. `#intents` is the table of that name, `$slot_key` a value, `$now` the
   * store's clock, `@only_postgres(…)` and `@only_sqlite(…)` what only one of them needs (without brackets inside).
   */
  statement(text: string): Statement
  /** Whether a column is in a list, as SQL; `value` is what `list` has made. */
  among(column: string, value: string): string
  /** A list of texts as one value. */
  list(texts: readonly string[]): string
  /** What was built, as a step. */
  query(built: { compile(): CompiledQuery }): Query
}

type Lists = Pick<Sql, 'among' | 'list'>

const sqliteLists: Lists = {
  among: (column, value) => `${column} in (select value from json_each(${value}))`,
  list: (texts) => JSON.stringify(texts),
}

// An array: of a list in JSON it would guess the length, and then make its plan anew each time.
const postgresLists: Lists = {
  among: (column, value) => `${column} = any(cast(${value} as text[]))`,
  list(texts) {
    const json = JSON.stringify(texts)
    // The same words in other brackets; only what is escaped is escaped in another way.
    const inside = json.includes('\\')
      ? texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join()
      : json.slice(1, -1)
    return `{${inside}}`
  },
}

export interface Dialect {
  /** Where the tables live; undefined where a database has no such rooms. */
  readonly schema?: string
  /** Epoch milliseconds in SQL where the database's own clock decides; otherwise the clock. */
  readonly clock: string | (() => number)
}

export function sqliteSql(now: () => number): Sql {
  const build = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
  return makeSql('sqlite', build, { clock: now })
}

// The statement's beginning: fixed within it, so that an index may be used, and never later than the truth.
const postgresClock = '(floor(extract(epoch from statement_timestamp()) * 1000)::bigint)'

export function postgresSql(schema: string): Sql {
  const build = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
  return makeSql('postgres', build.withSchema(schema), { schema, clock: postgresClock })
}

function makeSql(name: Sql['name'], build: Kysely<Tables>, { schema, clock }: Dialect): Sql {
  const mark = name === 'postgres' ? '$' : '?'
  const lists = name === 'postgres' ? postgresLists : sqliteLists
  const other = name === 'postgres' ? 'sqlite' : 'postgres'
  return {
    name,
    build,
    schema: build.schema,
    ...lists,
    query(built) {
      const { sql, parameters } = built.compile()
      return { text: sql, values: parameters as readonly Value[] }
    },
    statement(source) {
      const names: string[] = []
      const text = source
        .replace(new RegExp(`@only_${other}\\([^()]*\\)`, 'g'), '')
        .replace(new RegExp(`@only_${name}\\(([^()]*)\\)`, 'g'), '$1')
        .replace(/#([a-z_]+)/g, (_, table: string) => (schema === undefined ? `"${table}"` : `"${schema}"."${table}"`))
        .replace(/\$([a-z_]+)/g, (_, value: string) => {
          if (value === 'now' && typeof clock === 'string') return clock
          if (!names.includes(value)) names.push(value)
          return `${mark}${names.indexOf(value) + 1}`
        })
        .replace(/\s+/g, ' ')
        .trim()
      return (given = {}) => ({
        text,
        isFixed: true,
        values: names.map((one) => {
          const value = one === 'now' && typeof clock === 'function' ? clock() : given[one]
          if (value === undefined) throw new TypeError(`no value for $${one}`)
          return value
        }),
      })
    },
  }
}
