import type { RecordShape } from '@mis/core/xml'
import { z } from 'zod'
import { dateSchema, hourSchema, idSchema, minuteSchema, optionalText, wireDate } from './common.ts'
import type { Message } from './message.ts'

/** What a booking names: the time as the schedule gave it, and the person. */
export interface Reservation {
  readonly doctorId: string
  readonly date: string
  readonly begin: readonly [hour: number, minute: number]
  readonly finish: readonly [hour: number, minute: number]
  readonly scheduleId: string
  readonly branch: string
  readonly online: 0 | 1
  readonly patientCode: string | undefined
  readonly serviceId?: string | undefined
  /** Ours, kept beside theirs. */
  readonly reference?: string | undefined
  /** [client] The record to move; a new one where absent. */
  readonly recordId?: string
}

/** [doc] Books a time, or moves a record to it. `EXTSCHEDID` wants `AUTHMODE` 4. */
export function reserveMessage(wanted: Reservation): Message {
  const { doctorId, date, begin, finish, scheduleId, branch, online, patientCode } = wanted
  return {
    name: 'SCHEDULE_REC_RESERVE',
    branch,
    input: {
      DCODE: doctorId,
      WORKDATE: date,
      BHOUR: begin[0],
      BMIN: begin[1],
      FHOUR: finish[0],
      FMIN: finish[1],
      SCHEDIDENT: scheduleId,
      PCODE: patientCode,
      ONLINETYPE: online,
      SCHLIST: wanted.serviceId,
      SCHEDID: wanted.recordId,
      AUTHMODE: wanted.reference === undefined ? undefined : 4,
      EXTSCHEDID: wanted.reference,
    },
  }
}

/** [doc] */
export const removeMessage = (recordId: string, branch: string): Message => ({
  name: 'SCHEDULE_REC_REMOVE',
  branch,
  input: { SCHEDID: recordId },
})

/** [doc] */
export const infoMessage = (recordId: string): Message => ({ name: 'SCHEDULE_INFO', input: { SCHEDID: recordId } })

/** [doc] Every record of one day, of all patients: only for the patient code of a record that is known by its id. */
export const dayMessage = (day: string): Message => ({
  name: 'SCHEDULE_LIST',
  input: { BDATE: wireDate(day), FDATE: wireDate(day) },
})

/** [doc] One patient's records from a day on, rows `first`..`last` counted from 1. */
export function patientRecordsMessage(patientCode: string, from: string, first: number, last: number): Message {
  return {
    name: 'SCHEDULE_REC_LIST',
    input: { PCODE: patientCode, BDATE: wireDate(from), FIRSTROW: first, LASTROW: last },
  }
}

const fields = [
  ...['SCHEDID', 'WORKDATE', 'BHOUR', 'BMIN', 'FHOUR', 'FMIN', 'FILIAL', 'DCODE', 'SCHEDIDENT', 'ONLINETYPE'],
  ...['PCODE', 'RNUM', 'EXTSCHEDID', 'CLVISIT'],
] as const

/** The one record of an answer. */
export const infoShape = { element: 'SCHED_INFO', fields } satisfies RecordShape
/** The records of a list. */
export const recordShape = { element: 'SCHEDULEREC', fields } satisfies RecordShape

export const recordSchema = z.object({
  /** [assumed] In SCHED_INFO it may be missing: whoever asked knows it. */
  SCHEDID: optionalText,
  WORKDATE: dateSchema,
  BHOUR: hourSchema,
  BMIN: minuteSchema,
  FHOUR: hourSchema,
  FMIN: minuteSchema,
  FILIAL: optionalText,
  DCODE: idSchema,
  SCHEDIDENT: optionalText,
  ONLINETYPE: optionalText,
  PCODE: optionalText,
  RNUM: optionalText,
  /** [assumed] Ours comes back where the server shows it. */
  EXTSCHEDID: optionalText,
  /** [assumed] As `SCHEDULE_REC_UPDATE` sets it: 1 has arrived. */
  CLVISIT: optionalText,
})
export type WireRecord = z.infer<typeof recordSchema>

/** Of another patient's record nothing but these two is read. */
export const ownerShape = { element: 'SCHEDULEREC', fields: ['SCHEDID', 'PCODE'] } satisfies RecordShape
