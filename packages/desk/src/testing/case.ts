import type { Store } from '../store/store.ts'

/** What a case is about; one file under `cases/` a family. */
export type StoreFamily = 'journal' | 'leases' | 'lines' | 'holds' | 'visits' | 'outbox' | 'wake-ups' | 'durability'

/** A store with nothing in it, and what a case may do around it. */
export interface StartedStore {
  readonly store: Store
  /** The same data through a second store, as another process sees it. Where there is no such thing, the same store. */
  another(): Promise<Store>
  /** Makes the store's clock go on by so many milliseconds; where it cannot be moved, waits. */
  later(ms: number): Promise<void>
  /** Closes all stores and opens one over what they left. Absent where nothing is left. */
  readonly reopen?: () => Promise<Store>
  /** Closes everything and removes the data. */
  close(): Promise<void>
}

/** The store under test, described once for all cases. */
export interface StoreSubject {
  /** Shown as the name of the group. */
  readonly name: string
  /** Whether a listener of one store hears of the work of `another()`. Default: false. */
  readonly tellsOthers?: boolean
  /** Called once a case. */
  start(): Promise<StartedStore>
}

/** What a case is given: a fresh store, without the means to close it. */
export interface StoreStage extends Omit<StartedStore, 'close'> {
  readonly tellsOthers: boolean
}

/** One sentence that must hold for every store; it throws an `AssertionError` where it does not. */
export interface StoreCase<Name extends string = string> {
  readonly family: StoreFamily
  /** Unique; a sentence. */
  readonly name: Name
  /** What goes wrong in a clinic when it does not hold. */
  readonly why: string
  run(stage: StoreStage): Promise<void>
}

/** Gives every case of a file its family, and keeps the names as a literal type. */
export function family<const Name extends string>(
  name: StoreFamily,
  cases: readonly Omit<StoreCase<Name>, 'family'>[],
): readonly StoreCase<Name>[] {
  return cases.map((one) => ({ ...one, family: name }))
}
