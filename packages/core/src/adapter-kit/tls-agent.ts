import type { Agent } from 'undici'
import { MisError } from '../errors/mis-error.ts'
import { defaultRuntime } from '../kernel/runtime.ts'
import type { Send } from './http-answer.ts'
import { byDispatcher } from './http-dispatch.ts'
import { byFetch } from './http-fetch.ts'
import { tlsConnector } from './tls-connector.ts'
import type { TlsCertificate } from './tls-options.ts'
import type { TlsSettings } from './tls-settings.ts'

/** The connections of one client, kept alive between its requests. */
export interface TlsAgent {
  /**
   * Runs one request on these connections: by `fetcher` where the app gave one of its own, else by the shortest way.
   *
   * @throws MisError `unavailable`, nothing sent, after `close`.
   */
  use<T>(fetcher: typeof fetch, work: (send: Send) => Promise<T>): Promise<T>
  /** New requests use these settings; the connections of the old ones end with the last request on them. */
  replace(settings: TlsSettings): void
  certificate(): TlsCertificate | null
  /** Destroys all connections, also under running requests. May be called twice. */
  close(): Promise<void>
}

export function tlsAgent(first: TlsSettings): TlsAgent {
  let settings = first
  let closed = false
  const pools = new Set<Pool>()
  const open = (): Pool => {
    const pool = makePool(settings, () => pools.delete(pool))
    pools.add(pool)
    return pool
  }
  let current = open()
  const checkOpen = () => {
    if (closed) throw closedError()
  }
  return {
    async use(fetcher, work) {
      checkOpen()
      return current.use(fetcher, work)
    },
    replace(next) {
      checkOpen()
      settings = next
      current.retire()
      current = open()
    },
    certificate: () => settings.certificate,
    async close() {
      closed = true
      await Promise.all([...pools].map((pool) => pool.destroy()))
    },
  }
}

function closedError(): MisError {
  return new MisError('unavailable', { details: { by: 'mis', retryAfterMs: null }, hint: 'the client is closed' })
}

/** The connections made with one set of certificates. */
interface Pool {
  use<T>(fetcher: typeof fetch, work: (send: Send) => Promise<T>): Promise<T>
  /** Takes no new request from now on; is destroyed after the last one. */
  retire(): void
  destroy(): Promise<void>
}

function makePool(settings: TlsSettings, onEnd: () => void): Pool {
  let agent: Promise<Agent> | undefined
  let running = 0
  let retired = false
  let destroyed = false
  const destroy = async () => {
    destroyed = true
    // Whoever asked for an agent that cannot be made was told so.
    await (await agent?.catch(() => undefined))?.destroy()
    onEnd()
  }
  const endIfIdle = () => {
    if (retired && running === 0) void destroy()
  }
  return {
    async use(fetcher, work) {
      running += 1
      try {
        agent ??= makeAgent(settings)
        const dispatcher = await agent
        if (destroyed) throw closedError()
        return await work(fetcher === defaultRuntime.fetch ? byDispatcher(dispatcher) : byFetch(fetcher, dispatcher))
      } finally {
        running -= 1
        endIfIdle()
      }
    },
    retire() {
      retired = true
      endIfIdle()
    },
    destroy,
  }
}

/** undici comes in only here: whoever needs no certificate never loads it. */
async function makeAgent(settings: TlsSettings): Promise<Agent> {
  const { Agent, buildConnector } = await import('undici')
  return new Agent({ connect: tlsConnector(buildConnector, settings) })
}
