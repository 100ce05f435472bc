import type { Runtime } from '@mis/core'
import { Failed, noConnection } from './errors.ts'
import type { PostgresClient, PostgresPool, PostgresQuery } from './pool.ts'

/** A connection for one method. */
export interface Loan {
  query(query: PostgresQuery): Promise<readonly Record<string, unknown>[]>
  /** Back into the pool; ended where it is not sound. */
  giveBack(isSound: boolean): void
}

/** How long a connection of the pool is waited for. */
export interface Waiting {
  readonly runtime: Pick<Runtime, 'sleep'>
  readonly waitMs: number
  /** Ends the waiting at once. */
  readonly closing: AbortSignal
}

/** Takes a connection of the pool. */
export async function borrow(pool: PostgresPool, waiting: Waiting): Promise<Loan> {
  const client = await connected(pool, waiting)
  // A lent connection that breaks between two statements tells its own listeners only, and unheard ends the process.
  const ignore = () => undefined
  client.on('error', ignore)
  return {
    async query(query) {
      try {
        return (await client.query(query)).rows
      } catch (error) {
        throw new Failed(error)
      }
    },
    giveBack(isSound) {
      if (isSound) client.removeListener('error', ignore)
      client.release(!isSound)
    },
  }
}

/** A connection in time, and before `closing` aborts: then it rejects with its reason. */
export async function connected(pool: PostgresPool, waiting: Waiting): Promise<PostgresClient> {
  waiting.closing.throwIfAborted()
  const connecting = pool.connect().catch((error: unknown) => {
    throw new Failed(error)
  })
  return new Promise((resolve, reject) => {
    // Mostly one is free, and then no clock is set.
    const later = setImmediate(() => resolve(inTime(connecting, waiting)))
    connecting.then(resolve, reject).finally(() => clearImmediate(later))
  })
}

async function inTime(
  connecting: Promise<PostgresClient>,
  { runtime, waitMs, closing }: Waiting,
): Promise<PostgresClient> {
  const waiting = new AbortController()
  const stop = () => waiting.abort(closing.reason)
  closing.addEventListener('abort', stop)
  if (closing.aborted) stop()
  try {
    return await Promise.race([connecting, runtime.sleep(waitMs, waiting.signal).then(giveUp)])
  } catch (error) {
    // It may still come: then it goes back at once.
    connecting.then(
      (late) => late.release(),
      () => undefined,
    )
    throw error
  } finally {
    closing.removeEventListener('abort', stop)
    waiting.abort()
  }
}

function giveUp(): never {
  throw new Failed(Object.assign(new Error('no connection in time'), { code: noConnection }))
}
