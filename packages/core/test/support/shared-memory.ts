import type { SharedCache, SharedEntry, SharedPlace, Touched } from '@mis/core'
import type { Step } from './race.ts'

interface SharedMemoryOptions {
  /** Each command takes its time to get there; default: none. */
  readonly step?: Step
  /** Whether instances are told of each other's writes; default true. */
  readonly tells?: boolean
}

/** A shared cache in memory that keeps the promises of the interface, with what tests want to know of it. */
export function sharedMemory({ step = async () => {}, tells = true }: SharedMemoryOptions = {}) {
  const leases = new Map<string, string>()
  const answers = new Map<string, SharedEntry>()
  const places = new Set<SharedPlace>()
  const log: string[] = []
  const state = { reachable: true, heardSince: tells ? 0 : Infinity }
  let given = 0
  const nameOf = ({ doctorId, day }: Touched) => `${day} ${doctorId}`
  const leaseOf = (touched: Touched | undefined): string => {
    if (!touched) return ''
    const lease = leases.get(nameOf(touched)) ?? `lease ${++given}`
    leases.set(nameOf(touched), lease)
    return lease
  }
  const cache: SharedCache = {
    open(place) {
      places.add(place)
      return {
        async read(keys) {
          log.push(`read ${keys.length}`)
          await step('shared read arrives')
          const found = keys.map(({ key, touched }) => {
            if (!state.reachable) return undefined
            const lease = leaseOf(touched)
            const entry = answers.get(key)
            return entry?.lease === lease
              ? { lease, cell: { value: entry.value, loadedAt: entry.loadedAt } }
              : { lease }
          })
          return found
        },
        async store(entries) {
          log.push(`store ${entries.length}`)
          await step('shared store arrives')
          const outcomes = entries.map((entry) => {
            if (!state.reachable) return 'unknown' as const
            if (entry.touched && leases.get(nameOf(entry.touched)) !== entry.lease) return 'overtaken' as const
            answers.set(entry.key, { ...entry, value: structuredClone(entry.value) })
            return 'stored' as const
          })
          return outcomes
        },
        async invalidate(touched) {
          log.push(`invalidate ${touched.map(({ day }) => day).join()}`)
          await step('shared write arrives')
          for (const one of touched) leases.delete(nameOf(one))
          if (tells) for (const other of places) if (other !== place) other.written(touched)
        },
        heardSince: () => state.heardSince,
      }
    },
  }
  return { cache, answers, leases, log, state }
}
