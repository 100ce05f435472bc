import { type Appointment, epochOf, inZone, toInstant } from '@mis/core'
import { afterEach } from 'vitest'
import {
  type Channel,
  type ChannelMessage,
  createReminders,
  memoryStore,
  type RemindersOptions,
  type ReminderVisit,
} from '../../src/index.ts'
import { virtualTime } from './virtual-time.ts'

export const zone = 'Asia/Yekaterinburg'
export const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

interface Sent {
  readonly at: number
  readonly message: ChannelMessage
}

/** A phone that takes everything, and remembers when. */
export function phone(now: () => number, more: Partial<Channel> = {}) {
  const sent: Sent[] = []
  const channel: Channel = {
    name: 'phone',
    canReach: (contact) => contact.phone !== undefined,
    async send(message) {
      sent.push({ at: now(), message })
    },
    ...more,
  }
  return { sent, channel }
}

/** A visit of half an hour at this local time. */
export function visitAt(
  local: string,
  more: Partial<Appointment> = {},
  facts: ReminderVisit['facts'] = {},
): ReminderVisit {
  const start = toInstant(local, zone)
  const end = inZone(new Date(epochOf(start) + 30 * minute).toISOString(), zone)
  const appointment: Appointment = {
    id: '1',
    status: 'booked',
    doctorId: '7',
    clinicId: '1',
    mode: 'in-person',
    start,
    end,
    ...more,
  }
  const contact = { phone: '+79000000001' }
  return { instance: 'clinic', appointment, patientKey: 'anna', timeZone: zone, contact, facts }
}

/** Reminders over a store of their own, which run till the case has ended. It is 2031-03-03T10:00 in the clinic. */
export function reminding(options: Partial<RemindersOptions> = {}, more: Partial<Channel> = {}) {
  const time = virtualTime()
  const store = memoryStore({ runtime: time.runtime })
  const { sent, channel } = phone(time.runtime.now, more)
  const make = (over: Partial<RemindersOptions> = {}) =>
    createReminders({ store, channels: [channel], owner: 'portal', runtime: time.runtime, ...options, ...over })
  const reminders = make()
  const leave = new AbortController()
  const running = reminders.run({ signal: leave.signal })
  stops.push(async () => {
    leave.abort()
    await time.until(running)
  })
  const told = () =>
    sent.map(({ at, message }) => `${inZone(new Date(at).toISOString(), zone).slice(5, 16)} ${message.title}`)
  return { time, store, sent, reminders, make, told }
}
