import { erasedKey, type PrivacyStore, type SealedColumn } from '../../../store/privacy.ts'
import type { Sql, Statement } from '../dialect.ts'
import { bytes } from '../rows.ts'
import { alone, first, rows, type Stepwise } from '../steps.ts'

/** Where the values of a column stand: the table, and the members of its key. */
const places: { readonly [C in SealedColumn]: readonly [table: string, column: string, key: readonly string[]] } = {
  'intents.body': ['intents', 'body', ['id']],
  'intents.result': ['intents', 'result', ['id']],
  'appointments.body': ['appointments', 'body', ['instance', 'id']],
  'outbox.body': ['events', 'body', ['id']],
  'reminders.body': ['reminders', 'body', ['id']],
}

const live = "state not in ('done', 'refused', 'expired', 'withdrawn')"

export function privacySteps(sql: Sql): Stepwise<PrivacyStore> {
  const statements = Object.fromEntries(
    Object.entries(places).map(([name, place]) => [name, statementsOf(sql, ...place)]),
  ) as { readonly [C in SealedColumn]: ReturnType<typeof statementsOf> }
  const busy = sql.statement(`select reference from #intents where patient_key = $patient_key and ${live}`)
  const intents = sql.statement(
    `update #intents set patient_key = $erased, owner = $erased, body_hash = $erased, key = null, body = substr(body, 1, 0),
      result = substr(result, 1, 0) where patient_key = $patient_key returning id`,
  )
  const visits = sql.statement(
    'update #appointments set patient_key = $erased, body = substr(body, 1, 0) where patient_key = $patient_key returning id',
  )
  const reminders = sql.statement(
    `update #reminders set patient_key = $erased, body = substr(body, 1, 0), fence = fence + 1,
      why = case when state = 'planned' then 'erased' else why end,
      state = case when state = 'planned' then 'dropped' else state end where patient_key = $patient_key returning id`,
  )
  return {
    *sealed(column, cursor, limit) {
      const { page, keyOf, named } = statements[column]
      const found = yield* rows(alone(page(cursor === null ? null : JSON.parse(cursor), limit)))
      const last = found.at(-1)
      return {
        values: found.map((row) => ({ column, row: named(row), bytes: bytes(row.value, column) })),
        next: found.length < limit || last === undefined ? null : JSON.stringify(keyOf(last)),
      }
    },
    *replace({ column, row, bytes: before }, after) {
      return (yield* first(alone(statements[column].replace({ row, before, after })))) !== undefined
    },
    *erase(patientKey) {
      const under = yield* rows(busy({ patient_key: patientKey }))
      if (under.length > 0) return { kind: 'busy', references: under.map(({ reference }) => String(reference)) }
      const values = { patient_key: patientKey, erased: erasedKey }
      return {
        kind: 'erased',
        intents: (yield* rows(intents(values))).length,
        appointments: (yield* rows(visits(values))).length,
        reminders: (yield* rows(reminders(values))).length,
      }
    },
  }
}

function statementsOf(sql: Sql, table: string, column: string, key: readonly string[]) {
  const name = key.join(" || '/' || ")
  const isThere = `${column} is not null and length(${column}) > 0`
  const list = `select ${key.join(', ')}, ${column} as value from #${table} where ${isThere}`
  const order = `order by ${key.join(', ')} limit $limit`
  const begin = sql.statement(`${list} ${order}`)
  const goOn = sql.statement(`${list} and (${key.join(', ')}) > (${key.map((one) => `$${one}`).join(', ')}) ${order}`)
  const replace: Statement = sql.statement(
    `update #${table} set ${column} = $after where ${name} = $row and ${column} = $before returning ${key[0]}`,
  )
  return {
    replace,
    page: (after: Readonly<Record<string, string>> | null, limit: number) =>
      after === null ? begin({ limit }) : goOn({ ...after, limit }),
    keyOf: (row: Readonly<Record<string, unknown>>) => Object.fromEntries(key.map((one) => [one, String(row[one])])),
    named: (row: Readonly<Record<string, unknown>>) => key.map((one) => String(row[one])).join('/'),
  }
}
