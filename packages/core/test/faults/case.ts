import type { ServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import { type ErrorCode, type ErrorDetails, errorCodes, type Patient } from '@mis/core'
import type { TlsOptions } from '@mis/core/adapter'
import type { Turn } from './upstream.ts'

/** How one call under `recommended()` ends. */
export interface Ending {
  /** `given up`: with the reason of the caller's own signal. */
  readonly outcome: ErrorCode | 'answered' | 'given up'
  /** Whole requests that the server read. */
  readonly requests: number
  /** As the error says. Default: `requests`. */
  readonly attempts?: number
  /** Seconds until it ends, by the clock of the runtime. Default: 0, which is at once. */
  readonly seconds?: number
  /** Stands in its message. */
  readonly says?: string
  /** Where they say more than the code. */
  readonly details?: Partial<ErrorDetails[ErrorCode]>
}

export interface Secured {
  readonly server: ServerOptions
  /** Default: the system's roots and no certificate of ours. */
  readonly client?: TlsOptions
}

/** Whether what was asked for happened, as far as its caller can know. */
export function happenedAfter({ outcome }: Ending): 'yes' | 'no' | 'unknown' {
  if (outcome === 'answered') return 'yes'
  return outcome === 'given up' ? 'no' : errorCodes[outcome].happened
}

/** An address without the server of this suite behind it. */
export interface Place extends AsyncDisposable {
  readonly url: string
}

/** One fault and what comes of it: a row of docs/faults.md, and two tests. */
export interface FaultCase {
  readonly fault: string
  /** What the server does with each whole request. Default: a good answer. */
  readonly play?: (turn: Turn) => void
  /** False: the server has not done what it was asked. Default: it has, and that is the worse case. */
  readonly done?: boolean
  /** Speaks TLS. */
  readonly tls?: () => Secured
  /** Does not speak TLS although the address says so: this instead, on the first bytes. */
  readonly greet?: (socket: Socket) => void
  /** Calls go there instead. */
  readonly place?: () => Promise<Place>
  /** Nothing arrives while the call runs, and this happens instead. */
  readonly meanwhile?: 'time passes' | 'the caller gives up'
  /** A good read before, of that day; then the wall clock jumps, or the server closes the connection. */
  readonly before?: { readonly day: string; readonly jumpMs?: number; readonly closed?: true }
  /** Of the patient, or said by them. */
  readonly words?: { readonly patient?: Patient; readonly comment?: string }
  readonly read: Ending
  readonly book: Ending
  /** Stands in what the server got of a booking. */
  readonly sends?: string
  /** What stands in a good answer. */
  readonly holds?: { readonly id?: string; readonly room?: string }
  /** What becomes of the connection after the last request; `none`: none was opened, or nothing was ever sent on it. */
  readonly connection: 'closed' | 'kept' | 'none'
}

/** A read that is sent three times, since it does no harm. */
export const repeated = (outcome: ErrorCode, more: Partial<Ending> = {}): Ending => ({ outcome, requests: 3, ...more })
/** Sent once and never again. */
export const once = (outcome: Ending['outcome'], more: Partial<Ending> = {}): Ending => ({
  outcome,
  requests: 1,
  ...more,
})
/** Tried three times without a byte of a request leaving. */
export const neverLeft = (says: string): Ending => ({ outcome: 'unavailable', requests: 0, attempts: 3, says })
export const answered = once('answered')
/** A booking that may have been made: nobody sends it again. */
export const unknown = once('outcome-unknown')
