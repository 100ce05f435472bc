import type { Writes } from '../contract/adapter.ts'
import type { Touched } from '../contract/operations.ts'

/** Days remembered one by one; beyond it the older half counts as written at its newest write, which only costs misses. */
const remembered = 20_000

export function createWrites(): Writes {
  const lastByDay = new Map<string, number>()
  let counter = 0
  let floor = 0
  const keyOf = ({ doctorId, day }: Touched) => `${doctorId}\n${day}`
  return {
    count: () => counter,
    mark(touched) {
      counter += 1
      for (const one of touched) {
        lastByDay.delete(keyOf(one))
        lastByDay.set(keyOf(one), counter)
      }
      if (lastByDay.size <= remembered) return
      for (const [key, number] of lastByDay) {
        floor = number
        lastByDay.delete(key)
        if (lastByDay.size <= remembered / 2) break
      }
    },
    last: (touched) => touched.reduce((latest, one) => Math.max(latest, lastByDay.get(keyOf(one)) ?? floor), floor),
  }
}
