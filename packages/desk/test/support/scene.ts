import { type MisAdapter, MisError, type Supporting } from '@mis/core'
import { expect } from 'vitest'
import { createDesk, type DeskEvent, memoryStore, type Store } from '../../src/index.ts'
import { carelessMis } from './careless-mis.ts'
import type { Tuning } from './clinic.ts'
import { virtualTime } from './virtual-time.ts'

export const patient = { lastName: 'Первова' }
export type Whole = Supporting<MisAdapter, 'findBooking' | 'listAppointments'>
export const unavailable = () => new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null } })

/** Desks on one store before one MIS whose operations a case may bend. */
export function scene(proof: 'reference' | 'patient' | 'slot' = 'reference') {
  const time = virtualTime()
  const mis = carelessMis(time.runtime, proof)
  const store = memoryStore({ runtime: time.runtime })
  const whole = mis.adapter() as Whole
  const events: DeskEvent[] = []
  const ends: (() => Promise<void>)[] = []
  const [first, second, third] = mis.slots
  if (first === undefined || second === undefined || third === undefined) throw new Error('there are four slots')
  return {
    ...{ time, mis, store, whole, first, second, third, events },
    open(bent: Partial<Whole> = {}, over: Store = store, tuning: Tuning = {}) {
      const options = { adapter: { ...whole, ...bent }, store: over, runtime: time.runtime, ...tuning }
      const desk = createDesk({ attemptMs: 1_000, ...options })
      desk.on((event) => events.push(event))
      ends.push(() => time.until(desk.close()))
      return desk
    },
    startWorkers(desk: ReturnType<typeof createDesk>) {
      desk.run({ signal: new AbortController().signal }).catch(() => {})
    },
    live: () => mis.visits().filter(({ status }) => status !== 'cancelled'),
    async end() {
      for (const end of ends) await end()
      expect(time.sleepers()).toBe(0)
    },
  }
}
