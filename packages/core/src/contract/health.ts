import type { ErrorCode, ErrorFacts } from '../errors/codes.ts'
import type { Operation, OperationClass } from './operations.ts'

/** `closed`: calls pass. `open`: calls fail at once. `half-open`: one probe is on its way, all others fail at once. */
export type BreakerState = 'closed' | 'open' | 'half-open'

/** Of the last five minutes, attempt by attempt as they reached vendor code; what a cache or a breaker answered is not in it. */
export interface Traffic {
  readonly calls: number
  /** Those that failed by the MIS: refusals such as `slot-taken` are answers, not failures. */
  readonly failures: number
  /** Milliseconds, each told too high by a tenth at most; null where there were no calls. */
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number } | null
}

/** What an operator's page needs, as plain JSON data. Nothing of a patient is in it. */
export interface AdapterHealth {
  readonly vendor: string
  readonly instance: string
  /** When this was read, ISO 8601 in UTC. */
  readonly at: string
  /**
   * `down`: a breaker is not closed for reads, or every call of the last five minutes failed. `degraded`: some failed, a
   * breaker is not closed for writes, or licences are shared without their keeper. `ok`: none failed. `idle`: no calls.
   */
  readonly state: 'ok' | 'degraded' | 'down' | 'idle'
  /** The last good answer of the MIS, ISO 8601 in UTC; null = none since the adapter was made. */
  readonly lastSuccessAt: string | null
  readonly lastFailure: { readonly at: string; readonly code: ErrorCode; readonly operation: Operation } | null
  /** Requests that vendor code is working on now. */
  readonly inFlight: number
  /** Calls in the waiting line of `limit`. */
  readonly queue: number
  /** Null without a `breaker` layer. */
  readonly breaker: { readonly [C in OperationClass]: BreakerState } | null
  /** How the licences of several instances are shared: `fallback` = their keeper cannot be reached. Null where they are not. */
  readonly licences: 'shared' | 'fallback' | null
  readonly reads: Traffic
  readonly writes: Traffic
}

/**
 * What the end of a call tells of the MIS, by its code (`errorCodes`, column `mis`). `nothing`: a caller without
 * patience, or a layer of ours that refused.
 */
export type Verdict = ErrorFacts['mis'] | 'nothing'

/** What the kernel counts, attempt by attempt. */
export type WireFacts = Pick<AdapterHealth, 'lastSuccessAt' | 'lastFailure' | 'inFlight' | 'reads' | 'writes'>

/** What the kernel counts and the layers add for `adapterHealth`. A layer adds itself when `wrap` makes it. */
export interface Vitals {
  /** One attempt begins; to be ended by one of the two below. */
  begin(): void
  succeed(operation: Operation, startedAt: number): void
  fail(operation: Operation, startedAt: number, code: ErrorCode, verdict: Verdict): void
  wire(): WireFacts
  /** How long each waiting line is. */
  readonly lines: (() => number)[]
  readonly breakers: ((of: OperationClass) => BreakerState)[]
  readonly licences: (() => 'shared' | 'fallback')[]
}
