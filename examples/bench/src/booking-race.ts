// The booking race, counted: a load is under way in one instance, a booking in the other invalidates, the load ends. What do
// both show afterwards? Each library as its own page sets it up for several instances over one Redis.
import { setTimeout as pause } from 'node:timers/promises'
import KeyvRedis from '@keyv/redis'
import { fromIoredis, redisCache } from '@mis/cache-redis'
import { cache, defineAdapter, wrap } from '@mis/core'
import { createCache } from 'async-cache-dedupe'
import { BentoCache, bentostore } from 'bentocache'
import { memoryDriver } from 'bentocache/drivers/memory'
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis'
import { Cacheable } from 'cacheable'
import { Redis } from 'ioredis'
import { slotsOf } from './cache-row.ts'

const trials = 200
const atOnce = 20
/** For messages and writes that are on their way; generous to everybody. */
const settlingMs = 50
const ttlMs = 180_000
const day = '2031-03-05'

/** The MIS: a doctor's day is free until booked. Loads can be held. */
interface Mis {
  load(doctorId: string): Promise<boolean>
  book(doctorId: string): void
  hold(doctorId: string): () => void
}
interface Instance {
  isFree(doctorId: string): Promise<boolean>
  book(doctorId: string): Promise<void>
  close(): Promise<void>
}

function misOf(): Mis {
  const booked = new Set<string>()
  const gates = new Map<string, Promise<void>>()
  return {
    async load(doctorId) {
      const free = !booked.has(doctorId)
      await gates.get(doctorId)
      return free
    },
    book: (doctorId) => void booked.add(doctorId),
    hold(doctorId) {
      let open = () => {}
      gates.set(doctorId, new Promise((resolve) => (open = resolve)))
      return () => {
        gates.delete(doctorId)
        open()
      }
    },
  }
}

type Maker = (mis: Mis, port: number) => Instance

const ours: Maker = (mis, port) => {
  const redis = new Redis({ host: '127.0.0.1', port })
  const shared = redisCache(fromIoredis(redis), { timeLimitMs: 10_000, writeTimeLimitMs: 10_000 })
  const adapter = wrap(
    defineAdapter({
      vendor: 'bench',
      instance: 'race',
      capabilities: { patientFields: { required: [] }, slotWindowDays: 1, concurrency: 64 },
      operations: {
        listDoctors: async () => ({ items: [] }),
        listSlots: async ({ doctorId }) => ((await mis.load(doctorId)) ? slotsOf(doctorId, day) : []),
        book: async ({ slot }) => {
          mis.book(slot.doctorId)
          return { ...slot, id: '501', status: 'booked' }
        },
        cancel: async () => {
          throw new Error('Nobody cancels here')
        },
      },
    }),
    [cache({ shared })],
  )
  return {
    isFree: async (doctorId) => (await adapter.listSlots({ doctorId, from: day, to: day })).slots.length > 0,
    async book(doctorId) {
      const [slot] = slotsOf(doctorId, day)
      if (slot) await adapter.book({ slot, patient: {} })
    },
    async close() {
      shared.close()
      redis.disconnect()
    },
  }
}

const cacheable: Maker = (mis, port) => {
  const store = new Cacheable({ secondary: new KeyvRedis(`redis://127.0.0.1:${port}`), ttl: ttlMs })
  return {
    isFree: async (doctorId) =>
      (await store.getOrSet(`cacheable ${doctorId}`, async () => ({ free: await mis.load(doctorId) })))?.free === true,
    async book(doctorId) {
      mis.book(doctorId)
      await store.delete(`cacheable ${doctorId}`)
    },
    close: () => store.disconnect(),
  }
}

const bento: Maker = (mis, port) => {
  const connection = { host: '127.0.0.1', port }
  const store = new BentoCache({
    default: 'slots',
    ttl: ttlMs,
    stores: {
      slots: bentostore()
        .useL1Layer(memoryDriver({ maxItems: 10_000 }))
        .useL2Layer(redisDriver({ connection }))
        .useBus(redisBusDriver({ connection })),
    },
  })
  return {
    isFree: async (doctorId) =>
      (await store.getOrSet({ key: doctorId, factory: async () => ({ free: await mis.load(doctorId) }) })).free,
    async book(doctorId) {
      mis.book(doctorId)
      await store.delete({ key: doctorId })
    },
    close: () => store.disconnectAll(),
  }
}

const asyncCacheDedupe: Maker = (mis, port) => {
  const client = new Redis({ host: '127.0.0.1', port })
  const store = createCache({
    ttl: ttlMs / 1_000,
    storage: { type: 'redis', options: { client, invalidation: { referencesTTL: ttlMs / 1_000 } } },
  }).define('slots', { references: (doctorId: string) => [`doctor:${doctorId}`] }, async (doctorId: string) => ({
    free: await mis.load(doctorId),
  }))
  return {
    isFree: async (doctorId) => (await store.slots(doctorId)).free,
    async book(doctorId) {
      mis.book(doctorId)
      await store.invalidateAll(`doctor:${doctorId}`)
    },
    close: async () => client.disconnect(),
  }
}

export interface RaceResult {
  readonly name: string
  readonly trials: number
  /** Trials in which the instance that had loaded showed the time as free afterwards; and the one that had booked. */
  readonly loader: number
  readonly booker: number
}

export async function bookingRace(port: number): Promise<RaceResult[]> {
  const results: RaceResult[] = []
  const makers = { '@mis/cache-redis': ours, cacheable, bentocache: bento, 'async-cache-dedupe': asyncCacheDedupe }
  for (const [name, make] of Object.entries(makers)) {
    const mis = misOf()
    const [a, b] = [make(mis, port), make(mis, port)]
    // Both are connected and listen.
    await Promise.all([a.isFree('first'), b.isFree('first')])
    await pause(settlingMs * 4)
    const stale = { loader: 0, booker: 0 }
    for (let begin = 0; begin < trials; begin += atOnce) {
      const all = Array.from({ length: atOnce }, (_, offset) => trial(`${begin + offset}`, mis, a, b))
      for (const { loader, booker } of await Promise.all(all)) {
        stale.loader += Number(loader)
        stale.booker += Number(booker)
      }
    }
    results.push({ name, trials, ...stale })
    await Promise.all([a.close(), b.close()])
  }
  return results
}

async function trial(doctorId: string, mis: Mis, a: Instance, b: Instance) {
  const letGo = mis.hold(doctorId)
  const loading = a.isFree(doctorId)
  await pause(settlingMs)
  await b.book(doctorId)
  letGo()
  await loading
  await pause(settlingMs)
  return { loader: await a.isFree(doctorId), booker: await b.isFree(doctorId) }
}
