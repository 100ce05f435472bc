// What an app writes without us: ky, p-retry, p-limit and lru-cache, by their documentation. It checks nothing and knows
// no zone; it is the lower bound, not a rival.
import ky from 'ky'
import { LRUCache } from 'lru-cache'
import pLimit from 'p-limit'
import pRetry from 'p-retry'

interface Schedules {
  readonly schedules: readonly { readonly free_slots: readonly { readonly id: number; readonly start: string }[] }[]
}

export function createHandGlued(baseUrl: string, apiKey: string) {
  const client = ky.create({ retry: 0, timeout: 8_000, headers: { authorization: `Bearer ${apiKey}` } })
  const limit = pLimit(4)
  const cache = new LRUCache<string, Schedules>({ max: 50_000, ttl: 180_000 })
  return async (doctorId: string, day: string): Promise<number> => {
    const key = `${doctorId} ${day}`
    const known = cache.get(key)
    const answer = known ?? (await limit(() => pRetry(() => load(doctorId, day), { retries: 2 })))
    cache.set(key, answer)
    return answer.schedules.reduce((sum, { free_slots: slots }) => sum + slots.length, 0)
  }

  function load(doctorId: string, day: string): Promise<Schedules> {
    const searchParams = { doctor_id: doctorId, from: day, to: day, include: 'free_slots' }
    return client.get(`${baseUrl}/schedules`, { searchParams }).json<Schedules>()
  }
}
