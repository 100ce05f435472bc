import type { Slot } from '@mis/core'
import type { StorePlace } from '../at-most-once/protocol.ts'

/** Where a process kills itself with -9: at its n-th statement, before it or when it has run (PostgreSQL: has left). */
export interface Death {
  readonly statement: number
  readonly when: 'before' | 'after'
}

/** What a victim is to do. */
export type Task =
  | { readonly name: 'open' }
  /** A round, a booking through the mirror, and another round. */
  | { readonly name: 'mirror'; readonly url: string; readonly now: number }
  /** Writes so many events and delivers them. */
  | { readonly name: 'events'; readonly count: number; readonly sink: SinkPlace }
  /** Books each time through the audit layer, with a consent given before and taken back after. */
  | { readonly name: 'ledgers'; readonly url: string; readonly slots: readonly Slot[]; readonly firstPatient: number }
  | { readonly name: 'reseal' }
  | { readonly name: 'erase'; readonly patientKey: string }

export type SinkPlace =
  | { readonly kind: 'handler' }
  | { readonly kind: 'webhook'; readonly url: string }
  | { readonly kind: 'rabbit'; readonly url: string; readonly queue: string }

export interface Job {
  readonly place: StorePlace
  /** The clock of a store that has none of its own, epoch milliseconds. */
  readonly clock: number
  readonly task: Task
  /** Absent: it lives. */
  readonly death?: Death
}

/** What a victim says of what has been acknowledged to it. */
export type Told =
  | { readonly kind: 'ready' | 'round' }
  | { readonly kind: 'done'; readonly what: string }
  | { readonly kind: 'handled'; readonly event: Arrived }
  | { readonly kind: 'over'; readonly statements: number }
  | { readonly kind: 'failed'; readonly why: string }

/** An event as it arrived. */
export interface Arrived {
  readonly id: string
  readonly subject: string
  readonly sequence: number
}
