import type { Touched } from '@mis/core'

/** Beyond it the oldest are given up; the time to live of their answers bounds what that does. */
const most = 10_000

/** Days written to that Redis does not know of yet. */
export interface Untold {
  size(): number
  list(): readonly Touched[]
  /** Gives how many had to be given up. */
  add(touched: readonly Touched[]): number
  remove(touched: readonly Touched[]): void
}

export function createUntold(): Untold {
  const days = new Map<string, Touched>()
  const nameOf = ({ doctorId, day }: Touched) => `${day} ${doctorId}`
  return {
    size: () => days.size,
    list: () => [...days.values()],
    add(touched) {
      for (const one of touched) days.set(nameOf(one), one)
      const surplus = [...days.keys()].slice(0, Math.max(0, days.size - most))
      for (const name of surplus) days.delete(name)
      return surplus.length
    },
    // The same objects: a day written to again meanwhile is another one and stays.
    remove(touched) {
      for (const one of touched) if (days.get(nameOf(one)) === one) days.delete(nameOf(one))
    },
  }
}
