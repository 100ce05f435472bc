import type { SharedEntry, SharedKey, SharedOutcome, SharedPlace, SharedTier, Touched } from '@mis/core'
import { batched } from './batch.ts'
import type { RedisClient } from './client.ts'
import type { Cover } from './cover.ts'
import { writeEnvelope } from './envelope.ts'
import { type Names, namesOf } from './keys.ts'
import { createLink } from './link.ts'
import { writeMessage } from './messages.ts'
import type { RedisCacheSettings } from './options.ts'
import { readFrom } from './read.ts'
import { scriptOf } from './script.ts'
import { invalidateScript, leaseScript, storeScript } from './scripts.ts'
import type { Counters } from './status.ts'
import { createUntold } from './untold.ts'

/** One adapter's part of the shared cache. */
export interface RedisTier extends SharedTier {
  /** Names the adapter among all that listen, and its installation. */
  readonly from: string
  readonly place: string
  written(touched: readonly Touched[]): void
  /** Messages are heard from now on, or not any more. */
  heard(listening: boolean): void
  untold(): number
  close(): void
}

export interface TierContext {
  readonly client: RedisClient
  readonly settings: RedisCacheSettings
  readonly channel: string
  readonly counters: Counters
  isClosed(): boolean
}

export function createTier(place: SharedPlace, context: TierContext): RedisTier {
  const { client, settings, channel, counters } = context
  const { runtime } = place
  const { cover } = settings
  const names = namesOf(settings.prefix, place, cover)
  const link = createLink(settings, runtime, counters)
  const leases = scriptOf(client, leaseScript)
  const store = scriptOf(client, storeScript)
  const invalidate = scriptOf(client, invalidateScript)
  const untold = createUntold()
  const from = runtime.id()
  const placeName = `${place.vendor}/${place.instance}`
  let heardSince = Infinity

  const send = (touched: readonly Touched[]) => {
    const days = [...new Set(touched.map(names.lease))]
    const message = writeMessage({ from, place: placeName, touched })
    return invalidate(days, [channel, cover.sealMessage(message, channel)])
  }
  /** Redis is of use only when it knows of all our writes. */
  const isUpToDate = async (): Promise<boolean> => {
    if (context.isClosed()) return false
    const days = untold.list()
    if (days.length === 0) return true
    const told = await link.ask(() => send(days))
    if (told === undefined) return false
    untold.remove(days)
    return untold.size() === 0
  }
  const read = batched(async (keys: readonly SharedKey[]) => {
    const answers = (await isUpToDate())
      ? await link.ask(() => readFrom(client, keys, { names, cover, counters, runtime, leases }))
      : undefined
    return answers ?? keys.map(() => undefined)
  })

  return {
    from,
    place: placeName,
    written: place.written,
    heard(listening) {
      heardSince = listening ? runtime.monotonic() : Infinity
      if (listening) void isUpToDate()
    },
    heardSince: () => heardSince,
    untold: untold.size,
    close: link.close,
    read,
    async store(entries) {
      const outcomes = (await isUpToDate()) ? await link.ask(() => storeAll(store, entries, names, cover)) : undefined
      const known = Array.isArray(outcomes) ? outcomes : []
      return entries.map((_, index): SharedOutcome => {
        const outcome: unknown = known[index]
        if (outcome === 1) counters.stored += 1
        if (outcome === 0) counters.overtaken += 1
        return outcome === 1 ? 'stored' : outcome === 0 ? 'overtaken' : 'unknown'
      })
    },
    async invalidate(touched) {
      if (touched.length === 0) return
      // Untold until told, so that no answer of before is taken from Redis meanwhile.
      const days = touched.map((one) => ({ ...one }))
      counters.lost += untold.add(days)
      const told = context.isClosed() ? undefined : await link.insist(() => send(days))
      if (told !== undefined) untold.remove(days)
    },
  }
}

function storeAll(
  store: ReturnType<typeof scriptOf>,
  entries: readonly SharedEntry[],
  names: Names,
  cover: Cover,
): Promise<unknown> {
  const keys: string[] = []
  const args: string[] = []
  for (const entry of entries) {
    const answer = names.answer(entry)
    keys.push(entry.touched ? names.lease(entry.touched) : answer, answer)
    args.push(entry.lease, String(Math.ceil(entry.keepMs)), cover.seal(writeEnvelope(entry), answer))
  }
  return store(keys, args)
}
