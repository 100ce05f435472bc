import { defaultRuntime, invalid, type Runtime, requireNumber, requireWhole } from '@mis/core'
import type { DeliveryStore } from '../store/deliveries.ts'
import type { OutboxStore } from '../store/outbox.ts'
import { plainSealer, type Sealer } from '../store/sealer.ts'
import type { Sink } from './sink.ts'

/** Options of `createEvents`. */
export interface EventsOptions {
  readonly store: { readonly outbox: OutboxStore; readonly deliveries: DeliveryStore; now(): Promise<number> }
  readonly sinks: readonly Sink[]
  /** What opens the events: the desk's own. Default: `plainSealer`. */
  readonly sealer?: Sealer
  /** How often the outbox is looked into, in milliseconds. Default 1,000. */
  readonly pollMs?: number
  /** The first pause after a failure, in milliseconds; each one is longer, up to `retryAtMostMs`. Default 1,000. */
  readonly retryMs?: number
  /** The longest pause, in milliseconds. Default 900,000 (15 minutes). */
  readonly retryAtMostMs?: number
  /** How old an event may become before it is a dead letter and the next one is tried. Default 259,200,000 (3 days). */
  readonly giveUpAfterMs?: number
  /** How often an event is tried that the receiver refuses as such, or whose key is gone, before it is a dead letter. Default 5. */
  readonly refusals?: number
  /** How long one process has a sink to itself, in milliseconds. Default 60,000. */
  readonly leaseMs?: number
  /** How long one delivery may take, in milliseconds. Default 20,000; less than `leaseMs`. */
  readonly deliveryMs?: number
  /** Time and chance. Default: the machine's. */
  readonly runtime?: Partial<Runtime>
}

export type EventsSettings = Required<Omit<EventsOptions, 'runtime'>> & { readonly runtime: Runtime }

/** Throws `invalid-request` naming the option. */
export function checkEventsOptions(options: EventsOptions): EventsSettings {
  const names = options.sinks.map(({ name }) => name)
  if (names.some((name, index) => name === '' || names.indexOf(name) !== index))
    throw invalid({ 'events.sinks': 'must each have a name of its own' }, { vendor: 'desk', operation: 'options' })
  const leaseMs = requireNumber('events.leaseMs', options.leaseMs ?? 60_000, 1)
  const retryMs = requireNumber('events.retryMs', options.retryMs ?? 1_000, 1)
  const deliveryMs = requireNumber('events.deliveryMs', options.deliveryMs ?? Math.min(20_000, leaseMs / 2), 1)
  if (deliveryMs >= leaseMs)
    throw invalid({ 'events.deliveryMs': 'must be less than leaseMs' }, { vendor: 'desk', operation: 'options' })
  return {
    store: options.store,
    sinks: options.sinks,
    sealer: options.sealer ?? plainSealer,
    pollMs: requireNumber('events.pollMs', options.pollMs ?? 1_000, 1),
    retryMs,
    retryAtMostMs: requireNumber('events.retryAtMostMs', options.retryAtMostMs ?? 900_000, retryMs),
    giveUpAfterMs: requireNumber('events.giveUpAfterMs', options.giveUpAfterMs ?? 3 * 86_400_000, 1),
    refusals: requireWhole('events.refusals', options.refusals ?? 5, 1),
    leaseMs,
    deliveryMs,
    runtime: { ...defaultRuntime, ...options.runtime },
  }
}
