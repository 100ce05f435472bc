import type { Runtime } from '../contract/adapter.ts'
import type { Vitals } from '../contract/health.ts'
import { classOf, type Operation } from '../contract/operations.ts'
import type { ErrorCode } from '../errors/codes.ts'
import { createTraffic } from './traffic.ts'

/** The counts of one adapter, in bounded memory. */
export function createVitals(runtime: Runtime): Vitals {
  const traffic = { reads: createTraffic(), writes: createTraffic() }
  let inFlight = 0
  let lastSuccessAt: number | undefined
  let lastFailure: { readonly at: number; readonly code: ErrorCode; readonly operation: Operation } | undefined

  const end = (operation: Operation, startedAt: number, isFailure: boolean) => {
    inFlight -= 1
    const now = runtime.monotonic()
    traffic[classOf(operation)].add(now - startedAt, now, isFailure)
  }
  return {
    lines: [],
    breakers: [],
    licences: [],
    begin() {
      inFlight += 1
    },
    succeed(operation, startedAt) {
      end(operation, startedAt, false)
      lastSuccessAt = runtime.now()
    },
    fail(operation, startedAt, code, verdict) {
      if (verdict === 'nothing') {
        inFlight -= 1
        return
      }
      end(operation, startedAt, verdict !== 'well')
      if (verdict === 'well') lastSuccessAt = runtime.now()
      else lastFailure = { at: runtime.now(), code, operation }
    },
    wire() {
      const now = runtime.monotonic()
      return {
        lastSuccessAt: lastSuccessAt === undefined ? null : textOf(lastSuccessAt),
        lastFailure: lastFailure ? { ...lastFailure, at: textOf(lastFailure.at) } : null,
        inFlight,
        reads: traffic.reads.read(now),
        writes: traffic.writes.read(now),
      }
    },
  }
}

/** The same counts under further layers: what those add is seen by their own wrapped adapter alone. */
export function underLayers(vitals: Vitals): Vitals {
  const { lines, breakers, licences } = vitals
  return { ...vitals, lines: [...lines], breakers: [...breakers], licences: [...licences] }
}

const textOf = (epoch: number) => new Date(epoch).toISOString()
