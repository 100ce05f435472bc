import type { Call, Middleware, Next } from '../contract/adapter.ts'
import { invalid, requireNumber, requireWhole } from '../contract/check.ts'
import type { BreakerState } from '../contract/health.ts'
import { classOf, type OperationClass } from '../contract/operations.ts'
import { MisError } from '../errors/mis-error.ts'
import { verdictOn } from '../kernel/verdict.ts'
import { type CircuitRule, createCircuit } from './circuit.ts'
import { harmless } from './harmless.ts'

/** A breaker that turned. Whatever the listener throws or returns is ignored. */
export interface BreakerChange {
  readonly vendor: string
  readonly instance: string
  readonly operations: OperationClass
  readonly from: BreakerState
  readonly to: BreakerState
}

/** Options of `breaker`. */
export interface BreakerOptions {
  /** Failures of the MIS in a row that open it. Default 10. */
  readonly failures?: number
  /** The share of failures within `windowMs` that opens it, above 0 and up to 1; more than 1 cannot be. Default 0.5. */
  readonly failureShare?: number
  /** Calls within `windowMs` below which the share says nothing. Default 20. */
  readonly minimumCalls?: number
  /** The window of the share in milliseconds. Default 30,000. */
  readonly windowMs?: number
  /** Milliseconds it stays open before one probe is let through. Default 10,000. */
  readonly openMs?: number
  /** Milliseconds after which a probe that has not come back has failed. Default 10,000. */
  readonly probeMs?: number
  /** Told of each turn at once, before the call that caused it goes on. Default: nobody; `adapterHealth` shows the state. */
  readonly onChange?: (change: BreakerChange) => unknown
}

/**
 * Spares a MIS that is down: after too many of its own failures, in a row or as a share of the last calls, calls fail at
 * once as `unavailable` (by `breaker`, did not happen). After `openMs` one probe decides, while all others still fail at
 * once. Reads and writes have a breaker each: a base that lists slots but cannot write still lists them.
 */
export function breaker(options: BreakerOptions = {}): Middleware {
  const rule = ruleOf(options)
  return (next, { vendor, instance, runtime, vitals }) => {
    const circuitOf = (of: OperationClass) =>
      createCircuit(rule, (from, to) =>
        harmless(() => options.onChange?.({ vendor, instance, operations: of, from, to })),
      )
    const circuits = { reads: circuitOf('reads'), writes: circuitOf('writes') }
    vitals.breakers.push((of) => circuits[of].state(runtime.monotonic()))

    const guarded = async (call: Call): Promise<unknown> => {
      const circuit = circuits[classOf(call.operation)]
      const startedAt = runtime.monotonic()
      const admitted = circuit.admit(startedAt)
      if (typeof admitted !== 'number') {
        const details = { by: 'breaker', retryAfterMs: admitted.retryAfterMs } as const
        throw new MisError('unavailable', { vendor, operation: call.operation, details })
      }
      try {
        const result: unknown = await next(call)
        circuit.end(admitted, 'well', runtime.monotonic())
        return result
      } catch (error) {
        const endedAt = runtime.monotonic()
        circuit.end(admitted, verdictOn(error, call, startedAt, endedAt), endedAt)
        throw error
      }
    }
    return guarded as Next
  }
}

function ruleOf(options: BreakerOptions): CircuitRule {
  const failureShare = requireNumber('breaker.failureShare', options.failureShare ?? 0.5)
  if (failureShare === 0 || failureShare > 1)
    throw invalid({ 'breaker.failureShare': 'must be above 0 and up to 1' }, { vendor: 'core', operation: 'options' })
  return {
    failureShare,
    failures: requireWhole('breaker.failures', options.failures ?? 10, 1),
    minimumCalls: requireWhole('breaker.minimumCalls', options.minimumCalls ?? 20, 1),
    windowMs: requireNumber('breaker.windowMs', options.windowMs ?? 30_000, 1),
    openMs: requireNumber('breaker.openMs', options.openMs ?? 10_000),
    probeMs: requireNumber('breaker.probeMs', options.probeMs ?? 10_000, 1),
  }
}
