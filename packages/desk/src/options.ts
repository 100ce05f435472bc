import { defaultRuntime, type MisAdapter, type Runtime, requireNumber, requireWhole } from '@mis/core'
import { guardedSealer } from './privacy/guarded-sealer.ts'
import { invalidInput } from './refuse.ts'
import { plainSealer, type Sealer } from './store/sealer.ts'
import type { Store } from './store/store.ts'

interface Tuning {
  /** Time, chance and ids. Default: the machine's. */
  readonly runtime?: Partial<Runtime>
  /** What patient columns are sealed with. Default: `plainSealer`, which leaves them readable. */
  readonly sealer?: Sealer
  /** Purposes a patient must have consented to before anything is booked for them (`createConsents`). Default: none. */
  readonly requiredConsents?: readonly string[]
  /** How long a hold lasts, in milliseconds. Default 300,000 (5 minutes). */
  readonly holdMs?: number
  /** How long a hold may last with all its extensions, in milliseconds. Default 900,000. */
  readonly holdAtMostMs?: number
  /** How often a MIS that is down is tried again, in milliseconds; ±20 % are drawn. Default 300,000 (5 minutes). */
  readonly retryEveryMs?: number
  /** How long before a visit its booking is given up where it could not be sent, in milliseconds. Default 3,600,000 (1 hour). */
  readonly closeBeforeVisitMs?: number
  /** How long one attempt at the MIS may take, in milliseconds. Default 20,000. */
  readonly attemptMs?: number
  /** How long a worker has an intent to itself, in milliseconds: twice `attemptMs` or more. Default 60,000. */
  readonly leaseMs?: number
  /** How long `book`, `cancel` and `reschedule` wait for certainty before they answer `checking`, in milliseconds. Default 10,000. */
  readonly patienceMs?: number
  /** How many free times a refusal offers; 0 = none. Default 3. */
  readonly alternatives?: number
  /** How many days after the wanted one are searched for them. Default 14. */
  readonly alternativesDays?: number
  /** How many intents of one installation `run()` works on at once. Default: the adapter's `concurrency`. */
  readonly workers?: number
  /** How often `run()` looks into the store without being told to, in milliseconds. Default 30,000. */
  readonly pollMs?: number
  /** How long `run()` and `close()` wait for what is on the wire, in milliseconds. Default 10,000. */
  readonly graceMs?: number
}

/** How a desk is made: one `adapter`, or several `adapters` with different `instance`s. */
export type DeskOptions = Tuning & { readonly store: Store } & (
    | { readonly adapter: MisAdapter; readonly adapters?: never }
    | { readonly adapters: readonly MisAdapter[]; readonly adapter?: never }
  )

type Numbers = Omit<Tuning, 'runtime' | 'sealer' | 'workers' | 'requiredConsents'>
export interface Settings extends Required<Numbers> {
  readonly store: Store
  readonly adapters: ReadonlyMap<string, MisAdapter>
  readonly runtime: Runtime
  readonly sealer: Sealer
  readonly requiredConsents: readonly string[]
  readonly workersOf: (adapter: MisAdapter) => number
}

/** Throws `invalid-request` naming the option. */
export function checkDeskOptions(options: DeskOptions): Settings {
  const attemptMs = wholeMs('desk.attemptMs', options.attemptMs ?? 20_000, 1)
  const workers = options.workers === undefined ? undefined : requireWhole('desk.workers', options.workers, 1)
  const holdMs = wholeMs('desk.holdMs', options.holdMs ?? 300_000, 1)
  return {
    store: options.store,
    adapters: byInstance(options.adapters ?? (options.adapter === undefined ? [] : [options.adapter])),
    runtime: { ...defaultRuntime, ...options.runtime },
    sealer: guardedSealer(options.sealer ?? plainSealer),
    requiredConsents: options.requiredConsents ?? [],
    holdMs,
    holdAtMostMs: wholeMs('desk.holdAtMostMs', options.holdAtMostMs ?? Math.max(900_000, holdMs), holdMs),
    retryEveryMs: requireNumber('desk.retryEveryMs', options.retryEveryMs ?? 300_000, 1),
    closeBeforeVisitMs: requireNumber('desk.closeBeforeVisitMs', options.closeBeforeVisitMs ?? 3_600_000),
    attemptMs,
    leaseMs: wholeMs('desk.leaseMs', options.leaseMs ?? Math.max(60_000, 2 * attemptMs), 2 * attemptMs),
    patienceMs: requireNumber('desk.patienceMs', options.patienceMs ?? 10_000),
    alternatives: requireWhole('desk.alternatives', options.alternatives ?? 3, 0),
    alternativesDays: requireWhole('desk.alternativesDays', options.alternativesDays ?? 14, 0, 365),
    pollMs: requireNumber('desk.pollMs', options.pollMs ?? 30_000, 1),
    graceMs: requireNumber('desk.graceMs', options.graceMs ?? 10_000),
    workersOf: ({ capabilities }) => workers ?? capabilities.concurrency,
  }
}

/** A store's clock knows whole milliseconds. */
function wholeMs(option: string, value: number, least: number): number {
  return Math.ceil(requireNumber(option, value, least))
}

function byInstance(adapters: readonly MisAdapter[]): ReadonlyMap<string, MisAdapter> {
  const known = new Map<string, MisAdapter>()
  for (const adapter of adapters) {
    if (known.has(adapter.instance))
      throw invalidInput({ adapters: 'two have the same instance; name them apart' }, 'options')
    known.set(adapter.instance, adapter)
  }
  if (known.size === 0) throw invalidInput({ adapter: 'must be an adapter; or give adapters' }, 'options')
  return known
}
