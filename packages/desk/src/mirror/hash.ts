import { hash } from 'node:crypto'
import type { Slot } from '@mis/core'
import { slotMembers } from '../store/packed-slots.ts'

/** What no MIS has in its texts. */
const noText = '\0'

/** Short, and equal for equal texts alone. */
export function hashOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22)
}

/** Equal for slots of a day that were told in the same words. Of a word that is the same in all of them one is enough. */
export function hashOfSlots(slots: readonly Slot[]): string {
  const words: string[] = [String(slots.length)]
  for (const member of slotMembers) {
    const first = slots[0]?.[member]
    const isSame = typeof first !== 'object' && slots.every((slot) => slot[member] === first)
    words.push(isSame ? 'all' : 'each')
    const told = isSame ? Math.min(1, slots.length) : slots.length
    for (let index = 0; index < told; index += 1) {
      const value = slots[index]?.[member]
      words.push(typeof value === 'string' ? value : `${noText}${JSON.stringify(value)}`)
    }
  }
  return hashOf(words.join(noText))
}
