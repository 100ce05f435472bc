import { type MisAdapter, MisError, type Runtime } from '@mis/core'
import { type Consents, createConsents } from './consent/consents.ts'
import { type DeskEvent, Listeners, sealedEvent } from './desk-events.ts'
import type { Health } from './mis-health.ts'
import { makeHealth } from './mis-health.ts'
import type { Settings } from './options.ts'
import { invalidInput, storeFailed } from './refuse.ts'
import type { EventDraft } from './store/outbox.ts'
import type { Store } from './store/store.ts'

/** What every part of one desk shares. */
export interface Office {
  readonly settings: Settings
  readonly runtime: Runtime
  /** Opened on first use; whatever it rejects with comes out as `unavailable` by `store`. */
  readonly store: Store
  readonly listeners: Listeners
  readonly health: Health
  readonly consents: Consents
  /** Aborts when the desk stops waiting for what is on the wire. */
  readonly cut: AbortController
  /** Everything under way in this process, so that `close` can wait for it. */
  readonly tasks: Set<Promise<unknown>>
  /** Who is to be told that there may be work. */
  readonly bells: Set<() => void>
  ring(): void
  adapter(instance: string): MisAdapter
  sealEvents(events: readonly DeskEvent[], subject: string): Promise<readonly EventDraft[]>
}

export function makeOffice(settings: Settings): Office {
  const { runtime, adapters, sealer } = settings
  const store = openedOnUse(settings.store)
  const bells = new Set<() => void>()
  return {
    settings,
    runtime,
    store,
    listeners: new Listeners(),
    health: makeHealth(settings, store),
    consents: createConsents({ store, required: settings.requiredConsents }),
    cut: new AbortController(),
    tasks: new Set(),
    bells,
    ring() {
      for (const bell of [...bells]) bell()
    },
    adapter(instance) {
      const adapter = adapters.get(instance)
      if (adapter !== undefined) return adapter
      throw invalidInput({ instance: `must be one of ${[...adapters.keys()].join(', ')}` }, 'instance')
    },
    sealEvents: (events, subject) => Promise.all(events.map((event) => sealedEvent(sealer, event, subject))),
  }
}

/** Remembers what is under way. */
export function tracked<T>(office: Office, task: Promise<T>): Promise<T> {
  office.tasks.add(task)
  const forget = () => office.tasks.delete(task)
  task.then(forget, forget)
  return task
}

function openedOnUse(store: Store): Store {
  let opened: Promise<void> | undefined
  const open = (): Promise<void> => {
    opened ??= store.open().catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }
  const guard = async <T>(operation: string, run: () => Promise<T>): Promise<T> => {
    try {
      await open()
      return await run()
    } catch (error) {
      throw error instanceof MisError ? error : storeFailed(operation, error)
    }
  }
  const section = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get: (inner, method) => {
        const call = Reflect.get(inner, method) as (...input: unknown[]) => Promise<unknown>
        return (...input: unknown[]) => guard(`${name}.${String(method)}`, () => call.apply(inner, input))
      },
    })
  return {
    intents: section('intents', store.intents),
    holds: section('holds', store.holds),
    appointments: section('appointments', store.appointments),
    outbox: section('outbox', store.outbox),
    audit: section('audit', store.audit),
    consents: section('consents', store.consents),
    privacy: section('privacy', store.privacy),
    mirror: section('mirror', store.mirror),
    deliveries: section('deliveries', store.deliveries),
    reminders: section('reminders', store.reminders),
    open,
    now: () => guard('now', () => store.now()),
    onWork: (listener) => store.onWork(listener),
    close: () => store.close(),
  }
}
