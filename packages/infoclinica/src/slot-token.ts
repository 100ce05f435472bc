import type { Slot } from '@mis/core'
import { MisError, slotTokens } from '@mis/core/adapter'
import { z } from 'zod'

const id = z.string().min(1).max(64)
const hourMinute = z.tuple([z.int().min(0).max(24), z.int().min(0).max(59)])

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
  b: hourMinute,
  /** FHOUR, FMIN */
  e: hourMinute,
  /** SCHEDIDENT */
  s: id,
  /** FILIAL, the routing of the message */
  f: id,
  /** ONLINETYPE: 1 is a visit by video */
  o: z.union([z.literal(0), z.literal(1)]),
})
export type SlotTime = z.infer<typeof timeSchema>

export const tokens = slotTokens('ic', timeSchema)

/** The portal's bookings name the department too. */
const portalTimeSchema = timeSchema.extend({ p: id })
export type PortalTime = z.infer<typeof portalTimeSchema>

export const portalTokens = slotTokens('icp', portalTimeSchema)

/**
 * `time`, where it is what the slot says.
 *
 * @throws MisError `invalid-request` naming `slot.id` where the token is another slot's.
 */
export function timeOfSlot<T extends SlotTime>(slot: Slot, time: T): T {
  const [date, clock] = slot.start.slice(0, 16).replace(/[-:]/g, '').split('T')
  const begins = time.b.map((part) => String(part).padStart(2, '0')).join('')
  if (time.d === slot.doctorId && time.f === slot.clinicId && time.w === date && begins === clock) return time
  throw new MisError('invalid-request', {
    details: { fields: ['slot.id'] },
    hint: 'slot.id: it is the token of another slot than the one given',
  })
}
