import { slotTokens } from '@mis/core/adapter'
import { z } from 'zod'

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)

/** Slots have no id on this wire: the token holds doctor, day, start, end and cabinet (empty: none). */
const tokens = slotTokens(
  'onec',
  z.object({ g: z.string().min(1).max(100), d: z.iso.date(), s: clock, e: clock, c: z.string().max(200) }),
)

/** What a token holds, by its meaning. Days are `YYYY-MM-DD`, times `HH:mm` in the zone of the base. */
export interface SlotKey {
  readonly doctorGuid: string
  readonly date: string
  readonly start: string
  readonly end: string
  readonly cabinet: string
}

/** The token of a slot; one slot has one token wherever it comes from. */
export function tokenOf({ doctorGuid, date, start, end, cabinet }: SlotKey): string {
  return tokens.encode({ g: doctorGuid, d: date, s: start, e: end, c: cabinet })
}

/** @throws MisError `invalid-request` naming `slot.id` where the token is not one of this profile. */
export function slotKeyOf(token: string): SlotKey {
  const { g, d, s, e, c } = tokens.decode(token)
  return { doctorGuid: g, date: d, start: s, end: e, cabinet: c }
}
