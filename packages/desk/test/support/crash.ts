import type { Store } from '../../src/index.ts'

/** Where a process dies: before or after the nth write of one kind. */
export interface CrashPoint {
  readonly method: 'insert' | 'advance'
  /** Of `advance`: the state that is written. */
  readonly state?: string
  readonly when: 'before' | 'after'
}

export const crashPoints: readonly CrashPoint[] = [
  { method: 'insert', when: 'before' },
  { method: 'insert', when: 'after' },
  { method: 'advance', state: 'sending', when: 'before' },
  { method: 'advance', state: 'sending', when: 'after' },
  { method: 'advance', state: 'checking', when: 'before' },
  { method: 'advance', state: 'checking', when: 'after' },
  { method: 'advance', state: 'queued', when: 'before' },
  { method: 'advance', state: 'queued', when: 'after' },
  { method: 'advance', state: 'done', when: 'before' },
  { method: 'advance', state: 'done', when: 'after' },
]

export const nameOf = ({ method, state, when }: CrashPoint) => `${when} ${state ?? method}`

/** The store as a process sees it that dies there: from then on nothing it asks ever comes back. */
export function dyingStore(store: Store, point: CrashPoint): { readonly store: Store; readonly isDead: () => boolean } {
  let dead = false
  const never = () => new Promise<never>(() => {})
  const section = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get(inner, method) {
        const call = Reflect.get(inner, method) as (...input: unknown[]) => Promise<unknown>
        return async (...input: unknown[]) => {
          if (dead) return never()
          const step = input[1] as { readonly state?: string } | undefined
          const isHere =
            name === 'intents' && method === point.method && (point.state === undefined || step?.state === point.state)
          if (!isHere) {
            const answer = await call.apply(inner, input)
            return dead ? never() : answer
          }
          dead = true
          if (point.when === 'after') await call.apply(inner, input)
          return never()
        }
      },
    })
  return {
    isDead: () => dead,
    store: {
      ...store,
      intents: section('intents', store.intents),
      holds: section('holds', store.holds),
      appointments: section('appointments', store.appointments),
      outbox: section('outbox', store.outbox),
      now: () => (dead ? never() : store.now()),
    },
  }
}
