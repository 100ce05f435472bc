import type { Touched } from '@mis/core'

/** What an instance tells the others after a write. No patient: a doctor's day is what changed. */
export interface WriteMessage {
  /** The adapter in its process that wrote; it knows already. */
  readonly from: string
  readonly place: string
  readonly touched: readonly Touched[]
}

export function writeMessage({ from, place, touched }: WriteMessage): string {
  return JSON.stringify([1, from, place, touched.map(({ doctorId, day }) => [doctorId, day])])
}

/** Undefined for what is no such message: anybody can publish. */
export function readMessage(text: string | undefined): WriteMessage | undefined {
  if (text === undefined) return undefined
  try {
    const [version, from, place, days]: unknown[] = JSON.parse(text)
    if (version !== 1 || typeof from !== 'string' || typeof place !== 'string' || !Array.isArray(days)) return undefined
    if (!days.every(isPair)) return undefined
    return { from, place, touched: days.map(([doctorId, day]) => ({ doctorId, day })) }
  } catch {
    return undefined
  }
}

const isPair = (value: unknown): value is readonly [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string')
