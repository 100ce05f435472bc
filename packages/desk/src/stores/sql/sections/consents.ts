import type { ConsentStore } from '../../../store/consents.ts'
import type { Sql } from '../dialect.ts'
import { alone, first, rows, type Stepwise } from '../steps.ts'
import { consentOf } from './consents-table.ts'

export function consentSteps(sql: Sql): Stepwise<ConsentStore> {
  const write = sql.statement(
    `insert into #consents (patient_key, purpose, act, version, source, at)
      values ($patient_key, $purpose, $act, $version, $source, $now) returning *`,
  )
  return {
    *append({ patientKey, ...draft }) {
      const row = yield* first(alone(write({ ...draft, patient_key: patientKey })))
      return consentOf(row ?? {})
    },
    *list(patientKey) {
      const query = sql.build.selectFrom('consents').selectAll().where('patient_key', '=', patientKey)
      return (yield* rows(alone(sql.query(query.orderBy('ordinal'))))).map(consentOf)
    },
  }
}
