import { epochOf } from '@mis/core'
import { describe, expect, it } from 'vitest'
import {
  type Channel,
  ChannelError,
  createEvents,
  createReminders,
  createSealer,
  handlerSink,
  type RemindersOptions,
} from '../src/index.ts'
import { clinic, patient, slotOf } from './support/clinic.ts'
import { day, hour, phone, reminding, visitAt } from './support/reminding.ts'
import { virtualTime } from './support/virtual-time.ts'

describe('reminders of a visit', () => {
  it('go a day and two hours before, with what to say', async () => {
    const { time, reminders, told, sent } = reminding()
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
    const { time, reminders, told, sent } = reminding({ language: 'en' })
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
    const { time, reminders, told } = reminding()
    await reminders.plan(visitAt('2031-03-05T08:00', { mode: 'online' }, { onlineUrl: 'https://v.example.test/1' }))
    await time.advance(3 * day)
    expect(told()).toEqual([
      '03-04T09:00 Завтра приём',
      '03-04T20:00 Скоро приём',
      '03-05T07:50 Онлайн-приём начинается',
    ])
  })

  it('are not late without sense: a visit booked for the afternoon has no day before', async () => {
    const { time, reminders, told } = reminding()
    await reminders.plan(visitAt('2031-03-03T15:00'))
    await time.advance(day)
    expect(told()).toEqual(['03-03T13:00 Скоро приём'])
  })

  it('move with the visit, and are dropped with it', async () => {
    const { time, reminders, told } = reminding()
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
    const { time, store, reminders, told } = reminding()
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
    const { time, reminders } = reminding({}, { send })
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
    const both = reminding({ channels: [refused, channel] })
    await both.reminders.plan(visitAt('2031-03-05T15:00'))
    await both.time.advance(3 * day)
    expect(sent).toHaveLength(2)
    const none = reminding()
    await none.reminders.plan({ ...visitAt('2031-03-05T15:00'), contact: {} })
    await none.time.advance(3 * day)
    expect((await none.reminders.list('clinic', '1')).map(({ why }) => why)).toEqual(['unreachable', 'unreachable'])
  })

  it('belong to one owner a clinic', async () => {
    const { reminders, make } = reminding()
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

describe('options that do not fit', () => {
  it('are named', () => {
    const wrong = (options: Partial<RemindersOptions>) => () => reminding(options)
    expect(wrong({ owner: '' })).toThrow('reminders.owner')
    expect(wrong({ channels: [] })).toThrow('reminders.channels')
    expect(wrong({ quiet: { from: '9', to: '21:00' } })).toThrow('reminders.quiet')
    expect(wrong({ kinds: ['weekly' as never] })).toThrow('reminders.kinds')
    expect(wrong({ leaseMs: 10, sendMs: 10 })).toThrow('reminders.sendMs')
  })
})
