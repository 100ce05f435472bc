import { expect } from 'vitest'
import { createDesk, type Desk, memoryStore, type Store } from '../../src/index.ts'
import { carelessMis, type Trouble } from './careless-mis.ts'
import { freezable } from './frozen-store.ts'
import { virtualTime } from './virtual-time.ts'

const minutes = 60_000
const patients = ['Первова', 'Второва'] as const

/** Two processes on one store before one MIS, and what must hold between them. */
export function twoDesks(bend: (store: Store) => Store) {
  const time = virtualTime()
  const mis = carelessMis(time.runtime)
  const store = memoryStore({ runtime: time.runtime })
  const bent = bend(store)
  const desks: { desk: Desk; process: ReturnType<typeof freezable>; stop: AbortController }[] = []
  const references = new Set<string>()
  const start = (index: number) => {
    const process = freezable(bent)
    const stop = new AbortController()
    const desk = createDesk({
      adapter: mis.adapter(),
      store: process.store,
      runtime: time.runtime,
      attemptMs: 1_000,
      leaseMs: 4_000,
      patienceMs: 2_000,
    })
    desk.run({ signal: stop.signal }).catch(() => {})
    desks[index] = { desk, process, stop }
  }
  start(0)
  start(1)
  const process = (index: number) => {
    const one = desks[index]
    if (one === undefined) throw new Error('there are two desks')
    return one
  }
  return {
    async book(index: number, patient: number, slot: number, reference: string) {
      const time = mis.slots[slot]
      if (time === undefined) throw new Error('there are four slots')
      references.add(reference)
      const request = { slot: time, patient: { lastName: patients[patient] ?? '' }, reference }
      process(index)
        .desk.book(request)
        .catch(() => {})
    },
    cancel(index: number, reference: string) {
      process(index)
        .desk.cancel({ reference })
        .catch(() => {})
    },
    trouble: (one: Trouble) => mis.trouble(one),
    freeze: (index: number) => process(index).process.freeze(),
    thaw: (index: number) => process(index).process.thaw(),
    restart(index: number) {
      process(index).process.kill()
      start(index)
    },
    pass: (ms: number) => time.advance(ms),
    /** At every moment. */
    never() {
      for (const reference of references) expect(mis.live(reference).length).toBeLessThanOrEqual(1)
    },
    /** Once everything has come to rest. */
    async rest() {
      mis.calm()
      for (const { process } of desks) process.thaw()
      await time.advance(30 * minutes)
      for (const intent of await store.intents.list({ limit: 1_000 })) {
        expect(['done', 'refused', 'expired', 'withdrawn'], intent.reference).toContain(intent.state)
        if (intent.kind !== 'book') continue
        const live = mis.live(intent.reference)
        const wasCancelled = await wasCancelledLater(intent.reference)
        const expected = intent.state === 'done' && !wasCancelled ? 1 : 0
        expect(live, `${intent.reference} is ${intent.state}`).toHaveLength(expected)
      }
      for (const { desk, stop } of desks) {
        stop.abort()
        await time.until(desk.close())
      }
    },
  }

  async function wasCancelledLater(reference: string): Promise<boolean> {
    const outcome = await process(0).desk.status(reference)
    return outcome?.status === 'cancelled'
  }
}
export type TwoDesks = ReturnType<typeof twoDesks>
