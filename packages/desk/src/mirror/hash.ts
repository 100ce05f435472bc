import { hash } from 'node:crypto'
import type { Slot } from '@mis/core'

/** What no MIS has in its texts, between them. */
const next = '\0'
/** What no other part of a hash has. */
const afterCount = ':'

/** Short, and equal for equal texts alone. */
export function hashOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22)
}

/** Equal for slots of a day that were told in the same words, of the same practice. It begins with how many there are, see `countIn`. */
export function hashOfSlots(slots: readonly Slot[], practice = ''): string {
  let words = `${practice}${next}`
  let before: Partial<Slot> = {}
  let price = priceOf(before)
  // Named one by one: read by a list of names they take longer than all the rest. What is as it was is not said again.
  for (const slot of slots) {
    words += `${slot.id}${next}${slot.start}${next}${slot.end}${next}`
    if (slot.doctorId !== before.doctorId) words += `doctor ${slot.doctorId}${next}`
    if (slot.clinicId !== before.clinicId) words += `clinic ${slot.clinicId}${next}`
    if (slot.timeZone !== before.timeZone) words += `zone ${slot.timeZone}${next}`
    if (slot.room !== before.room) words += `${slot.room === undefined ? 'no room' : `room ${slot.room}`}${next}`
    if (slot.mode !== before.mode) words += `mode ${slot.mode}${next}`
    if (slot.price !== before.price && priceOf(slot) !== price) {
      price = priceOf(slot)
      words += `${price}${next}`
    }
    // An empty word ends a slot.
    words += next
    before = slot
  }
  return `${slots.length}${afterCount}${hashOf(words)}`
}

function priceOf({ price }: Partial<Slot>): string {
  return `price ${JSON.stringify(price)}`
}

/** How many slots a day had that has this hash; NaN where that is not known, as after a write has touched it. */
export function countIn(hash: string): number {
  const end = hash.indexOf(afterCount)
  return end === -1 ? Number.NaN : Number(hash.slice(0, end))
}
