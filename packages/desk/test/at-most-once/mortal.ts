import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import type { Store } from '../../src/index.ts'
import type { DeathPoint, DeliverTwice } from './protocol.ts'

/** As a power switch does it: nothing is flushed, nothing is closed. */
export function die(): never {
  process.kill(process.pid, 'SIGKILL')
  // The signal is on its way.
  for (;;);
}

/** The store of a process that dies at a call of its journal. */
export function mortalStore(store: Store, { journal }: DeathPoint): Store {
  if (!journal) return store
  const { method, state, when } = journal
  const intents = new Proxy(store.intents, {
    get(target, name) {
      const call = Reflect.get(target, name) as (...input: unknown[]) => Promise<unknown>
      return async (...input: unknown[]) => {
        const step = input[1] as { readonly state?: string } | undefined
        const isHere = name === method && (state === undefined || step?.state === state)
        if (!isHere) return call.apply(target, input)
        if (when === 'before') die()
        if (when === 'at-commit') dieAtNextCommit()
        await call.apply(target, input)
        if (when === 'after') die()
      }
    },
  })
  return { ...store, intents }
}

/**
 * SQLite: everything is written but the commit. PostgreSQL: the commit is sent and nobody will hear its answer. A step of
 * one statement commits itself: with SQLite there is then no moment between before and after.
 */
function dieAtNextCommit(): void {
  DatabaseSync.prototype.exec = new Proxy(DatabaseSync.prototype.exec, {
    apply: (exec, database, [sql]: [string]) => (sql === 'commit' ? die() : Reflect.apply(exec, database, [sql])),
  })
  let isOpen = false
  Client.prototype.query = new Proxy(Client.prototype.query, {
    apply(query, client, input: unknown[]) {
      const { text = '' } = Object(input[0]) as { readonly text?: string }
      const answer: unknown = Reflect.apply(query, client, input)
      if (text.startsWith('begin')) isOpen = true
      // The bytes leave in the turns after this one.
      else if (text === 'commit' || (!isOpen && text.startsWith('update'))) setImmediate(() => setImmediate(die))
      return answer
    },
  })
}

export interface Wire {
  readonly death: DeathPoint | undefined
  readonly twice: DeliverTwice | undefined
  /** A booking leaves. */
  sent(): void
}

/** The way to the MIS, on which bookings are watched. */
export function mortalFetch({ death, twice, sent }: Wire): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(String(input instanceof Request ? input.url : input))
    const isBooking = pathname === '/appointments' && (init?.method ?? (input as Request).method) === 'POST'
    if (!isBooking) return fetch(input, init)
    sent()
    if (death?.wire === 'sent') setTimeout(die, 30)
    const again = input instanceof Request ? input.clone() : input
    const first = fetch(input, init)
    if (twice === undefined) {
      const answer = await first
      if (death?.wire === 'answered') die()
      return answer
    }
    const one = await first
    const other = await fetch(again, init)
    if (death?.wire === 'answered') die()
    const [kept, dropped] = twice === 'first-answer' ? [one, other] : [other, one]
    await dropped.arrayBuffer()
    return kept
  }
}
