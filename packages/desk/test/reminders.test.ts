import { createServer } from 'node:http'
import { createServer as createTcp } from 'node:net'
import { type Appointment, addDays, epochOf, inZone, toInstant } from '@mis/core'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type Channel,
  ChannelError,
  type ChannelMessage,
  createEvents,
  createReminders,
  createSealer,
  emailChannel,
  handlerSink,
  memoryStore,
  type RemindersOptions,
  type ReminderVisit,
  type Store,
  smsChannel,
  webPushChannel,
} from '../src/index.ts'
import { clinic, patient, slotOf } from './support/clinic.ts'
import { virtualTime } from './support/virtual-time.ts'

const zone = 'Asia/Yekaterinburg'
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

interface Sent {
  readonly at: number
  readonly message: ChannelMessage
}

/** A phone that takes everything, and remembers when. */
function phone(now: () => number, more: Partial<Channel> = {}) {
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

function visitAt(local: string, more: Partial<Appointment> = {}, facts: ReminderVisit['facts'] = {}): ReminderVisit {
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

/** 2031-03-03T10:00 in the clinic. */
function desk(options: Partial<RemindersOptions> = {}, more: Partial<Channel> = {}) {
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

describe('reminders of a visit', () => {
  it('go a day and two hours before, with what to say', async () => {
    const { time, reminders, told, sent } = desk()
    const facts = { doctorName: 'Примеров И. О.', address: 'ул. Примерная, 1' }
    expect(await reminders.plan(visitAt('2031-03-05T15:00', {}, facts))).toBe(2)
    await time.advance(3 * day)
    expect(told()).toEqual(['03-04T15:00 Завтра приём', '03-05T13:00 Скоро приём'])
    expect(sent[0]?.message.text).toBe(
      'Напоминаем: приём 05.03.2031 в 15:00. Врач: Примеров И. О. Адрес: ул. Примерная, 1.',
    )
    const states = (await reminders.list('clinic', '1')).map(({ state, attempts }) => [state, attempts])
    expect(states).toEqual([
      ['sent', 1],
      ['sent', 1],
    ])
  })

  it('tell how to prepare, where to click and ask for a review, where there is something to tell', async () => {
    const { time, reminders, told, sent } = desk({ language: 'en' })
    const facts = {
      preparation: 'do not eat',
      onlineUrl: 'https://v.example.test/1',
      reviewUrl: 'https://r.example.test/1',
    }
    await reminders.plan(visitAt('2031-03-06T15:00', { mode: 'online' }, facts))
    await time.advance(6 * day)
    expect(told()).toEqual([
      '03-04T15:00 How to prepare for your visit',
      '03-05T15:00 Your visit tomorrow',
      '03-06T13:00 Your visit today',
      '03-06T14:50 Your online visit begins',
      '03-07T15:30 How was your visit?',
    ])
    expect(sent.map(({ message }) => message.text).join()).toContain('Link: https://v.example.test/1')
  })

  it('keep quiet at night, by the clinic’s clock: the evening before instead, and the link goes all the same', async () => {
    const { time, reminders, told } = desk()
    await reminders.plan(visitAt('2031-03-05T08:00', { mode: 'online' }, { onlineUrl: 'https://v.example.test/1' }))
    await time.advance(3 * day)
    expect(told()).toEqual([
      '03-04T09:00 Завтра приём',
      '03-04T20:00 Скоро приём',
      '03-05T07:50 Онлайн-приём начинается',
    ])
  })

  it('are not late without sense: a visit booked for the afternoon has no day before', async () => {
    const { time, reminders, told } = desk()
    await reminders.plan(visitAt('2031-03-03T15:00'))
    await time.advance(day)
    expect(told()).toEqual(['03-03T13:00 Скоро приём'])
  })

  it('move with the visit, and are dropped with it', async () => {
    const { time, reminders, told } = desk()
    await reminders.plan(visitAt('2031-03-05T15:00'))
    await time.advance(30 * hour)
    await reminders.plan(visitAt('2031-03-07T16:00'))
    await time.advance(2 * day)
    await reminders.plan(visitAt('2031-03-07T16:00', { status: 'cancelled' }))
    await time.advance(5 * day)
    expect(told()).toEqual(['03-04T15:00 Завтра приём', '03-06T16:00 Завтра приём'])
    const states = (await reminders.list('clinic', '1')).map(({ kind, state }) => `${kind} ${state}`)
    expect(states).toEqual(['day-before sent', 'hours-before dropped', 'day-before sent', 'hours-before dropped'])
  })

  it('are not sent where our own copy says that the visit is off, or at another time', async () => {
    const { time, store, reminders, told } = desk()
    const { appointment } = visitAt('2031-03-05T15:00')
    await reminders.plan(visitAt('2031-03-05T15:00'))
    const copy = {
      instance: 'clinic',
      id: '1',
      patientKey: 'anna',
      intentId: null,
      doctorId: '7',
      body: new Uint8Array(1),
    }
    const change = { ...copy, startsAt: epochOf(appointment.start), status: 'cancelled', seenAt: 1, from: [] } as const
    await store.appointments.record(change)
    await time.advance(4 * day)
    expect(told()).toEqual([])
  })

  it('are tried again while the gateway is down, and missed when it makes no sense any more', async () => {
    let isDown = true
    const sent: string[] = []
    const send: Channel['send'] = async ({ title }) => {
      if (isDown) throw new ChannelError('http-503')
      sent.push(title)
    }
    const { time, reminders } = desk({}, { send })
    await reminders.plan(visitAt('2031-03-05T15:00'))
    await time.advance(30 * hour)
    isDown = false
    await time.advance(hour)
    isDown = true
    await time.advance(2 * day)
    expect(sent).toEqual(['Завтра приём'])
    expect((await reminders.list('clinic', '1')).map(({ state, why }) => [state, why])).toEqual([
      ['sent', null],
      ['missed', 'http-503'],
    ])
  })

  it('go by the next channel where the first cannot reach the patient; who cannot be reached at all is told', async () => {
    const refused: Channel = {
      name: 'push',
      canReach: () => true,
      send: () => Promise.reject(new ChannelError('http-410', { isRefusal: true })),
    }
    const time = virtualTime()
    const { sent, channel } = phone(time.runtime.now)
    const both = desk({ channels: [refused, channel] })
    await both.reminders.plan(visitAt('2031-03-05T15:00'))
    await both.time.advance(3 * day)
    expect(sent).toHaveLength(2)
    const none = desk()
    await none.reminders.plan({ ...visitAt('2031-03-05T15:00'), contact: {} })
    await none.time.advance(3 * day)
    expect((await none.reminders.list('clinic', '1')).map(({ why }) => why)).toEqual(['unreachable', 'unreachable'])
  })

  it('belong to one owner a clinic', async () => {
    const { reminders, make } = desk()
    await reminders.plan(visitAt('2031-03-05T15:00'))
    const other = make({ owner: 'call-centre' })
    await expect(other.plan(visitAt('2031-03-05T15:00'))).rejects.toMatchObject({
      code: 'rejected',
      details: { reason: 'messages-owned-elsewhere' },
    })
    await reminders.disown('clinic')
    expect(await other.plan(visitAt('2031-03-05T15:00'))).toBe(2)
  })

  it('follow the desk: booked, moved, cancelled', async () => {
    const at = clinic()
    const sealer = createSealer({ keys: [{ id: 'a', key: new Uint8Array(32) }], indexKey: new Uint8Array(32) })
    const { channel } = phone(at.time.runtime.now)
    const owned = { store: at.store, runtime: at.time.runtime, sealer }
    const reminders = createReminders({ ...owned, channels: [channel], owner: 'portal' })
    const events = createEvents({ ...owned, sinks: [handlerSink('reminders', reminders.handle)] })
    const leave = new AbortController()
    const running = events.run({ signal: leave.signal })
    const front = at.open({ sealer })
    const slots = at.world.freeSlots({ doctorId: '1' }).filter(({ start }) => start > '2031-03-06')
    const [slot = slotOf(at), later = slotOf(at)] = [slots[0], slots[40]]
    const booked = await at.time.until(front.book({ slot, patient }))
    if (booked.status !== 'booked') throw new Error(booked.status)
    await at.time.advance(5_000)
    const states = async (id: string) =>
      (await reminders.list('fake', id)).map(({ state, startsAt }) => [state, startsAt])
    expect(await states(booked.appointment.id)).toEqual([
      ['planned', epochOf(slot.start)],
      ['planned', epochOf(slot.start)],
    ])
    const moved = await at.time.until(front.reschedule({ reference: booked.reference, slot: later }))
    if (moved.status !== 'moved') throw new Error(moved.status)
    await at.time.advance(5_000)
    const planned = (await states(moved.appointment.id)).filter(([state]) => state === 'planned')
    expect(planned.map(([, startsAt]) => startsAt)).toEqual([epochOf(later.start), epochOf(later.start)])
    await at.time.until(front.cancel({ reference: moved.reference }))
    await at.time.advance(5_000)
    expect((await states(moved.appointment.id)).filter(([state]) => state === 'planned')).toEqual([])
    leave.abort()
    await at.time.until(running)
    await at.close()
  })
})

/** A process on a store: killed, none of its calls comes back any more. */
function mortal(store: Store) {
  let isDead = false
  /** Messages it has begun and not ended. */
  const hands = new Set<string>()
  const reminders = new Proxy(store.reminders, {
    get: (target, method) => {
      const call = Reflect.get(target, method) as (...input: unknown[]) => Promise<unknown>
      return async (...input: unknown[]) => {
        if (isDead) return new Promise(() => {})
        const answer = await call.apply(target, input)
        if (method === 'begin') hands.add((input[0] as { readonly id: string }).id)
        if (method === 'end') hands.delete((input[0] as { readonly id: string }).id)
        return isDead ? new Promise(() => {}) : answer
      }
    },
  })
  return {
    store: { ...store, reminders },
    kill() {
      isDead = true
      return hands
    },
  }
}

describe('over a year, with two processes that are killed again and again', () => {
  for (const isIdempotent of [false, true])
    it(`none is sent twice and none is missed that could be sent${isIdempotent ? ', by a gateway that knows its ids' : ''}`, async () => {
      const days = process.env.MIS_LONG === '1' ? 365 : 60
      const time = virtualTime()
      const { now, random } = time.runtime
      const store = memoryStore({ runtime: time.runtime })
      const sent = new Map<string, number[]>()
      const wrongTimes: string[] = []
      const visits = new Map<string, ReminderVisit>()
      /** In the hands of a process when it died. */
      const lost = new Set<string>()
      let deaths = 0
      const processes: ReturnType<typeof start>[] = []
      function start() {
        const life = mortal(store)
        const die = () => {
          for (const id of life.kill()) lost.add(id)
          processes[processes.findIndex((one) => one.life === life)] = start()
          deaths += 1
          return new Promise<never>(() => {})
        }
        const channel: Channel = {
          name: 'phone',
          isIdempotent,
          canReach: () => true,
          async send({ id }) {
            const chance = random()
            if (chance < 0.02) return die()
            if (chance < 0.1) throw new ChannelError('http-503')
            const known = sent.get(id) ?? []
            if (known.length === 0 || !isIdempotent) sent.set(id, [...known, now()])
            const [, visitId = '', startsAt] = id.split('/')
            const visit = visits.get(visitId)?.appointment
            if (visit?.status === 'cancelled' || epochOf(visit?.start ?? '') !== Number(startsAt)) wrongTimes.push(id)
            const clock = inZone(new Date(now()).toISOString(), zone).slice(11, 16)
            if (!id.endsWith('online-link') && (clock < '09:00' || clock >= '21:00')) wrongTimes.push(`${clock} ${id}`)
            if (chance > 0.98) return die()
          },
        }
        const reminders = createReminders({
          store: life.store,
          channels: [channel],
          owner: 'portal',
          runtime: time.runtime,
          pollMs: 20 * minute,
        })
        const leave = new AbortController()
        void reminders.run({ signal: leave.signal })
        return { life, reminders, leave }
      }
      processes.push(start(), start())
      const planner = createReminders({ store, channels: [phone(now).channel], owner: 'portal', runtime: time.runtime })
      const plan = async (visit: ReminderVisit) => {
        visits.set(visit.appointment.id, visit)
        await planner.plan(visit)
      }
      const someTime = () => {
        const date = addDays(inZone(new Date(now()).toISOString(), zone).slice(0, 10), 2 + Math.floor(random() * 12))
        return `${date}T${String(8 + Math.floor(random() * 12)).padStart(2, '0')}:${random() < 0.5 ? '00' : '30'}`
      }
      const facts = { preparation: 'x', onlineUrl: 'x', reviewUrl: 'x' }
      for (let index = 0; index < days; index++) {
        const mode = random() < 0.3 ? 'online' : 'in-person'
        await plan(visitAt(someTime(), { id: String(index), mode }, facts))
        const other = visits.get(String(Math.floor(random() * index)))
        const isAhead = other !== undefined && epochOf(other.appointment.start) > now() + day
        if (isAhead && random() < 0.4) {
          const status = random() < 0.5 ? 'cancelled' : 'booked'
          const { start: _start, end: _end, ...rest } = other.appointment
          await plan(visitAt(someTime(), { ...rest, status }, facts))
        }
        await time.advance(day * random())
        if (random() < 0.3) {
          const place = random() < 0.5 ? 0 : 1
          for (const id of processes[place]?.life.kill() ?? []) lost.add(id)
          processes[place] = start()
        }
      }
      await time.advance(20 * day)
      const all = (await Promise.all([...visits.keys()].map((id) => store.reminders.list('clinic', id)))).flat()
      const count = (state: string) => all.filter((one) => one.state === state).length
      expect([...sent].filter(([, times]) => times.length > 1)).toEqual([])
      expect(wrongTimes).toEqual([])
      const open = all.filter(({ state }) => state === 'planned' || state === 'sending' || state === 'missed')
      expect(open.map(({ id, state, why }) => [id, state, why])).toEqual([])
      // Nobody can know whether these were sent; a gateway that knows its ids can.
      const unknown = all.filter(({ state }) => state === 'unknown').map(({ id }) => id)
      expect(unknown.filter((id) => isIdempotent || !lost.has(id))).toEqual([])
      expect(unknown.length).toBeLessThan(deaths * 3 + 1)
      for (const { id, state, notAfter } of all) {
        if (state === 'sent') expect(sent.get(id)?.length).toBe(1)
        for (const at of sent.get(id) ?? []) expect(at).toBeLessThanOrEqual(notAfter)
      }
      expect(count('sent')).toBeGreaterThan(days * 2)
      expect(deaths).toBeGreaterThan(1)
      for (const { leave, life } of processes) {
        life.kill()
        leave.abort()
      }
    })
})

describe('channels', () => {
  const message: ChannelMessage = {
    id: 'clinic/1/2/day-before',
    to: { phone: '+79000000001', email: 'anna@example.test' },
    title: 'Завтра приём',
    text: 'Напоминаем',
    language: 'ru',
  }
  const never = new AbortController().signal

  it('SMS: asks the gateway, and tells a refusal from an outage and from silence', async () => {
    const answers = [200, 400, 503, 500, 200]
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      response.writeHead(answers.shift() ?? 200).end(answers.length === 0 ? 'ERROR=3' : 'OK')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stops.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as { readonly port: number }
    const channel = smsChannel({
      request: ({ to, text, id }) => ({
        url: `http://127.0.0.1:${port}/send?${new URLSearchParams({ to: to.phone, text, id })}`,
      }),
      check: (body) => {
        if (body.startsWith('ERROR')) throw new ChannelError('gateway-refused', { isRefusal: true })
      },
    })
    await channel.send(message, never)
    expect(asked[0]).toContain('to=%2B79000000001')
    await expect(channel.send(message, never)).rejects.toMatchObject({ why: 'http-400', isRefusal: true })
    await expect(channel.send(message, never)).rejects.toMatchObject({ why: 'http-503', isRefusal: false })
    await expect(channel.send(message, never)).rejects.not.toBeInstanceOf(ChannelError)
    await expect(channel.send(message, never)).rejects.toMatchObject({ why: 'gateway-refused' })
    expect(channel.canReach({ email: 'a@example.test' })).toBe(false)
  })

  it('e-mail: by SMTP, to a server on a socket', async () => {
    const heard: string[] = []
    let refuses = false
    const server = createTcp((socket) => {
      socket.write('220 test\r\n')
      let isText = false
      socket.on('error', () => {})
      socket.on('data', (chunk) => {
        for (const line of chunk
          .toString()
          .split('\r\n')
          .filter((one) => one !== '')) {
          heard.push(line)
          if (isText && line !== '.') continue
          isText = line === 'DATA'
          if (line.startsWith('RCPT') && refuses) socket.write('550 no such box\r\n')
          else socket.write(line === 'DATA' ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n')
        }
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stops.push(() => new Promise((resolve) => server.close(resolve)))
    const { port } = server.address() as { readonly port: number }
    const channel = emailChannel({ from: 'clinic@example.test', smtp: { host: '127.0.0.1', port, ignoreTLS: true } })
    await channel.send(message, never)
    expect(heard.join('\n')).toContain('RCPT TO:<anna@example.test>')
    refuses = true
    await expect(channel.send(message, never)).rejects.toMatchObject({ name: 'ChannelError', isRefusal: true })
    const nobody = emailChannel({ from: 'clinic@example.test', smtp: { host: '127.0.0.1', port: 1 } })
    await expect(nobody.send(message, never)).rejects.toMatchObject({ name: 'ChannelError', isRefusal: false })
  })

  it('web push: reaches those with a subscription alone', async () => {
    const vapid = { subject: 'mailto:a@example.test', publicKey: 'x', privateKey: 'y' }
    const channel = webPushChannel({ vapid })
    expect([channel.canReach({ push: { endpoint: 'https://p.example.test' } }), channel.canReach({})]).toEqual([
      true,
      false,
    ])
  })
})

describe('options that do not fit', () => {
  it('are named', () => {
    const wrong = (options: Partial<RemindersOptions>) => () => desk(options)
    expect(wrong({ owner: '' })).toThrow('reminders.owner')
    expect(wrong({ channels: [] })).toThrow('reminders.channels')
    expect(wrong({ quiet: { from: '9', to: '21:00' } })).toThrow('reminders.quiet')
    expect(wrong({ kinds: ['weekly' as never] })).toThrow('reminders.kinds')
    expect(wrong({ leaseMs: 10, sendMs: 10 })).toThrow('reminders.sendMs')
  })
})
