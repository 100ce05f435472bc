import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'
import { type Access, request } from './common.ts'
import { moment, optionalMinutes, optionalMoment, optionalReference } from './moments.ts'
import { isNothing, listAnswer, within } from './tree.ts'

/** Free time of one employee; both days included. */
export interface ScheduleQuery {
  readonly employeeId: string
  /** Undefined = in every clinic. */
  readonly clinicId: string | undefined
  readonly from: string
  readonly to: string
}

/** [doc] The end is the last second of the last day, so that it is included whether it is read as a day or a moment. */
export function scheduleRequest(access: Access, { employeeId, clinicId, from, to }: ScheduleQuery): HttpRequest {
  return request(access, 'Schedule', 'read', {
    Method: 'GetSchedule20',
    StartDate: `${from}T00:00:00`,
    FinishDate: `${to}T23:59:59`,
    Clinic: clinicId,
    Employees: employeeId,
    Format: 'JSON',
    OnlyFreeTime: true,
  })
}

/** A range of time; both ends may be times of day on the empty date, then `Дата` has the day. */
const periodSchema = z.object({
  Дата: optionalMoment,
  ВремяНачала: moment,
  ВремяОкончания: moment,
})
export type WirePeriod = z.infer<typeof periodSchema>

/** [doc] With `OnlyFreeTime` the periods stand one or two levels higher than without. */
function freePeriodsOf(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row
  const { ПериодыГрафика: times, СвободноеВремя: freeTime, ПериодГрафика: periods, ...rest } = row as Level
  if (isNothing(times)) return { ...rest, free: freeTime ?? { ПериодГрафика: periods } }
  const isSorted = typeof times === 'object' && times !== null && ('СвободноеВремя' in times || 'ЗанятоеВремя' in times)
  return { ...rest, free: isSorted ? (times as Level).СвободноеВремя : times }
}

type Level = Readonly<Record<string, unknown>>

const rowSchema = z.preprocess(
  freePeriodsOf,
  z.object({
    Клиника: optionalReference,
    СотрудникID: optionalReference,
    ДлительностьПриема: optionalMinutes,
    free: within('ПериодГрафика', periodSchema),
  }),
)
export type WireScheduleRow = z.infer<typeof rowSchema>

export const scheduleAnswerSchema = listAnswer('ГрафикДляСайта', rowSchema)
