import type { Runtime } from '@mis/core'
import { sessionIn } from './seat.ts'

/** A request that asks for a session, watched until its answer begins. */
export interface Start {
  /** For the request to be sent with. */
  readonly runtime: Runtime
  /** The session the answer named, or null; waits for it a little where the caller has gone. */
  named(): Promise<string | null>
}

/** How long the head of the answer is waited for once nobody else waits for it. */
const graceMs = 2_000

/**
 * Once such a request has left, the base starts a session that holds a licence, and only the head of the answer says
 * which. So a caller who goes away is let go at once, and the request ends when the head is there: a session that
 * nobody knows cannot be finished.
 */
export function watchStart(runtime: Runtime): Start {
  let named: Promise<string | null> = Promise.resolve(null)

  const fetch: typeof globalThis.fetch = (input, { signal: caller, ...init } = {}) => {
    const request = new AbortController()
    const arrived = new AbortController()
    const response = runtime.fetch(input, { ...init, signal: request.signal })
    named = response
      .then(
        ({ headers }) => sessionIn(headers.get('set-cookie')),
        () => null,
      )
      .finally(() => arrived.abort())
    return new Promise<Response>((resolve, reject) => {
      const leave = () => {
        reject(caller?.reason)
        const stop = () => request.abort(caller?.reason)
        runtime.sleep(graceMs, arrived.signal).then(stop, stop)
      }
      caller?.addEventListener('abort', leave, { once: true })
      response.then(resolve, reject)
    })
  }

  return { runtime: { ...runtime, fetch }, named: () => named }
}
