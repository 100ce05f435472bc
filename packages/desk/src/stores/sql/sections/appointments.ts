import type { AppointmentChange, AppointmentStore, Recorded } from '../../../store/appointments.ts'
import type { Sql } from '../dialect.ts'
import { alone, first, rows, type Steps, type Stepwise } from '../steps.ts'
import { appointmentOf } from './appointments-table.ts'

export type RecordAppointment = (change: AppointmentChange) => Steps<Recorded>

export function appointmentSteps(sql: Sql): {
  readonly section: Stepwise<AppointmentStore>
  readonly record: RecordAppointment
} {
  const known = sql.statement(
    'select * from #appointments where instance = $instance and id = $id @only_postgres(for update)',
  )
  const insert = sql.statement(
    `insert into #appointments (instance, id, patient_key, intent_id, doctor_id, starts_at, status, seen_at, body)
      values ($instance, $id, $patient_key, $intent_id, $doctor_id, $starts_at, $status, $seen_at, $body)
      on conflict do nothing returning id`,
  )
  const update = sql.statement(
    `update #appointments set patient_key = $patient_key, intent_id = coalesce($intent_id, intent_id),
      doctor_id = $doctor_id, starts_at = $starts_at, status = $status, seen_at = $seen_at, body = $body
      where instance = $instance and id = $id`,
  )

  function* record(change: AppointmentChange): Steps<Recorded> {
    const key = { instance: change.instance, id: change.id }
    const values = {
      ...key,
      patient_key: change.patientKey,
      intent_id: change.intentId,
      doctor_id: change.doctorId,
      starts_at: change.startsAt,
      status: change.status,
      seen_at: change.seenAt,
      body: change.body,
    }
    let row = yield* first(known(key))
    if (!row) {
      if (yield* first(insert(values))) return 'inserted'
      // Somebody else was first between the two statements.
      row = yield* first(known(key))
    }
    if (!row) return 'late'
    const before = appointmentOf(row)
    if (before.seenAt > change.seenAt) return 'late'
    if (!change.from.includes(before.status)) return 'refused'
    yield update(values)
    return 'updated'
  }

  return {
    record,
    section: {
      record,
      *get(instance, id) {
        const row = yield* first(
          alone(
            sql.query(
              sql.build.selectFrom('appointments').selectAll().where('instance', '=', instance).where('id', '=', id),
            ),
          ),
        )
        return row ? appointmentOf(row) : null
      },
      *list({ patientKey, instance, startingAt, limit }) {
        let query = sql.build.selectFrom('appointments').selectAll().where('patient_key', '=', patientKey)
        if (instance !== undefined) query = query.where('instance', '=', instance)
        if (startingAt !== undefined) query = query.where('starts_at', '>=', startingAt)
        return (yield* rows(alone(sql.query(query.orderBy('starts_at').limit(limit))))).map(appointmentOf)
      },
    },
  }
}
