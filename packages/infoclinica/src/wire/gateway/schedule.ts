import type { RecordShape, XmlRecord } from '@mis/core/xml'
import { wireDate } from './common.ts'
import type { Message } from './message.ts'

/** [doc] Which visits: in the clinic, or by video only. */
export const onlineModes = { 'in-person': 0, online: 3 } as const

export interface ScheduleQuery {
  readonly doctorId: string
  readonly from: string
  readonly to: string
  readonly branch: string
  readonly mode: keyof typeof onlineModes
  /** Minutes of a slot; the server's own where absent. */
  readonly step?: number
  readonly serviceId?: string
}

/** [doc] The times of one doctor in one branch, both days included. */
export function scheduleMessage({ doctorId, from, to, branch, mode, step, serviceId }: ScheduleQuery): Message {
  return {
    name: 'SCHEDULE',
    branch,
    input: {
      DCODEIN: doctorId,
      BDATE: wireDate(from),
      FDATE: wireDate(to),
      ONLINEMODE: onlineModes[mode],
      EXTINTERV: step,
      SCHLIST: serviceId,
    },
  }
}

/** One time of one doctor's day. Read as it streams by: a network's month is hundreds of thousands of them. */
export const intervalShape = {
  element: 'INTERVAL',
  under: ['SCHEDULE_OUT', 'DOCT', 'WRDATE', 'SCHEDINT'],
  fields: ['BHOUR', 'BMIN', 'FHOUR', 'FMIN', 'FREETYPE'],
  from: { DOCT: ['DCODE'], WRDATE: ['WDATE'], SCHEDINT: ['SCHEDIDENT', 'RNUM'] },
} as const satisfies RecordShape

export type WireInterval = XmlRecord
