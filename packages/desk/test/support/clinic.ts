import type { Slot } from '@mis/core'
import { createWorld, type FaultRule, fakeDialect, fakeMis, inProcess, testPatient, type World } from '@mis/mock'
import { createDesk, type Desk, type DeskOptions, memoryStore, type Store } from '../../src/index.ts'
import { type VirtualTime, virtualTime } from './virtual-time.ts'

export type Tuning = Partial<Omit<DeskOptions, 'adapter' | 'adapters' | 'store' | 'runtime'>>

/** A world, a fake MIS over it, a store, and desks on that store, all in virtual time. */
export function clinic() {
  const time: VirtualTime = virtualTime()
  const world: World = createWorld({ now: () => time.runtime.now() })
  const server = inProcess(fakeDialect(world), { strict: false })
  const store: Store = memoryStore({ runtime: time.runtime })
  const desks: Desk[] = []
  let isDown = false
  const fetchHere: typeof fetch = (input, init) =>
    isDown
      ? Promise.reject(
          new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) }),
        )
      : server.fetch(input, init)
  const mis = () => fakeMis(world, { server, runtime: { ...time.runtime, fetch: fetchHere } })
  const open = (tuning: Tuning = {}, over: Store = store): Desk => {
    const desk = createDesk({ adapter: mis(), store: over, runtime: time.runtime, ...tuning })
    desks.push(desk)
    return desk
  }
  return {
    time,
    world,
    server,
    store,
    mis,
    open,
    arm: (...rules: readonly FaultRule[]) => {
      for (const rule of rules) server.arm(rule)
    },
    /** Whether nobody reaches the MIS: connections are refused. */
    down(yes: boolean) {
      isDown = yes
    },
    /** Starts the workers of a desk; they end with it. */
    run(desk: Desk) {
      const stop = new AbortController()
      const running = desk.run({ signal: stop.signal })
      return async () => {
        stop.abort()
        await time.until(running)
      }
    },
    /** Live visits of the world. */
    live: () => world.appointments().filter(({ status }) => status !== 'cancelled'),
    async close() {
      await time.until(Promise.all(desks.map((desk) => desk.close())))
      await server.close()
    },
  }
}
export type Clinic = ReturnType<typeof clinic>

/** A free time of a doctor, the `index`th from tomorrow on. */
export function slotOf({ world }: Pick<Clinic, 'world'>, index = 0, doctorId = '1'): Slot {
  const slot = world.freeSlots({ doctorId, from: '2031-03-04' })[index]
  if (slot === undefined) throw new Error('the test needs a free time')
  return slot
}

export const patient = testPatient(1)
