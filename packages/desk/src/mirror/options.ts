import {
  defaultRuntime,
  invalid,
  isTimeZone,
  type MisAdapter,
  type Runtime,
  requireNumber,
  requireWhole,
  supports,
  type TimeZone,
} from '@mis/core'
import type { MirrorStore } from '../store/mirror.ts'
import { plainSealer, type Sealer } from '../store/sealer.ts'

/** Something changed in the MIS, as its change feed tells it; what it does not tell is left out. */
export interface MirrorChange {
  readonly doctorId?: string
  /** The beginning of the visit, with the clinic's offset. */
  readonly start?: string
}

/** Options of `createMirror`. */
export interface MirrorOptions {
  readonly store: { readonly mirror: MirrorStore; now(): Promise<number> }
  /** The MIS, with its layers. */
  readonly adapter: MisAdapter
  /** The clinic's zone, for a MIS that cannot list its clinics. Default: the clinics' own. */
  readonly timeZone?: TimeZone
  /** Days that are mirrored, today included. Default 30. */
  readonly days?: number
  /** How long `run` waits from the beginning of one round to the next, in milliseconds; ±10 % are drawn. Default 600,000. */
  readonly everyMs?: number
  /** Requests of a round under way at once. Default: one less than the adapter's `concurrency`, so that a patient never waits for more than one; at least 1. */
  readonly concurrency?: number
  /** How old a mirrored day may be to be served without asking the MIS, in milliseconds. Default: 2 × `everyMs`. */
  readonly maxAgeMs?: number
  /**
   * When an answer is not believed at once: more than `share` (0 to 1) of what was free, and `least` slots or more,
   * have vanished from it. Default 0.3 and 3.
   */
  readonly shrink?: { readonly share: number; readonly least: number }
  /** The MIS's change feed, where it has one, such as `changes` of the Infoclinica gateway; acknowledged one by one. */
  readonly changes?: (options: { readonly signal?: AbortSignal }) => AsyncIterable<MirrorChange>
  /** How often `run` reads the change feed, in milliseconds. Default 30,000. */
  readonly changesEveryMs?: number
  /**
   * Whether slots that become free are events too, `slots.freed`, a doctor's day each: for who is not in the process that
   * goes round. Default false, as a clinic has hundreds a day.
   */
  readonly freedEvents?: boolean
  /** Seals the events. Default: `plainSealer`; a desk's own where the outbox is read by others. */
  readonly sealer?: Sealer
  /** Time, chance and ids. Default: the machine's. */
  readonly runtime?: Partial<Runtime>
}

export interface MirrorSettings extends Required<Omit<MirrorOptions, 'runtime' | 'timeZone' | 'changes'>> {
  readonly runtime: Runtime
  readonly timeZone: TimeZone | undefined
  readonly changes: MirrorOptions['changes']
}

/** Throws `invalid-request` naming the option. */
export function checkMirrorOptions(options: MirrorOptions): MirrorSettings {
  const { adapter, timeZone, shrink = { share: 0.3, least: 3 } } = options
  if (timeZone === undefined && !supports(adapter, 'listClinics'))
    throw wrong('timeZone', 'must be given, as this MIS cannot list its clinics')
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw wrong('timeZone', 'must be an IANA zone')
  if (!(shrink.share > 0 && shrink.share <= 1)) throw wrong('shrink.share', 'must be above 0, at most 1')
  const everyMs = requireNumber('mirror.everyMs', options.everyMs ?? 600_000, 1)
  const most = Math.max(1, adapter.capabilities.concurrency - 1)
  return {
    store: options.store,
    adapter,
    timeZone,
    days: requireWhole('mirror.days', options.days ?? 30, 1, 366),
    everyMs,
    concurrency: requireWhole('mirror.concurrency', options.concurrency ?? Math.min(most, 64), 1, 64),
    maxAgeMs: requireNumber('mirror.maxAgeMs', options.maxAgeMs ?? 2 * everyMs),
    shrink: { share: shrink.share, least: requireWhole('mirror.shrink.least', shrink.least, 1) },
    changes: options.changes,
    changesEveryMs: requireNumber('mirror.changesEveryMs', options.changesEveryMs ?? 30_000, 1),
    freedEvents: options.freedEvents ?? false,
    sealer: options.sealer ?? plainSealer,
    runtime: { ...defaultRuntime, ...options.runtime },
  }
}

const wrong = (option: string, problem: string) =>
  invalid({ [`mirror.${option}`]: problem }, { vendor: 'desk', operation: 'options' })
