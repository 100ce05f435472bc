import { setImmediate as turn } from 'node:timers/promises'
import type { Runtime } from '@mis/core'
import { virtualRuntime } from '../support/virtual-runtime.ts'

/** A runtime over the real network whose time moves only when a server, or a test, moves it. */
export interface Clock {
  readonly runtime: Runtime
  /** Resolves when a timer is due within so many milliseconds; by default, when there is one. */
  armed(withinMs?: number): Promise<void>
  /** Moves on to that timer. */
  next(withinMs?: number): Promise<void>
  /** The wall clock alone jumps, as it does when it is set. */
  jump(ms: number): void
  /** Timers that are armed now. */
  timers(): number
  /** Nobody waits for a timer any more. */
  stop(): void
  stopped(): boolean
}

export function makeClock(): Clock {
  const virtual = virtualRuntime()
  let shift = 0
  let stopped = false
  // Pauses are drawn between 0 and a bound.
  virtual.draw(0)
  const armed = async (withinMs = Number.MAX_VALUE) => {
    while (virtual.dueIn() > withinMs && !stopped) await turn()
  }
  return {
    runtime: {
      ...virtual.runtime,
      now: () => virtual.runtime.now() + shift,
      sleep: (ms, signal) => (ms <= 0 ? Promise.resolve() : virtual.runtime.sleep(ms, signal)),
      fetch,
    },
    armed,
    async next(withinMs) {
      await armed(withinMs)
      if (!stopped) await virtual.advance(virtual.dueIn())
    },
    jump(ms) {
      shift += ms
    },
    timers: virtual.sleepers,
    stop() {
      stopped = true
    },
    stopped: () => stopped,
  }
}
