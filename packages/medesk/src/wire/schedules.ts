import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'
import { dateSchema, idSchema, momentSchema, optionalText, type Paths } from './common.ts'

/** [req] `GET /schedules`: the free times of one doctor, both days included. */
export function schedulesRequest(
  paths: Paths,
  query: { readonly doctorId: string; readonly from: string; readonly to: string },
): HttpRequest {
  const { doctorId, from, to } = query
  return { method: 'GET', path: paths.schedules, query: { doctor_id: doctorId, from, to, include: 'free_slots' } }
}

const freeSlotSchema = z.object({
  id: idSchema,
  start: momentSchema,
  end: momentSchema,
  room: optionalText,
  online: z.boolean(),
})

const dayScheduleSchema = z.object({
  doctor_id: idSchema,
  date: dateSchema,
  time_zone: optionalText,
  free_slots: z.array(freeSlotSchema),
})

/** [assumed] A full day has no slots, a day without reception no entry. */
export const schedulesAnswerSchema = z.object({ schedules: z.array(dayScheduleSchema) })

export type DaySchedule = z.infer<typeof dayScheduleSchema>
