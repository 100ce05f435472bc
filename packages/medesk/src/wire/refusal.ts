import { z } from 'zod'

/** [assumed] What an error says besides its status; every member may be missing or of another type. */
const refusalSchema = z.object({
  code: z.string().optional().catch(undefined),
  fields: z
    .array(z.object({ field: z.string() }))
    .optional()
    .catch(undefined),
})

export type Refusal = z.infer<typeof refusalSchema>

/** Reads an error's body; anything that is not the assumed JSON says nothing. Messages are not read: they may name a person. */
export function readRefusal(body: string): Refusal {
  try {
    const parsed = refusalSchema.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data : {}
  } catch {
    return {}
  }
}
