import { type HttpRequest, path } from '@mis/core/adapter'
import { z } from 'zod'
import { optionalTextSchema } from '../scalars.ts'
import { clockSchema, type DateForm, dateIn, type MedapiPaths } from './common.ts'

/** [req] `GET /schedule/{doctorGuid}/{date}`: one doctor, one day. */
export function scheduleRequest(
  paths: MedapiPaths,
  { doctorGuid, day, form }: { readonly doctorGuid: string; readonly day: string; readonly form: DateForm },
): HttpRequest {
  return { method: 'GET', path: `${paths.schedule}${path`/${doctorGuid}/${dateIn(form, day)}`}` }
}

const timeSchema = z.object({ start: clockSchema, end: clockSchema, cabinet: optionalTextSchema })

/** [assumed] Free times only, in no order; no reception or an unknown doctor is an empty list. */
export const scheduleAnswerSchema = z.array(timeSchema)

export type WireTime = z.infer<typeof timeSchema>
