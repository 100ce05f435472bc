import { adapterHealth, epochOf, isMisError, type MisAdapter, type MisError } from '@mis/core'
import type { Settings } from './options.ts'
import type { Store } from './store/store.ts'

/** Whether each MIS answers, as this process has seen it. */
export interface Health {
  /** The MIS answered, be it with a refusal: whatever waited for it is due at once. */
  answered(instance: string): Promise<void>
  /** It could not be asked. Gives how long to wait before it is tried again, in milliseconds. */
  failed(instance: string, error?: MisError): number
  /** Milliseconds until the queue may try it again; 0 = now. */
  pauseMs(instance: string): number
  /** It has not answered since it failed: one is tried, the others wait for how that goes. */
  isDoubtful(instance: string): boolean
  /** Somebody else of this process has heard of the MIS since it failed: one may try. Gives whether that is so. */
  heard(adapter: MisAdapter): boolean
  /** Forgets what was bad: the next claim tries at once. */
  forgive(instance: string): void
}

export function makeHealth({ runtime, retryEveryMs }: Settings, store: Store): Health {
  /** Absent: nothing is known yet. */
  const isUp = new Map<string, boolean>()
  const pausedUntil = new Map<string, number>()
  const failedAt = new Map<string, number>()
  return {
    async answered(instance) {
      pausedUntil.delete(instance)
      if (isUp.get(instance) === true) return
      isUp.set(instance, true)
      // The answer counts whether or not the others could be woken; they are due by themselves a little later.
      await store.intents.wake(instance).catch(() => {})
    },
    failed(instance, error) {
      const asked = isMisError(error, 'rate-limited', 'unavailable') ? (error.details.retryAfterMs ?? 0) : 0
      // A MIS that has too many requests is there: it is asked again sooner.
      const every = isMisError(error, 'rate-limited') ? retryEveryMs / 5 : retryEveryMs
      const waitMs = Math.ceil(Math.max(asked, every * (0.8 + 0.4 * runtime.random())))
      isUp.set(instance, false)
      failedAt.set(instance, runtime.now())
      pausedUntil.set(instance, runtime.monotonic() + waitMs)
      return waitMs
    },
    pauseMs: (instance) => Math.max(0, Math.ceil((pausedUntil.get(instance) ?? 0) - runtime.monotonic())),
    isDoubtful: (instance) => isUp.get(instance) === false,
    heard(adapter) {
      const failed = failedAt.get(adapter.instance)
      const { lastSuccessAt } = adapterHealth(adapter)
      if (failed === undefined || lastSuccessAt === null || epochOf(lastSuccessAt) <= failed) return false
      pausedUntil.delete(adapter.instance)
      failedAt.delete(adapter.instance)
      return true
    },
    forgive(instance) {
      pausedUntil.delete(instance)
    },
  }
}
