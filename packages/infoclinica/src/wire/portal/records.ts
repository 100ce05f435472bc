import { path } from '@mis/core/adapter'
import { z } from 'zod'
import { dateSchema, idSchema, outgoingId, type PortalRequest, rowsOf } from './common.ts'

/** A time to book, as the intervals gave it. */
export interface PortalReservation {
  readonly date: string
  readonly doctorId: string
  readonly department: string
  /** `HH:MM` */
  readonly begin: string
  readonly finish: string
  readonly branch: string
  /** Whole hours from UTC. */
  readonly timezone: number
  readonly scheduleId: string
  readonly online: 0 | 1
  readonly serviceId?: string | undefined
  /** The record to move; a new one where absent. */
  readonly recordId?: string
}

/** [client] Books, or moves. */
export function reserveRequest(wanted: PortalReservation): PortalRequest {
  return {
    method: 'POST',
    path: '/api/reservation/reserve',
    json: {
      date: wanted.date,
      dcode: outgoingId(wanted.doctorId),
      depnum: outgoingId(wanted.department),
      st: wanted.begin,
      en: wanted.finish,
      filial: outgoingId(wanted.branch),
      timezone: wanted.timezone,
      schedident: outgoingId(wanted.scheduleId),
      services: wanted.serviceId === undefined ? [] : [outgoingId(wanted.serviceId)],
      onlineType: wanted.online,
      ...(wanted.recordId !== undefined && { schedid: outgoingId(wanted.recordId) }),
      deviceDetect: 2,
    },
    effect: 'write',
  }
}

/** [assumed] The new record's id; where it is missing, the patient's list tells. */
export const reserveAnswerSchema = z.object({
  success: z.literal(true),
  data: z.object({ schedid: idSchema }).nullish().catch(undefined),
})

/** [client] Cancels, although it is a GET. */
export const deleteRequest = (recordId: string, branch: string): PortalRequest => ({
  method: 'GET',
  path: path`/record/delete/${recordId}/${branch}`,
  effect: 'write',
})

export const deleteAnswerSchema = z.object({ success: z.literal(true) })

/** [client] Records of whoever is logged in, days both included, rows from `start` counted from 0. */
export const recordsRequest = (from: string, to: string, start: number, length: number): PortalRequest => ({
  method: 'GET',
  path: '/records/list',
  query: { st: from, en: to, start, length },
})

const clock = z.string().regex(/^\d{1,2}:\d{2}$/)
/** [assumed] The members of a row. */
const recordSchema = z.object({
  schedid: idSchema,
  workDate: dateSchema,
  st: clock,
  en: clock,
  dcode: idSchema,
  filial: idSchema,
  depnum: idSchema.nullish(),
  schedident: idSchema.nullish(),
  onlineType: z.int().nullish(),
})
export type PortalRecord = z.infer<typeof recordSchema>
export const recordsSchema = rowsOf(recordSchema)

const total = z.coerce.number().optional().catch(undefined)
const totalSchema = z.object({ recordsTotal: total, recordsFiltered: total })

/** [assumed] How many records there are on all pages, of these days where that is told; 0 where nothing is. */
export function recordsTotal(answer: unknown): number {
  const { recordsFiltered, recordsTotal } = totalSchema.safeParse(answer).data ?? {}
  return recordsFiltered ?? recordsTotal ?? 0
}
