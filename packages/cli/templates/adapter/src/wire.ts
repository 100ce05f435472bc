// What is on the socket, as the document says it: schemas of answers, builders of requests. No word of our model here.
import type { HttpRequest } from '@mis/core/adapter'
import { z } from 'zod'

export const doctorSchema = z.object({
  id: z.string(),
  last: z.string(),
  first: z.string(),
  middle: z.string().nullish(),
  speciality: z.object({ id: z.string(), name: z.string() }),
  active: z.boolean(),
})
export type WireDoctor = z.infer<typeof doctorSchema>
export const doctorsAnswer = z.object({ doctors: z.array(doctorSchema) })
export const refusalAnswer = z.object({ error: z.string() })

export const listDoctors = (): HttpRequest => ({ method: 'GET', path: '/doctors' })
