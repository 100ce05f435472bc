import type { Runtime } from '@mis/core'
import { Failed, noConnection } from './errors.ts'
import type { PostgresClient, PostgresPool, PostgresQuery } from './pool.ts'

/** A connection for one method. */
export interface Loan {
  query(query: PostgresQuery): Promise<readonly Record<string, unknown>[]>
  /** Back into the pool; ended where it is not sound. */
  giveBack(isSound: boolean): void
}

/** Takes a connection of the pool, and waits for one no longer than `waitMs`. */
export async function borrow(pool: PostgresPool, runtime: Pick<Runtime, 'sleep'>, waitMs: number): Promise<Loan> {
  const client = await within(pool, runtime, waitMs)
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

async function within(pool: PostgresPool, { sleep }: Pick<Runtime, 'sleep'>, waitMs: number): Promise<PostgresClient> {
  const connecting = pool.connect().catch((error: unknown) => {
    throw new Failed(error)
  })
  const waiting = new AbortController()
  try {
    return await Promise.race([connecting, sleep(waitMs, waiting.signal).then(giveUp)])
  } catch (error) {
    // It may still come: then it goes back at once.
    connecting.then(
      (late) => late.release(),
      () => undefined,
    )
    throw error
  } finally {
    waiting.abort()
  }
}

function giveUp(): never {
  throw new Failed(Object.assign(new Error('no connection in time'), { code: noConnection }))
}
