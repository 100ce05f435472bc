import type { Store } from '../../store/store.ts'
import { refusal } from './refusal.ts'

/** A store whose database is open. */
export interface Engine {
  /** Runs a method of a section as one transaction. */
  call(section: SectionName, method: string, input: readonly unknown[]): Promise<unknown>
  now(): Promise<number>
  close(): Promise<void>
}

/** The parts of a store that are made of tables. */
export type SectionName = Exclude<keyof Store, 'open' | 'now' | 'onWork' | 'close'>

export interface LazyStoreOptions {
  /** Loads the driver and opens the database; tried again by the next call where it rejects. */
  readonly connect: (closing: AbortSignal) => Promise<Engine>
  readonly onWork: Store['onWork']
  /** Which option names the database, for errors. */
  readonly option: string
}

/** A store that loads and opens its database with the first call. Nothing of a database is imported here. */
export function lazyStore({ connect, onWork, option }: LazyStoreOptions): Store {
  const closing = new AbortController()
  let engine: Promise<Engine> | undefined
  const opened = (): Promise<Engine> => {
    if (closing.signal.aborted) throw refusal(option, 'the store is closed; make a new one')
    engine ??= connect(closing.signal).catch((error: unknown) => {
      engine = undefined
      throw error
    })
    return engine
  }
  // The methods are known once the sections are loaded; a section is no promise, whoever asks.
  const section = <K extends SectionName>(name: K) =>
    new Proxy({} as Store[K], {
      get: (_, method) =>
        typeof method === 'symbol' || method === 'then'
          ? undefined
          : async (...input: unknown[]) => (await opened()).call(name, method, input),
    })
  return {
    intents: section('intents'),
    holds: section('holds'),
    appointments: section('appointments'),
    outbox: section('outbox'),
    audit: section('audit'),
    consents: section('consents'),
    privacy: section('privacy'),
    mirror: section('mirror'),
    deliveries: section('deliveries'),
    reminders: section('reminders'),
    open: async () => void (await opened()),
    now: async () => (await opened()).now(),
    onWork,
    async close() {
      closing.abort(refusal(option, 'the store is closed; make a new one'))
      const last = engine
      engine = undefined
      await last?.then(
        ({ close }) => close(),
        () => undefined,
      )
    },
  }
}
