// What an app writes without us, by the documentation of each: ky, zod, p-retry, p-limit, opossum and lru-cache. It knows
// no zone, no unknown outcome and no write that makes a cached day old; it is the lower bound, not a rival.
import ky from 'ky'
import { LRUCache } from 'lru-cache'
import CircuitBreaker from 'opossum'
import pLimit from 'p-limit'
import pRetry from 'p-retry'
import { z } from 'zod'

const schedulesSchema = z.object({
  schedules: z.array(
    z.object({
      doctor_id: z.number(),
      date: z.string(),
      free_slots: z.array(
        z.object({ id: z.number(), start: z.string(), end: z.string(), room: z.string(), online: z.boolean() }),
      ),
    }),
  ),
})

export interface HandMadeSlot {
  readonly id: string
  readonly doctorId: string
  readonly start: Date
  readonly end: Date
  readonly room: string
}

export function createHandGlued(baseUrl: string, apiKey: string, concurrency: number) {
  const client = ky.create({ retry: 0, timeout: 8_000, headers: { authorization: `Bearer ${apiKey}` } })
  const limit = pLimit(concurrency)
  const cache = new LRUCache<string, readonly HandMadeSlot[]>({ max: 50_000, ttl: 180_000 })
  const breaker = new CircuitBreaker(load, { timeout: 8_000 })
  return {
    /** Asks the MIS and remembers the answer. */
    async freshSlots(doctorId: string, day: string): Promise<readonly HandMadeSlot[]> {
      const answer = await pRetry(() => limit(() => breaker.fire(doctorId, day)), { retries: 2 })
      cache.set(`${doctorId} ${day}`, answer)
      return answer
    },
    close: () => breaker.shutdown(),
  }

  async function load(doctorId: string, day: string): Promise<readonly HandMadeSlot[]> {
    const searchParams = { doctor_id: doctorId, from: day, to: day, include: 'free_slots' }
    const { schedules } = schedulesSchema.parse(await client.get(`${baseUrl}/schedules`, { searchParams }).json())
    return schedules.flatMap(({ doctor_id: doctor, free_slots: slots }) =>
      slots.map(({ id, start, end, room }) => {
        return { id: String(id), doctorId: String(doctor), start: new Date(start), end: new Date(end), room }
      }),
    )
  }
}
