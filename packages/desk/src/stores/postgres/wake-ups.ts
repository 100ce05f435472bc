import type { Runtime } from '@mis/core'
import type { Store } from '../../store/store.ts'
import { makeListeners } from '../sql/listeners.ts'
import { borrow, connected } from './loan.ts'
import type { PostgresClient, PostgresNotice, PostgresPool } from './pool.ts'

export interface WakeUpsOptions {
  readonly pool: PostgresPool
  readonly channel: string
  readonly runtime: Pick<Runtime, 'id' | 'random' | 'sleep'>
}

export interface WakeUps {
  readonly add: Store['onWork']
  /** There is work: tells this process now, and the others as soon as the database can. */
  tell(): void
  close(): Promise<void>
}

const firstPauseMs = 100
const longestPauseMs = 5_000
const never = new AbortController().signal

/**
 * `LISTEN` on a connection of its own, held while somebody waits and made again when it is lost. A word that got lost
 * with it costs time, never work: whoever waits also looks from time to time, and is told after each new connection.
 */
export function makeWakeUps({ pool, channel, runtime }: WakeUpsOptions): WakeUps {
  const listeners = makeListeners()
  const self = runtime.id()
  let listening: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined
  let telling: Promise<void> | undefined
  let isToldAgain = false

  const once = async (signal: AbortSignal): Promise<void> => {
    const client = await connected(pool, { runtime, waitMs: longestPauseMs, closing: signal })
    const lost = untilLost(client, signal, (payload) => {
      if (payload !== self) listeners.tell()
    })
    try {
      if (!signal.aborted) await client.query({ text: `listen "${channel}"` })
      if (!signal.aborted) listeners.tell()
      await lost.ended
    } finally {
      lost.forget()
      client.release(true)
    }
  }
  const listen = async (signal: AbortSignal): Promise<void> => {
    let pauseMs = firstPauseMs
    while (!signal.aborted) {
      await once(signal).then(
        () => {
          pauseMs = firstPauseMs
        },
        () => undefined,
      )
      if (signal.aborted) return
      await runtime.sleep(pauseMs * (0.5 + runtime.random() / 2), signal).catch(() => undefined)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
  }
  const stop = async () => {
    const last = listening
    listening = undefined
    last?.stop.abort()
    await last?.ended
  }
  const notify = async (): Promise<void> => {
    // Not cut short by closing: others hear the last word of whoever goes.
    const loan = await borrow(pool, { runtime, waitMs: longestPauseMs, closing: never })
    let isSound = false
    try {
      const values = [channel, self]
      await loan.query({ text: 'select pg_notify($1, $2)', values, query_timeout: longestPauseMs })
      isSound = true
    } finally {
      loan.giveBack(isSound)
    }
  }
  const send = async (): Promise<void> => {
    do {
      isToldAgain = false
      // Nobody waits for it; a database that is away has no listeners either.
      await notify().catch(() => undefined)
    } while (isToldAgain)
    telling = undefined
  }

  return {
    add(listener) {
      const remove = listeners.add(listener)
      if (!listening) {
        const controller = new AbortController()
        listening = { stop: controller, ended: listen(controller.signal) }
      }
      return () => {
        remove()
        if (listeners.size === 0) void stop()
      }
    },
    tell() {
      listeners.tell()
      isToldAgain = true
      telling ??= send()
    },
    async close() {
      listeners.clear()
      await stop()
      await telling
    },
  }
}

/** Ends when the connection does or the signal aborts; hears what is told on it until then. */
function untilLost(client: PostgresClient, signal: AbortSignal, hear: (payload: string | undefined) => void) {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const end = () => resolve()
  const notification = ({ payload }: PostgresNotice) => hear(payload)
  client.on('error', end)
  client.on('end', end)
  client.on('notification', notification)
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  return {
    ended,
    forget() {
      client.removeListener('end', end)
      client.removeListener('notification', notification)
      signal.removeEventListener('abort', end)
      // The listener of errors stays: a connection that is being ended may still complain, and nobody else hears it.
    },
  }
}
