import { z } from 'zod'

/** [req] The names of the request; the answer's are [assumed]. Days as `YYYY-MM-DD`, both included. */
export function scheduleRequest(query: { lpuCode: string; doctorId: string; from: string; to: string }) {
  const { lpuCode, doctorId, from, to } = query
  return { lpuCode, doctorId, dateFrom: from, dateTo: to }
}

interface Free {
  readonly IsFree?: string | undefined
}
/** Free unless said otherwise. */
const isFree = ({ IsFree }: Free): boolean => IsFree !== 'false' && IsFree !== '0'

const fields = ['SlotId', 'StartTime', 'EndTime', 'Room', 'IsFree']
/** Free ones only, whatever the service lists. No slots: `<Slots/>`; without `<Slots>` it is no schedule. */
export const scheduleShapes = [
  { element: 'Slots', fields: [] },
  { element: 'Slot', under: ['Slots'], fields, wanted: isFree },
] as const

const isFreeSchema = z.enum(['true', 'false', '1', '0'])
const words: ReadonlySet<string> = new Set(isFreeSchema.options)

/** One time; they are read one by one, since a schedule may be that of a whole region. */
export const slotSchema = z.object({
  SlotId: z.string().min(1),
  StartTime: z.string().min(1),
  EndTime: z.string().optional(),
  Room: z.string().optional(),
  IsFree: isFreeSchema.optional(),
})

/**
 * Whether `slotSchema` takes a row, without the objects a schema makes of each; it is left to tell what is wrong with
 * one. What XML holds is text in any case.
 */
export function isSlot(row: { readonly [field in keyof WireSlot]?: string | undefined }): row is WireSlot {
  const { SlotId, StartTime, IsFree } = row
  return Boolean(SlotId && StartTime) && (IsFree === undefined || words.has(IsFree))
}

export const scheduleSchema = z.object({ Slots: z.array(z.unknown()).length(1) })
export type WireSlot = z.infer<typeof slotSchema>
