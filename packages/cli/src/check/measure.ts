import { isMisError, type Middleware, type Operation, type Runtime } from '@mis/core'

/** How the calls of one operation went. */
export interface Measured {
  readonly operation: Operation
  readonly calls: number
  readonly medianMs: number
  readonly longestMs: number
  /** How many failed, by code. */
  readonly failures: Readonly<Record<string, number>>
}

export interface Stopwatch {
  readonly layer: Middleware
  results(): Measured[]
}

/** A layer that keeps how long each call took and how it ended, and nothing else of it. */
export function stopwatch({ monotonic }: Runtime): Stopwatch {
  const taken = new Map<Operation, { readonly times: number[]; readonly failures: Record<string, number> }>()
  const entryOf = (operation: Operation) => {
    const entry = taken.get(operation) ?? { times: [], failures: {} }
    taken.set(operation, entry)
    return entry
  }
  return {
    layer: (next) => async (call) => {
      const { times, failures } = entryOf(call.operation)
      const begun = monotonic()
      try {
        return await next(call)
      } catch (error) {
        const code = isMisError(error) ? error.code : 'aborted'
        failures[code] = (failures[code] ?? 0) + 1
        throw error
      } finally {
        times.push(monotonic() - begun)
      }
    },
    results: () =>
      [...taken].map(([operation, { times, failures }]) => {
        const sorted = times.toSorted((a, b) => a - b)
        const medianMs = Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
        return { operation, calls: times.length, medianMs, longestMs: Math.round(sorted.at(-1) ?? 0), failures }
      }),
  }
}
