import { epochOf, MisError, type Slot, type TimeZone } from '@mis/core'
import { slotTokens, toInstant } from '@mis/core/adapter'
import { z } from 'zod'

/** What the service wants back for a slot. */
export interface SlotFacts {
  readonly employeeId: string
  /** Undefined where the base keeps no clinics. */
  readonly clinicId: string | undefined
  /** Wall time, `YYYY-MM-DDTHH:mm:ss`. */
  readonly start: string
  readonly minutes: number
  /** The reservation that keeps this slot for its owner. */
  readonly reserve?: string
}

const reference = z.string().min(1).max(64)
const tokens = slotTokens(
  'bu',
  z.object({
    c: reference.optional(),
    e: reference,
    s: z.iso.datetime({ local: true }),
    m: z.int().min(1).max(1439),
    r: reference.optional(),
  }),
)

/** Members in one order everywhere: another order would be another token. */
export function slotToken({ employeeId, clinicId, start, minutes, reserve }: SlotFacts): string {
  const token = { ...(clinicId !== undefined && { c: clinicId }), e: employeeId, s: start, m: minutes }
  return tokens.encode({ ...token, ...(reserve !== undefined && { r: reserve }) })
}

/** Throws `invalid-request` where the token is not ours, or not the one of the doctor and time beside it. */
export function slotFacts({ id, doctorId, start }: Slot, timeZone: TimeZone): SlotFacts {
  const { c: clinicId, e: employeeId, s, m: minutes, r: reserve } = tokens.decode(id)
  if (employeeId !== doctorId || epochOf(toInstant(s, timeZone)) !== epochOf(start)) {
    throw new MisError('invalid-request', {
      details: { fields: ['slot.id'] },
      hint: 'slot.id: pass a slot just as listSlots or hold of this adapter gave it',
    })
  }
  return { employeeId, clinicId, start: s, minutes, ...(reserve !== undefined && { reserve }) }
}
