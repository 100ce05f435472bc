import { addDays, epochOf, inZone } from '@mis/core'
import { describe, expect, it } from 'vitest'
import {
  type Channel,
  ChannelError,
  createReminders,
  memoryStore,
  type ReminderVisit,
  type Store,
} from '../src/index.ts'
import { day, minute, phone, visitAt, zone } from './support/reminding.ts'
import { virtualTime } from './support/virtual-time.ts'

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
