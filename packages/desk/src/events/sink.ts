import type { Instant } from '@mis/core'

/** An event as receivers get it, JSON. */
export interface OutEvent {
  /** The same wherever and however often it is delivered: receivers remember it and take each once. */
  readonly id: string
  /** Such as `booked`, or `doctor.gone`. */
  readonly type: string
  /** Which installation. */
  readonly instance: string
  /** Whose events are counted together: a booking and what later becomes of it. */
  readonly subject: string
  /** 1, 2, 3 … within its subject. A receiver that has seen a higher one may let a lower one be. */
  readonly sequence: number
  /** When it happened, in UTC. */
  readonly at: Instant
  /** The facts: of the desk's own events a `DeskEvent`. No patient. */
  readonly data: unknown
}

/** Where events go. At least once, in the order in which they happened. */
export interface Sink {
  /** Names its place in the outbox: never used for another receiver. */
  readonly name: string
  /** Only these types; absent = all. */
  readonly types?: readonly string[]
  /** Events it takes at once; default 1. */
  readonly batch?: number
  /**
   * Resolves when all of them have certainly arrived, in this order. Rejects otherwise, with a `DeliveryError` where
   * it knows more: they are then sent again.
   */
  deliver(events: readonly OutEvent[], signal: AbortSignal): Promise<void>
  /** Gives back connections. May be called twice. */
  close?(): Promise<void>
}

/** Why an event did not arrive. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  /** One word, such as `http-503`; nothing of the event. */
  readonly why: string
  /** The receiver will not take this event, however often it is sent: given up sooner. */
  readonly isRefusal: boolean
  /** When the receiver wants to be asked again, in milliseconds; null = it did not say. */
  readonly retryAfterMs: number | null

  constructor(why: string, more: { readonly isRefusal?: boolean; readonly retryAfterMs?: number | null } = {}) {
    super(`the event did not arrive: ${why}`)
    this.why = why
    this.isRefusal = more.isRefusal ?? false
    this.retryAfterMs = more.retryAfterMs ?? null
  }
}

/** A sink in this process: `handle` is called with one event after another, and again where it rejects. */
export function handlerSink(
  name: string,
  handle: (event: OutEvent, signal: AbortSignal) => unknown,
  options: Pick<Sink, 'types'> = {},
): Sink {
  return {
    ...options,
    name,
    async deliver(events, signal) {
      for (const event of events) await handle(event, signal)
    },
  }
}
