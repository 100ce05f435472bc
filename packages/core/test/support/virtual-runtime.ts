import type { Runtime } from '@mis/core'

interface Sleeper {
  readonly at: number
  wake(): void
}

/** A runtime whose clock moves only when told: `advance` wakes sleepers in order. */
export function virtualRuntime(startedAt = Date.parse('2031-03-03T05:00:00Z')) {
  let time = 0
  let ids = 0
  let drawn = 0.5
  const sleepers = new Set<Sleeper>()
  const runtime: Runtime = {
    now: () => startedAt + time,
    monotonic: () => time,
    random: () => drawn,
    id: () => `id-${++ids}`,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const leave = () => {
          sleepers.delete(sleeper)
          signal.removeEventListener('abort', onAbort)
        }
        const onAbort = () => {
          leave()
          reject(signal.reason)
        }
        const sleeper: Sleeper = {
          at: time + ms,
          wake: () => {
            leave()
            resolve()
          },
        }
        signal.addEventListener('abort', onAbort, { once: true })
        sleepers.add(sleeper)
      }),
    fetch: () => Promise.reject(new Error('no network in this test')),
  }
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
  }
  return {
    runtime,
    sleepers: () => sleepers.size,
    /** Milliseconds until the next sleeper wakes; Infinity where nobody sleeps. */
    dueIn: () => Math.min(...[...sleepers].map(({ at }) => at - time)),
    draw(value: number) {
      drawn = value
    },
    settle,
    async advance(ms: number) {
      const end = time + ms
      await settle()
      for (;;) {
        let next: Sleeper | undefined
        for (const sleeper of sleepers) if (next === undefined || sleeper.at < next.at) next = sleeper
        if (next === undefined || next.at > end) break
        time = Math.max(time, next.at)
        next.wake()
        await settle()
      }
      time = end
      await settle()
    },
  }
}
