import type { Reminder, ReminderState } from '../store/reminders.ts'
import { within } from '../within.ts'
import { type Channel, ChannelError, type ChannelMessage } from './channel.ts'
import type { ReminderSettings } from './options.ts'
import type { ReminderBody } from './plan.ts'
import { quietAround } from './quiet.ts'
import { type ReminderKind, rules } from './rules.ts'
import { wordsOf } from './templates.ts'

/** What was handed to a channel is waited for, also by a process that is leaving. */
const never = new AbortController().signal

/** What becomes of a reminder. */
interface End {
  readonly state: ReminderState
  readonly why: string | null
  readonly dueAt?: number
}

/**
 * Sends one message that this process has claimed. It is written down before it is handed to a channel, so that whoever
 * finds it after a crash knows that it may have been sent, and it goes out once or not at all.
 */
export async function sendReminder(settings: ReminderSettings, reminder: Reminder): Promise<void> {
  const { store } = settings
  const claim = { id: reminder.id, fence: reminder.fence }
  const end = (what: End) => store.reminders.end(claim, what)
  const over = await before(settings, reminder)
  if (over !== null) return void (await end(over))
  const body = (await settings.sealer.open(reminder.body, `reminders.body/${reminder.id}`)) as ReminderBody
  const channels = settings.channels.filter((channel) => channel.canReach(body.contact))
  if (reminder.state === 'sending' && !channels[0]?.isIdempotent)
    return void (await end({ state: 'unknown', why: 'process-died' }))
  const postponed = await untilMorning(settings, reminder, body)
  if (postponed !== null) return void (await end(postponed))
  if (channels.length === 0) return void (await end({ state: 'dropped', why: 'unreachable' }))
  if (!(await store.reminders.begin(claim, settings.leaseMs))) return
  const words = wordsOf(settings.templates, reminder.kind as ReminderKind, body)
  const message = { id: reminder.id, to: body.contact, language: body.language, ...words }
  await end(await tryChannels(settings, channels, message, reminder))
}

/** Why it is not to be sent any more, or not now; null where it is. */
async function before(
  { store }: ReminderSettings,
  { instance, appointmentId, startsAt, notAfter, kind }: Reminder,
): Promise<End | null> {
  const copy = await store.appointments.get(instance, appointmentId)
  const isOff = copy?.status === 'cancelled' || copy?.status === 'no-show'
  if (copy !== null && (isOff || copy.startsAt !== startsAt)) return { state: 'dropped', why: 'visit-changed' }
  if ((await store.now()) > notAfter) return { state: 'missed', why: `${kind}-too-late` }
  return null
}

async function untilMorning(
  { store, quiet }: ReminderSettings,
  { kind, notAfter }: Reminder,
  { timeZone }: ReminderBody,
): Promise<End | null> {
  if (quiet === null || rules[kind as ReminderKind]?.ignoresQuiet) return null
  const around = quietAround(await store.now(), timeZone, quiet)
  if (around === null) return null
  return around.to > notAfter
    ? { state: 'missed', why: 'quiet-hours' }
    : { state: 'planned', why: null, dueAt: around.to }
}

async function tryChannels(
  settings: ReminderSettings,
  channels: readonly Channel[],
  message: ChannelMessage,
  { attempts, notAfter }: Reminder,
): Promise<End> {
  const { store, runtime, sendMs } = settings
  let why = 'unreachable'
  for (const channel of channels) {
    try {
      await within(runtime, sendMs, never, (cut) => channel.send(message, cut))
      return { state: 'sent', why: null }
    } catch (error) {
      const isCertain = error instanceof ChannelError
      if (!isCertain && !channel.isIdempotent) return { state: 'unknown', why: `${channel.name}-did-not-say` }
      why = isCertain ? error.why : `${channel.name}-did-not-say`
      if (isCertain && error.isRefusal) continue
      const dueAt =
        (await store.now()) + Math.min(900_000, 60_000 * 2 ** Math.min(attempts, 10)) * (0.5 + runtime.random() / 2)
      return dueAt > notAfter ? { state: 'missed', why } : { state: 'planned', why: null, dueAt: Math.ceil(dueAt) }
    }
  }
  return { state: 'dropped', why }
}
