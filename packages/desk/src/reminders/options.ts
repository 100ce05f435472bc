import { defaultRuntime, type Runtime, requireNumber } from '@mis/core'
import { invalidInput } from '../refuse.ts'
import type { AppointmentStore } from '../store/appointments.ts'
import type { IntentStore } from '../store/intents.ts'
import type { ReminderStore } from '../store/reminders.ts'
import { plainSealer, type Sealer } from '../store/sealer.ts'
import type { Channel, Language } from './channel.ts'
import type { QuietHours } from './quiet.ts'
import { type ReminderKind, reminderKinds } from './rules.ts'
import { defaultTemplates, type Templates } from './templates.ts'
import type { VisitFacts } from './visit.ts'

/** Options of `createReminders`. */
export interface RemindersOptions {
  readonly store: {
    readonly reminders: ReminderStore
    readonly appointments: AppointmentStore
    readonly intents: IntentStore
    now(): Promise<number>
  }
  /** In the order they are tried: the first that reaches the patient. */
  readonly channels: readonly Channel[]
  /** Who writes to patients: a name of this app's. An installation has one owner; another one's `plan` is refused. */
  readonly owner: string
  /** What seals contacts and opens bookings: the desk's own. Default: `plainSealer`. */
  readonly sealer?: Sealer
  /** Which messages there are. Default: all, each where its facts are there. */
  readonly kinds?: readonly ReminderKind[]
  /** Default `{ from: '21:00', to: '09:00' }`; null = none. */
  readonly quiet?: QuietHours | null
  /** Default `ru`. */
  readonly language?: Language
  /** The texts. Default: `defaultTemplates`. */
  readonly templates?: Templates
  /** For `handle`: what messages about a visit can say. Default: nothing more than its time. */
  readonly facts?: (visit: {
    readonly instance: string
    readonly appointmentId: string
    readonly doctorId: string
  }) => Promise<VisitFacts>
  /** How often the store is looked into at the least, in milliseconds. Default 30,000. */
  readonly pollMs?: number
  /** How long one process has a message to itself, in milliseconds. Default 120,000. */
  readonly leaseMs?: number
  /** How long a channel may take, in milliseconds; less than `leaseMs`. Default 30,000. */
  readonly sendMs?: number
  /** Time and chance. Default: the machine's. */
  readonly runtime?: Partial<Runtime>
}

export type ReminderSettings = Required<Omit<RemindersOptions, 'runtime'>> & { readonly runtime: Runtime }

/** Throws `invalid-request` naming the option. */
export function checkRemindersOptions(options: RemindersOptions): ReminderSettings {
  const { channels, owner, kinds = reminderKinds, quiet = { from: '21:00', to: '09:00' } } = options
  const wrong = (problem: Readonly<Record<string, string>>) => invalidInput(problem, 'options')
  if (owner === '') throw wrong({ 'reminders.owner': 'must be named' })
  if (channels.length === 0) throw wrong({ 'reminders.channels': 'must be one or more' })
  const isClock = (time: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time)
  if (quiet !== null && !(isClock(quiet.from) && isClock(quiet.to)))
    throw wrong({ 'reminders.quiet': 'must be two times HH:mm, or null' })
  if (kinds.some((kind) => !reminderKinds.includes(kind)))
    throw wrong({ 'reminders.kinds': `must be of ${reminderKinds.join(', ')}` })
  const leaseMs = requireNumber('reminders.leaseMs', options.leaseMs ?? 120_000, 1)
  const sendMs = requireNumber('reminders.sendMs', options.sendMs ?? Math.min(30_000, leaseMs / 2), 1)
  if (sendMs >= leaseMs) throw wrong({ 'reminders.sendMs': 'must be less than leaseMs' })
  return {
    store: options.store,
    channels,
    owner,
    kinds,
    quiet,
    leaseMs,
    sendMs,
    sealer: options.sealer ?? plainSealer,
    language: options.language ?? 'ru',
    templates: options.templates ?? defaultTemplates,
    facts: options.facts ?? (async () => ({})),
    pollMs: requireNumber('reminders.pollMs', options.pollMs ?? 30_000, 1),
    runtime: { ...defaultRuntime, ...options.runtime },
  }
}
