import type { Slot } from '@mis/core'
import { MisError, slotTokens } from '@mis/core/adapter'
import { z } from 'zod'

const id = z.string().min(1).max(64)
const hour = z.int().min(0).max(24)
const minute = z.int().min(0).max(59)

/**
 * There is no slot id on the wire: a booking names the time as the schedule gave it. Members in this order everywhere,
 * so that equal times are equal tokens.
 */
const timeSchema = z.object({
  /** DCODE */
  d: id,
  /** WORKDATE, `yyyymmdd` */
  w: z.string().regex(/^\d{8}$/),
  /** BHOUR, BMIN */
  b: z.tuple([hour, minute]),
  /** FHOUR, FMIN */
  e: z.tuple([hour, minute]),
  /** SCHEDIDENT */
  s: id,
  /** FILIAL, the routing of the message */
  f: id,
  /** ONLINETYPE: 1 is a visit by video */
  o: z.union([z.literal(0), z.literal(1)]),
})
export type SlotTime = z.infer<typeof timeSchema>

export const tokens = slotTokens('ic', timeSchema)

/**
 * What the token of this slot says, which must be what the slot says.
 *
 * @throws MisError `invalid-request` naming `slot.id` where the token is another slot's, or none of ours.
 */
export function timeOfSlot(slot: Slot): SlotTime {
  const time = tokens.decode(slot.id)
  const local = slot.start.slice(0, 16).replace(/[-:]/g, '').split('T')
  const begins = `${String(time.b[0]).padStart(2, '0')}${String(time.b[1]).padStart(2, '0')}`
  const isThis = time.d === slot.doctorId && time.f === slot.clinicId && time.w === local[0] && begins === local[1]
  if (isThis) return time
  throw new MisError('invalid-request', {
    details: { fields: ['slot.id'] },
    hint: 'slot.id: it is the token of another slot than the one given',
  })
}
