import { type BookRequest, epochOf, type Hold, holdSchema, isVisitOf } from '@mis/core'
import type { Office } from '../office.ts'
import type { Intent } from '../store/intents.ts'
import type { Errand } from './errand.ts'
import { freeSlot, lookForBooking, quietPeriodOf } from './proof.ts'

/** Books a visit. */
export function bookErrand(office: Office, intent: Intent, request: BookRequest): Errand {
  const { attemptMs } = office.settings
  const adapter = office.adapter(intent.instance)
  const asking = () => ({ deadlineMs: attemptMs, signal: office.cut.signal })
  // Tokens grow old: whoever waited sends the time as it is offered now.
  let slot = request.slot
  let native: Hold | undefined
  return {
    done: 'booked',
    quietPeriodMs: quietPeriodOf(adapter, attemptMs),
    async prepare() {
      native = await nativeHold(office, intent)
    },
    send(signal) {
      const held = native !== undefined && isLive(native, office.runtime.now()) ? native.slot : slot
      return adapter.book({ ...request, slot: held }, { deadlineMs: attemptMs, signal })
    },
    look: () => lookForBooking(adapter, request, asking()),
    async validate() {
      if (await nativeHold(office, intent)) return 'unasked'
      const found = await freeSlot(adapter, request.slot, asking())
      if (found === 'unreadable') return found
      if (found === null) return { refusal: { code: 'slot-taken' } }
      slot = found
      return 'valid'
    },
    isMeant: (appointment) => isVisitOf(appointment, request.slot),
    doneBy: async () => null,
  }
}

/** The MIS's own hold on the slot, under which nobody else can book it; undefined where there is none that still holds. */
export async function nativeHold(office: Office, { id, instance, slotKey }: Intent): Promise<Hold | undefined> {
  if (slotKey === null || !office.settings.adapters.get(instance)?.capabilities.hold) return undefined
  const held = await office.store.holds.find(slotKey)
  if (held?.intentId !== id) return undefined
  const native = holdSchema.safeParse(held.native)
  return native.success && isLive(native.data, office.runtime.now()) ? native.data : undefined
}

/** By the wall clock, as the MIS decides it too; what is almost over is not relied on. */
export function isLive(hold: Hold, now: number): boolean {
  return epochOf(hold.expiresAt) > now + 1_000
}
