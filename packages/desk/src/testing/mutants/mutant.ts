import type { Store } from '../../store/store.ts'

/** A bug that stores really have; the case of the same name must notice it. */
export interface StoreMutant {
  /** The bug, in words. */
  readonly bug: string
  /** Makes a correct store wrong. */
  spoil(store: Store): Store
}

type Section = 'intents' | 'holds' | 'appointments' | 'outbox'

/** The store with one method of one section made from the real one. */
export function spoiling<S extends Section, M extends keyof Store[S] & string>(
  section: S,
  method: M,
  bug: string,
  change: (real: Store[S][M], store: Store) => Store[S][M],
): StoreMutant {
  return {
    bug,
    spoil(store) {
      const real = Reflect.get(store[section], method) as Store[S][M]
      const changed = change(real, store)
      const spoiled = new Proxy(store[section] as object, {
        get: (target, name) => (name === method ? changed : Reflect.get(target, name)),
      })
      return { ...store, [section]: spoiled }
    },
  }
}
