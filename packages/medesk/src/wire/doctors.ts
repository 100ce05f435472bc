import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'
import { idSchema, optionalText, type Paths } from './common.ts'

/** [assumed] `GET /doctors`. */
export function doctorsRequest(paths: Paths): HttpRequest {
  return { method: 'GET', path: paths.doctors }
}

const doctorSchema = z.object({
  id: idSchema,
  last_name: z.string().min(1),
  first_name: z.string().min(1),
  middle_name: optionalText,
  specialties: z.array(z.object({ id: idSchema, name: z.string() })),
  clinic_id: idSchema.nullish(),
  time_zone: optionalText,
  room: optionalText,
  active: z.boolean(),
})

export const doctorsAnswerSchema = z.object({ doctors: z.array(doctorSchema) })

export type WireDoctor = z.infer<typeof doctorSchema>
