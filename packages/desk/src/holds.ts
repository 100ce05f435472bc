import { epochOf, type Hold, holdSchema, inZone, isMisError, type Slot, slotSchema, supports } from '@mis/core'
import { isLive } from './errands/book.ts'
import { slotKeyOf } from './keys.ts'
import type { Office } from './office.ts'
import { refusalOf } from './outcome.ts'
import { invalidInput } from './refuse.ts'
import type { HeldSlot, Taken } from './store/holds.ts'
import type { Refusal } from './store/intents.ts'

/** A slot kept for its owner for a while. */
export interface DeskHold {
  readonly id: string
  readonly instance: string
  /** Book this one. */
  readonly slot: Slot
  /**
   * An instant of the clinic's zone. Whether it is over is decided when somebody asks. A native hold is promised no longer
   * than the MIS keeps it; what the desk keeps beyond is `soft` then.
   */
  readonly expiresAt: string
  /** `native`: the MIS keeps it from everybody. `soft`: this desk keeps it from everybody who comes through it. */
  readonly kind: 'native' | 'soft'
}

/** What is to be held, for whom and how long. */
export interface HoldSlotRequest {
  readonly slot: Slot
  /** Whoever it is for: an opaque name of the visitor, such as the session's id. `book` must name the same. */
  readonly owner: string
  /** Which installation; needed where the desk has several. */
  readonly instance?: string
  /** Milliseconds, at most the desk's `holdAtMostMs`. Default: its `holdMs`. */
  readonly forMs?: number
}

/** The blind name of a holder. */
export function ownerKeyOf(office: Office, owner: string): Promise<string> {
  if (typeof owner !== 'string' || owner.trim() === '') throw invalidInput({ owner: 'must not be empty' }, 'hold')
  return office.settings.sealer.index(`owner\n${owner}`)
}

export async function takeHold(
  office: Office,
  instance: string,
  request: HoldSlotRequest,
): Promise<{ readonly hold: DeskHold } | { readonly refusal: Refusal; readonly owner: string }> {
  const parsed = slotSchema.safeParse(request.slot)
  if (!parsed.success) throw invalidInput({ slot: 'must be a slot just as listSlots gave it' }, 'hold')
  const owner = await ownerKeyOf(office, request.owner)
  const taken = await take(office, instance, parsed.data, owner, request.forMs)
  if (taken.kind === 'held') return { refusal: { code: 'slot-taken' }, owner }
  const adapter = office.adapter(instance)
  if (!taken.isNew || !supports(adapter, 'hold')) return { hold: shownHold(office, taken.hold) }
  try {
    const asking = { deadlineMs: office.settings.attemptMs, signal: office.cut.signal }
    const native = await adapter.hold({ slot: parsed.data }, asking)
    await office.health.answered(instance)
    const attached = await office.store.holds.attach(taken.hold.id, owner, native)
    // Ours ended meanwhile, or became an intent's, which does not know of it: it would stand in the owner's own way.
    if (attached === null) await adapter.releaseHold(native, asking).catch(() => {})
    return { hold: shownHold(office, attached ?? taken.hold) }
  } catch (error) {
    // Somebody has it, or a rule is against it. A MIS that cannot be asked now leaves the hold soft.
    if (!isMisError(error, 'slot-taken', 'not-found', 'rejected')) return { hold: shownHold(office, taken.hold) }
    await office.store.holds.release(taken.hold.id, owner)
    return { refusal: refusalOf(error), owner }
  }
}

/** Softly held for an alternative; null where somebody else has it. */
export async function heldFor(office: Office, instance: string, slot: Slot, owner: string): Promise<DeskHold | null> {
  const taken = await take(office, instance, slot, owner).catch(() => null)
  return taken?.kind === 'taken' ? shownHold(office, taken.hold) : null
}

/** A store's clock knows whole milliseconds. */
function lengthOf(forMs: number): number {
  if (Number.isFinite(forMs) && forMs > 0) return Math.ceil(forMs)
  throw invalidInput({ forMs: 'must be milliseconds, more than 0' }, 'hold')
}

async function take(office: Office, instance: string, slot: Slot, owner: string, forMs?: number): Promise<Taken> {
  const { holdMs, holdAtMostMs } = office.settings
  return office.store.holds.take({
    id: office.runtime.id(),
    slotKey: slotKeyOf(instance, slot),
    instance,
    owner,
    slot,
    forMs: lengthOf(forMs ?? holdMs),
    atMostMs: holdAtMostMs,
  })
}

export async function extendHold(office: Office, id: string, owner: string, forMs?: number): Promise<DeskHold | null> {
  const { holdMs } = office.settings
  const held = await office.store.holds.extend(id, await ownerKeyOf(office, owner), lengthOf(forMs ?? holdMs))
  return held === null ? null : shownHold(office, held)
}

export async function releaseHold(office: Office, id: string, owner: string): Promise<boolean> {
  const held = await office.store.holds.release(id, await ownerKeyOf(office, owner))
  if (held === null) return false
  const native = nativeOf(office, held)
  const adapter = office.adapter(held.instance)
  // The MIS lets go by itself a little later where it cannot be told now.
  if (native !== null && supports(adapter, 'hold'))
    await adapter.releaseHold(native, { deadlineMs: office.settings.attemptMs }).catch(() => {})
  return true
}

function nativeOf(office: Office, { native }: HeldSlot): Hold | null {
  const parsed = holdSchema.safeParse(native)
  return parsed.success && isLive(parsed.data, office.runtime.now()) ? parsed.data : null
}

function shownHold(office: Office, held: HeldSlot): DeskHold {
  const slot = slotSchema.parse(held.slot)
  const native = nativeOf(office, held)
  const ourEnd = held.expiresAt ?? held.lastUntil
  // Nothing is promised in the MIS's name beyond what it keeps.
  const end = native === null ? ourEnd : Math.min(ourEnd, epochOf(native.expiresAt))
  const expiresAt = inZone(new Date(end).toISOString(), slot.timeZone)
  const kind = native === null ? 'soft' : 'native'
  return { id: held.id, instance: held.instance, slot, expiresAt, kind }
}
