import type { SharedCache } from '@mis/core'
import type { RedisClient } from './client.ts'
import { readMessage } from './messages.ts'
import { checkRedisCacheOptions, type RedisCacheOptions } from './options.ts'
import { createCounters, type RedisCacheStatus } from './status.ts'
import { createTier, type RedisTier } from './tier.ts'

/** The shared cache of `cache({ shared })`, kept in Redis. */
export interface RedisCache extends SharedCache {
  readonly sealsValues: boolean
  status(): RedisCacheStatus
  /** Ends the connection that listens; the client given stays the app's. Adapters go on as if there were no Redis. */
  close(): void
}

/**
 * A memory in Redis that several instances of an app share: `cache({ shared: redisCache(fromIoredis(client)) })`. A booking in
 * one instance ends only when no other can get an older answer from Redis; memories of other instances are told at once.
 * Where Redis is down, slow or holds junk, calls go on as if it were not there. Throws `invalid-request` naming a bad option.
 */
export function redisCache(client: RedisClient, options: RedisCacheOptions = {}): RedisCache {
  const settings = checkRedisCacheOptions(options)
  const counters = createCounters()
  const channel = `${settings.prefix}:writes`
  const tiers = new Set<RedisTier>()
  let listening = false
  let closed = false
  let unsubscribe: (() => void) | undefined

  const hear = (now: boolean) => {
    if (!now && !listening) return
    listening = now
    for (const tier of tiers) tier.heard(now)
  }
  const listen = () =>
    client.subscribe(channel, {
      message(text) {
        const message = readMessage(settings.cover.openMessage(text, channel))
        for (const tier of tiers)
          if (message && tier.place === message.place && tier.from !== message.from) tier.written(message.touched)
      },
      connected: () => hear(true),
      lost: () => hear(false),
    })

  return {
    sealsValues: options.encryption !== undefined,
    open(place) {
      const tier = createTier(place, { client, settings, channel, counters, isClosed: () => closed })
      tiers.add(tier)
      if (!closed) unsubscribe ??= listen()
      if (listening) tier.heard(true)
      return tier
    },
    status() {
      const untold = [...tiers].reduce((sum, tier) => sum + tier.untold(), 0)
      return { ...counters, listening, untold }
    },
    close() {
      closed = true
      hear(false)
      unsubscribe?.()
      for (const tier of tiers) tier.close()
    },
  }
}
