import type { Runtime, SharedAnswer, SharedKey } from '@mis/core'
import type { RedisClient } from './client.ts'
import { type Envelope, unseal } from './envelope.ts'
import type { Names } from './keys.ts'
import type { RedisScript } from './script.ts'
import type { Counters } from './status.ts'

/** A day without a lease gets one for this long; when it ends, what was stored under it is read anew. */
const leaseMs = 48 * 3_600_000
/** An answer may come from a clock this far ahead; further ahead its age is not to be trusted. */
const skewMs = 5_000

export interface ReadContext {
  readonly names: Names
  readonly counters: Counters
  readonly runtime: Runtime
  readonly leases: RedisScript
}

/** One MGET for all answers and leases; one script more where days have no lease yet. Rejects where Redis cannot be asked. */
export async function readFrom(
  client: RedisClient,
  keys: readonly SharedKey[],
  context: ReadContext,
): Promise<readonly SharedAnswer[]> {
  const { names, counters, runtime } = context
  const wanted = new Map<string, string | null>()
  for (const key of keys) {
    if (key.touched) wanted.set(names.lease(key.touched), null)
    wanted.set(names.answer(key), null)
  }
  const reply = await client.command(['MGET', ...wanted.keys()])
  if (!Array.isArray(reply) || reply.length !== wanted.size) throw new Error('Redis gave no list of answers')
  ;[...wanted.keys()].forEach((name, index) => {
    const value: unknown = reply[index]
    wanted.set(name, typeof value === 'string' ? value : null)
  })
  await addLeases(keys, wanted, context)

  const envelopes = new Map<string, Envelope | undefined>()
  return keys.map((key) => {
    counters.reads += 1
    const lease = key.touched ? (wanted.get(names.lease(key.touched)) ?? '') : ''
    const name = names.answer(key)
    const text = wanted.get(name)
    if (typeof text !== 'string') return { lease }
    if (!envelopes.has(name)) envelopes.set(name, unseal(text))
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
  keys: readonly SharedKey[],
  wanted: Map<string, string | null>,
  { names, runtime, leases }: ReadContext,
): Promise<void> {
  const without = new Set<string>()
  for (const { touched } of keys)
    if (touched && wanted.get(names.lease(touched)) === null) without.add(names.lease(touched))
  if (without.size === 0) return
  const reply = await leases([...without], [runtime.id(), String(leaseMs)])
  if (!Array.isArray(reply)) throw new Error('Redis gave no leases')
  ;[...without].forEach((name, index) => {
    wanted.set(name, String(reply[index]))
  })
}
