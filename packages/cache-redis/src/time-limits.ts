import type { Runtime } from '@mis/core'

/** Time limits that share one timer: a timer and a signal for each command cost as much as half a command. */
export interface TimeLimits {
  /** Settles as `promise` does, or rejects when it has not after the time. */
  within<T>(promise: Promise<T>): Promise<T>
  /** Lets go of the timer, which otherwise goes off once more after the last command. */
  end(): void
}

/** Made once: `abort()` without a reason makes a `DOMException` each time. */
const over = new Error('Nothing is waited for any more')

interface Wait {
  readonly until: number
  late(): void
}

export function createTimeLimits(ms: number, runtime: Runtime): TimeLimits {
  // In order of `until`, since all take the same time.
  const waits = new Set<Wait>()
  const ended = new AbortController()
  let isWatching = false
  const overdue = () => [...waits].filter(({ until }) => until <= runtime.monotonic())

  const watch = async () => {
    isWatching = true
    try {
      for (;;) {
        const [first] = waits
        if (!first) return
        await runtime.sleep(Math.max(0, first.until - runtime.monotonic()), ended.signal)
        // After a stall of this process the answer may be here, unread: one more turn of the loop reads it.
        if (overdue().length > 0) await runtime.sleep(1, ended.signal)
        for (const wait of overdue()) wait.late()
      }
    } catch {
      for (const wait of waits) wait.late()
    } finally {
      isWatching = false
    }
  }

  return {
    within: (promise) =>
      new Promise((resolve, reject) => {
        const wait: Wait = {
          until: runtime.monotonic() + ms,
          late() {
            waits.delete(wait)
            reject(new Error('Redis did not answer in time'))
          },
        }
        waits.add(wait)
        promise.then(
          (reply) => {
            waits.delete(wait)
            resolve(reply)
          },
          (error) => {
            waits.delete(wait)
            reject(error)
          },
        )
        if (!isWatching) void watch()
      }),
    end: () => ended.abort(over),
  }
}
