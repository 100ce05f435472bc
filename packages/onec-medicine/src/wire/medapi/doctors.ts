import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'
import { countSchema, flagSchema, optionalTextSchema, textSchema } from '../scalars.ts'
import type { MedapiPaths } from './common.ts'

/** [req] `GET /doctors`: everybody, inactive ones too. */
export function doctorsRequest(paths: MedapiPaths): HttpRequest {
  return { method: 'GET', path: paths.doctors }
}

const doctorSchema = z.object({
  guid: z.string(),
  fullName: textSchema,
  active: flagSchema,
  specialization: optionalTextSchema,
  cabinet: optionalTextSchema,
  experienceYears: countSchema,
  academicDegree: optionalTextSchema,
})

export const doctorsAnswerSchema = z.array(doctorSchema)

export type WireDoctor = z.infer<typeof doctorSchema>
