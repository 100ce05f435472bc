import type { Slot } from '@mis/core'
import type { FaultRule } from '@mis/mock'

/** Where a desk process keeps its journal. */
export type StorePlace =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly connection: object; readonly schema: string }

/** Where a process kills itself with -9. */
export interface DeathPoint {
  readonly name: string
  /** At a call of the journal: before it, at its commit, or when it has come back. Of `advance`: of this state. */
  readonly journal?: {
    readonly method: 'insert' | 'advance'
    readonly state?: string
    readonly when: 'before' | 'at-commit' | 'after'
  }
  /** At the booking's request: a moment after it left, or when the answer is there. */
  readonly wire?: 'sent' | 'answered'
}

export type DeliverTwice = 'first-answer' | 'second-answer'

/** What a desk process is to do. */
export interface DeskJob {
  readonly place: StorePlace
  readonly url: string
  readonly death?: DeathPoint
  /** The way to the MIS brings each booking twice, and back comes the answer to this one. */
  readonly twice?: DeliverTwice
  readonly slots: readonly Slot[]
  /** Names of the requests, one a slot. */
  readonly references: readonly string[]
  /** The number of the first request's patient; the others follow. Default: 1. */
  readonly firstPatient?: number
  /** The number of each request's patient, where they do not follow one another. */
  readonly patients?: readonly number[]
  /** Settings of the desk. */
  readonly attemptMs?: number
  readonly leaseMs?: number
  readonly patienceMs?: number
  /**
   * `book`: books each and says what came of it. `settle`: works until all is over, then books each again.
   */
  readonly task: 'book' | 'settle'
  /** How long a process that only books goes on until its intents are over, in milliseconds. Default: 0. */
  readonly staysMs?: number
  /** How many bookings are under way at once. Default: all. */
  readonly atOnce?: number
}

export type DeskReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'sent' }
  | { readonly kind: 'asking'; readonly reference: string }
  | { readonly kind: 'outcome'; readonly reference: string; readonly status: string; readonly alternatives: number }
  | { readonly kind: 'settled'; readonly reference: string; readonly before: string; readonly after: string }
  | { readonly kind: 'over' }
  | { readonly kind: 'failed'; readonly why: string }

export type MisCommand =
  | ({ readonly command: 'open' } & Opening)
  | { readonly command: 'down' | 'up' | 'release' | 'look' | 'close'; readonly mis: number }

export interface Opening {
  readonly faults: readonly FaultRule[]
  /** How many free times are wanted. */
  readonly slots: number
  /** How many days have a schedule. Default: 30. */
  readonly days?: number
}

export interface OpenedMis {
  readonly mis: number
  readonly url: string
  readonly slots: readonly Slot[]
}

/** The visits of a world that were not cancelled. */
export interface Visit {
  readonly reference?: string
  readonly slotId: string
}
