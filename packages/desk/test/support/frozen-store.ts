import type { Store } from '../../src/index.ts'

/** A process that can be stopped between any two of its writes, and dies when told. */
export function freezable(store: Store) {
  let thaw: (() => void) | undefined
  let frozen: Promise<void> | undefined
  let dead = false
  const never = () => new Promise<never>(() => {})
  const pass = async <T>(run: () => Promise<T>): Promise<T> => {
    if (dead) return never()
    const answer = await run()
    // The write is through; its answer reaches a process that has stopped only when it goes on.
    await frozen
    return dead ? never() : answer
  }
  const section = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(inner, method) {
        const call = Reflect.get(inner, method) as (...input: unknown[]) => Promise<unknown>
        return (...input: unknown[]) => pass(() => call.apply(inner, input))
      },
    })
  return {
    store: {
      ...store,
      intents: section(store.intents),
      holds: section(store.holds),
      appointments: section(store.appointments),
      outbox: section(store.outbox),
      now: () => pass(() => store.now()),
    } satisfies Store,
    freeze() {
      frozen ??= new Promise((resolve) => {
        thaw = resolve
      })
    },
    thaw() {
      thaw?.()
      frozen = undefined
    },
    kill() {
      dead = true
    },
  }
}

/** The seeded bug: whoever writes last wins, whatever its fence says. */
export function withoutFencing(store: Store): Store {
  const { intents } = store
  const current = async (id: string) => (await intents.get(id))?.fence ?? 0
  return {
    ...store,
    intents: new Proxy(intents, {
      get(inner, method) {
        if (method === 'advance')
          return async ({ id }: { id: string }, step: never) => intents.advance({ id, fence: await current(id) }, step)
        const call = Reflect.get(inner, method) as (...input: unknown[]) => unknown
        return (...input: unknown[]) => call.apply(inner, input)
      },
    }),
  }
}
