import { hash } from 'node:crypto'
import type { Slot } from '@mis/core'
import { slotMembers } from '../store/packed-slots.ts'

/** Short, and equal for equal texts alone. */
export function hashOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22)
}

/** Equal for slots of a day that were told in the same words. Of a member that is the same in all of them one is enough. */
export function hashOfSlots(slots: readonly Slot[]): string {
  const words: unknown[] = [slots.length]
  for (const member of slotMembers) {
    const first = slots[0]?.[member]
    const isSame = slots.every((slot) => slot[member] === first)
    words.push(isSame)
    const told = isSame ? 1 : slots.length
    for (let index = 0; index < told; index += 1) {
      const value = slots[index]?.[member]
      words.push(typeof value === 'object' ? JSON.stringify(value) : value)
    }
  }
  return hashOf(words.join('\n'))
}
