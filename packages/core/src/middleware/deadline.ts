import type { Call, Middleware, Next } from '../contract/adapter.ts'
import { requireNumber } from '../contract/check.ts'

/** Options of `deadline`. */
export interface DeadlineOptions {
  /** Milliseconds the whole call may take where the caller gave no `deadlineMs`. Default 20,000. */
  readonly ms?: number
}
/** Options of `timeout`. */
export interface TimeoutOptions {
  /** Milliseconds each attempt on the wire may take. Default 8,000. */
  readonly ms?: number
}

function lowering(ms: number, applies: (call: Call) => boolean): Middleware {
  return (next, host) =>
    ((call: Call) =>
      applies(call)
        ? next({ ...call, deadlineAt: Math.min(call.deadlineAt, host.runtime.monotonic() + ms) })
        : next(call)) as Next
}

/** Bounds the whole call: waiting in line, every attempt, the pauses between. Past it: `timeout`, or `outcome-unknown` for a sent write. */
export function deadline(options: DeadlineOptions = {}): Middleware {
  const ms = requireNumber('deadline.ms', options.ms ?? 20_000, 1)
  return lowering(ms, (call) => call.deadlineAt === Infinity)
}

/** Bounds one attempt on the wire, within the call's deadline. */
export function timeout(options: TimeoutOptions = {}): Middleware {
  const ms = requireNumber('timeout.ms', options.ms ?? 8_000, 1)
  return lowering(ms, () => true)
}
