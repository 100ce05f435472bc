import { z } from 'zod'
import { idSchema, type PortalRequest, rowsOf } from './common.ts'

/** [client] Which visits: in the clinic, or by video only. */
const onlineModes = { 'in-person': 0, online: 3 } as const

export interface IntervalsQuery {
  readonly doctorId: string
  /** `yyyymmdd` */
  readonly from: string
  readonly to: string
  readonly branch: string
  readonly mode: keyof typeof onlineModes
}

/** [client] The times of one doctor in one branch, both days included. */
export function intervalsRequest({ doctorId, from, to, branch, mode }: IntervalsQuery): PortalRequest {
  const query = { st: from, en: to, dcode: doctorId, onlineMode: onlineModes[mode], filialId: branch }
  return { method: 'GET', path: '/api/reservation/intervals', query }
}

const workSchema = z.object({
  schedident: idSchema.nullish(),
  intervals: z.array(
    z.object({
      /** [assumed] `09:00-09:20`, with or without spaces. */
      time: z.string(),
      isFree: z.boolean(),
    }),
  ),
})

/** [client] Days are keys, `yyyymmdd`. */
export const intervalsSchema = rowsOf(
  z.object({ dcode: idSchema.nullish(), workdates: z.array(z.record(z.string(), z.array(workSchema))) }),
)
export type PortalIntervals = z.infer<typeof intervalsSchema>
