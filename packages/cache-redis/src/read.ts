import type { Runtime, SharedAnswer, SharedKey } from '@mis/core'
import type { RedisClient } from './client.ts'
import type { Cover } from './cover.ts'
import { type Envelope, readEnvelope } from './envelope.ts'
import type { Names } from './keys.ts'
import type { RedisScript } from './script.ts'
import type { Counters } from './status.ts'

/** A day without a lease gets one for this long; when it ends, what was stored under it is read anew. */
const leaseMs = 48 * 3_600_000
/** An answer may come from a clock this far ahead; further ahead its age is not to be trusted. */
const skewMs = 5_000

export interface ReadContext {
  readonly names: Names
  readonly cover: Cover
  readonly counters: Counters
  readonly runtime: Runtime
  readonly leases: RedisScript
}

/** Where an answer and its day's lease are kept; worked out once, since a name may take a while. */
interface Place {
  readonly lease: string | undefined
  readonly answer: string
}

/** One MGET for all answers and leases; one script more where days have no lease yet. Rejects where Redis cannot be asked. */
export async function readFrom(
  client: RedisClient,
  keys: readonly SharedKey[],
  context: ReadContext,
): Promise<readonly SharedAnswer[]> {
  const { names, cover, counters, runtime } = context
  const places = keys.map(
    (key): Place => ({ lease: key.touched && names.lease(key.touched), answer: names.answer(key) }),
  )
  const wanted = new Map<string, string | null>()
  for (const { lease, answer } of places) {
    if (lease !== undefined) wanted.set(lease, null)
    wanted.set(answer, null)
  }
  const reply = await client.command(['MGET', ...wanted.keys()])
  if (!Array.isArray(reply) || reply.length !== wanted.size) throw new Error('Redis gave no list of answers')
  ;[...wanted.keys()].forEach((name, index) => {
    const value: unknown = reply[index]
    wanted.set(name, typeof value === 'string' ? value : null)
  })
  await addLeases(places, wanted, context)

  const envelopes = new Map<string, Envelope | undefined>()
  return places.map((place) => {
    counters.reads += 1
    const lease = place.lease === undefined ? '' : (wanted.get(place.lease) ?? '')
    const name = place.answer
    const text = wanted.get(name)
    if (typeof text !== 'string') return { lease }
    if (!envelopes.has(name)) envelopes.set(name, readEnvelope(cover.open(text, name)))
    const envelope = envelopes.get(name)
    if (!envelope || envelope.loadedAt > runtime.now() + skewMs) {
      counters.junk += 1
      return { lease }
    }
    if (envelope.lease !== lease) return { lease }
    counters.hits += 1
    return { lease, cell: { value: envelope.value, loadedAt: envelope.loadedAt } }
  })
}

async function addLeases(
  places: readonly Place[],
  wanted: Map<string, string | null>,
  { runtime, leases }: ReadContext,
): Promise<void> {
  const without = new Set<string>()
  for (const { lease } of places) if (lease !== undefined && wanted.get(lease) === null) without.add(lease)
  if (without.size === 0) return
  const reply = await leases([...without], [runtime.id(), String(leaseMs)])
  if (!Array.isArray(reply)) throw new Error('Redis gave no leases')
  ;[...without].forEach((name, index) => {
    wanted.set(name, String(reply[index]))
  })
}
