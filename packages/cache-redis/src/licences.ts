import type { Licence, SharedLicences } from '@mis/core'
import type { RedisClient } from './client.ts'
import { type RedisLicencesOptions, settingsOf } from './licences-options.ts'
import { licencePool, type Told, type Turn } from './licences-script.ts'
import { createLink } from './link.ts'
import { createCounters } from './status.ts'

/** Licences shared over Redis, for `limit({ shared })`. */
export interface RedisLicences extends SharedLicences {
  /** Gives back what is held and ends the connection that listens; the client stays open. May be called twice. */
  close(): Promise<void>
}

interface Place {
  readonly token: string
  start(): void
  /** When Redis was last told that it waits, on the monotonic clock: it cannot have been granted before. */
  toldAt: number
  /** Undefined while it waits. */
  heldUntil: number | undefined
}

const tokenOf = ({ token }: Place) => token
const nothing = { givenBack: [], held: [], waiting: [] }
const retryMs = 1_000
/** How often a process that hears no messages asks whether its turn has come. */
const deafMs = 50

/**
 * Keeps the licences of one MIS in Redis, so that all processes together never run more calls than there are licences.
 * First come, first served across processes; each stands in the line with as many calls as its own `limit` lets through.
 *
 * A crashed process keeps its licences and its places no longer than `leaseMs`. One that slept past it must take a new
 * licence before it begins; a call that was running then is counted again, so that nobody is let in until there is room.
 * While Redis cannot be reached each process falls back to `fallbackConcurrency` calls at once, and no call fails for it.
 * A Redis that comes back without its memory learns who holds what within a third of a lease; until then more calls may
 * run than there are licences.
 *
 * Throws `invalid-request` naming a bad option.
 */
export function redisLicences(client: RedisClient, options: RedisLicencesOptions): RedisLicences {
  const settings = settingsOf(options)
  const { leaseMs, fallbackConcurrency, timeLimitMs, runtime } = settings
  const pool = licencePool(client, settings)
  const limits = { timeLimitMs, writeTimeLimitMs: timeLimitMs, pauseMs: retryMs }
  const link = createLink(limits, runtime, createCounters())
  const prefix = runtime.id()
  /** In the order of coming. */
  const places = new Map<string, Place>()
  /** Tokens that Redis may still know of, and when they were given back. */
  const givenBack = new Map<string, number>()
  let count = 0
  let state: 'shared' | 'fallback' = 'shared'
  let isHearing = false
  let isClosed = false
  let unsubscribe: (() => void) | undefined
  let stepping: Promise<void> | undefined
  let isStale = false
  let expiresInMs = leaseMs
  let alarm: AbortController | undefined

  const held = () => [...places.values()].filter(({ heldUntil }) => heldUntil !== undefined)
  const waiting = () => [...places.values()].filter(({ heldUntil }) => heldUntil === undefined)

  const hold = (place: Place, until: number) => {
    place.heldUntil = until
    place.start()
  }
  /** This process's own share: what it holds already counts. */
  const serveAlone = () => {
    const room = fallbackConcurrency - held().length
    for (const place of waiting().slice(0, Math.max(0, room))) hold(place, Number.POSITIVE_INFINITY)
  }

  const ask = (told: Told): Promise<Turn | undefined> => link.insist(() => pool.step(told))

  async function step(): Promise<void> {
    // What waits in a driver's own line may be sent much later, when nothing of it is true any more: after a failure Redis
    // is asked for a sign of life first.
    const isThere = state === 'shared' || (await ask(nothing)) !== undefined
    if (isThere && (await tellAll())) {
      state = 'shared'
    } else {
      state = 'fallback'
      serveAlone()
    }
  }
  async function tellAll(): Promise<boolean> {
    const toldAt = runtime.monotonic()
    for (const [token, at] of givenBack) if (toldAt - at > 2 * leaseMs) givenBack.delete(token)
    const told = { givenBack: [...givenBack.keys()], held: held(), waiting: waiting() }
    const turn = await ask({ ...told, held: told.held.map(tokenOf), waiting: told.waiting.map(tokenOf) })
    if (turn === undefined) return false
    expiresInMs = turn.expiresInMs
    for (const token of told.givenBack) givenBack.delete(token)
    for (const place of told.held) place.heldUntil = toldAt + leaseMs
    for (const place of told.waiting) place.toldAt = toldAt
    for (const token of turn.granted) grant(token)
    return true
  }
  /** One step at a time; what comes meanwhile is told in the next. */
  const sync = () => {
    if (isClosed) return
    isStale = true
    stepping ??= (async () => {
      while (isStale && !isClosed) {
        isStale = false
        await step()
        if (state === 'fallback') break
      }
      stepping = undefined
      schedule()
    })()
  }
  const grant = (token: string) => {
    const place = places.get(token)
    if (place?.heldUntil === undefined && place) hold(place, place.toldAt + leaseMs)
  }

  /** One timer: to renew, to see what a crashed process left, to ask where no message can come, to try Redis again. */
  const schedule = () => {
    alarm?.abort()
    alarm = undefined
    if (isClosed || (places.size === 0 && givenBack.size === 0)) return
    const own = new AbortController()
    alarm = own
    const wait = state === 'fallback' ? retryMs : nextStepMs()
    runtime.sleep(wait, own.signal).then(sync, () => {})
  }
  const nextStepMs = () => {
    if (waiting().length === 0) return leaseMs / 3
    return Math.min(leaseMs / 3, Math.max(1, expiresInMs + 1), isHearing ? Number.POSITIVE_INFINITY : deafMs)
  }
  const changed = () => {
    if (state === 'shared' && !isClosed) sync()
    else {
      serveAlone()
      if (alarm === undefined && stepping === undefined) schedule()
    }
  }
  const leave = (place: Place) => {
    if (!places.delete(place.token)) return
    givenBack.set(place.token, runtime.monotonic())
    changed()
  }
  const listen = () => {
    unsubscribe ??= client.subscribe(pool.channel, {
      message: grant,
      connected() {
        isHearing = true
        if (places.size > 0) sync()
      },
      lost() {
        isHearing = false
        if (places.size > 0 && stepping === undefined) schedule()
      },
    })
  }

  return {
    state: () => state,
    take: (signal) =>
      new Promise<Licence>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        if (!isClosed) listen()
        const onAbort = () => {
          leave(place)
          reject(signal.reason)
        }
        const licence: Licence = {
          isHeld: () => (place.heldUntil ?? 0) > runtime.monotonic() && places.has(place.token),
          giveBack: () => leave(place),
        }
        const start = () => {
          signal.removeEventListener('abort', onAbort)
          resolve(licence)
        }
        const place: Place = { token: `${prefix}:${++count}`, start, toldAt: runtime.monotonic(), heldUntil: undefined }
        signal.addEventListener('abort', onAbort, { once: true })
        places.set(place.token, place)
        changed()
      }),
    async close() {
      if (isClosed) return
      await stepping
      isClosed = true
      state = 'fallback'
      schedule()
      unsubscribe?.()
      const tokens = [...givenBack.keys(), ...places.keys()]
      serveAlone()
      await ask({ ...nothing, givenBack: tokens })
    },
  }
}
