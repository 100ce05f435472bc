import type { Runtime } from '../contract/adapter.ts'

/** Made once: `abort()` without a reason makes a `DOMException` each time. */
const cleared = new Error('cleared')

/** One timer for many who wait: it goes off at the earliest moment that was set, once, unless it is cleared before. */
export interface Alarm {
  /** `at`: on the monotonic clock; `Infinity` = never. */
  set(at: number): void
  clear(): void
}

export function createAlarm(runtime: Runtime, ring: () => void): Alarm {
  let armed: { readonly at: number; readonly controller: AbortController } | undefined
  const clear = () => {
    armed?.controller.abort(cleared)
    armed = undefined
  }
  return {
    clear,
    set(at) {
      if (at >= (armed?.at ?? Infinity)) return
      clear()
      const own = { at, controller: new AbortController() }
      armed = own
      const wake = () => {
        if (armed !== own) return
        armed = undefined
        ring()
      }
      runtime.sleep(Math.ceil(at - runtime.monotonic()), own.controller.signal).then(wake, () => {})
    },
  }
}
