import { defaultRuntime, type Runtime } from '@mis/core'

interface Sleeper {
  readonly at: number
  wake(): void
}

/** Turns of the event loop without any sign of life after which everything is taken to wait for time. */
const quietTurns = 12

/**
 * Time that moves only when told, for code that also does real work between two sleeps: the clock stands still as long
 * as anybody takes anything from the runtime.
 */
export function virtualTime(startedAt = Date.parse('2031-03-03T05:00:00Z')) {
  let time = 0
  let ids = 0
  let signs = 0
  let seed = 1
  const sleepers = new Set<Sleeper>()
  const sign = <T>(value: T): T => {
    signs += 1
    return value
  }
  const runtime: Runtime = {
    ...defaultRuntime,
    now: () => sign(startedAt + time),
    monotonic: () => sign(time),
    random() {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return sign(seed / 2_147_483_648)
    },
    id: () => sign(`id-${++ids}`),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const leave = () => {
          sleepers.delete(sleeper)
          signal.removeEventListener('abort', onAbort)
          signs += 1
        }
        const onAbort = () => {
          leave()
          reject(signal.reason)
        }
        const sleeper: Sleeper = {
          at: time + Math.max(0, ms),
          wake() {
            leave()
            resolve()
          },
        }
        signal.addEventListener('abort', onAbort, { once: true })
        sleepers.add(sleeper)
        signs += 1
      }),
  }
  const settle = async () => {
    for (let quiet = 0; quiet < quietTurns; quiet += 1) {
      const before = signs
      await new Promise((resolve) => setImmediate(resolve))
      if (signs !== before) quiet = 0
    }
  }
  const nextBy = (end: number) =>
    [...sleepers]
      .filter(({ at }) => at <= end)
      .reduce<Sleeper | undefined>((first, one) => (first === undefined || one.at < first.at ? one : first), undefined)
  const pass = async (end: number, isOver: () => boolean) => {
    for (await settle(); !isOver(); await settle()) {
      const next = nextBy(end)
      if (next === undefined) return
      time = Math.max(time, next.at)
      next.wake()
    }
  }
  return {
    runtime,
    settle,
    async advance(ms: number) {
      const end = time + ms
      await pass(end, () => false)
      time = Math.max(time, end)
      await settle()
    },
    sleepers: () => sleepers.size,
    elapsed: () => time,
    /** Moves time on until the task has ended. */
    async until<T>(task: Promise<T>, atMostMs = 3_600_000): Promise<T> {
      let isOver = false
      const over = () => {
        isOver = true
      }
      task.then(over, over)
      await pass(time + atMostMs, () => isOver)
      if (!isOver) throw new Error(`the task had not ended after ${time} ms with ${sleepers.size} asleep`)
      return task
    },
  }
}
export type VirtualTime = ReturnType<typeof virtualTime>
