import type { Runtime } from '@mis/core'
import { makeClock } from '../world/clock.ts'
import { seededRandom } from '../world/random.ts'

/** Time that moves only when told: no test waits, and none depends on how fast the machine is. */
export interface VirtualClock {
  /** Epoch milliseconds; give it to a world as `createWorld({ now: clock.now })`. */
  readonly now: () => number
  /** Time, chance and sleep of an adapter, to be spread into its `runtime`. Chance and ids are the same in every run. */
  readonly runtime: Pick<Runtime, 'now' | 'monotonic' | 'sleep' | 'random' | 'id'>
  /**
   * Moves time forward, wakes whoever slept in the order of their times, and resolves when nobody does anything any more.
   * What waits for a socket is not seen: use a mock in process. Throws a `RangeError` on a negative number.
   */
  advance(milliseconds: number): Promise<void>
  /** How many are asleep. */
  sleepers(): number
}

/** Options of `createVirtualClock`. */
export interface VirtualClockOptions {
  /** An instant with an offset, or epoch milliseconds. Default: Monday `2031-03-03T05:00:00Z`, as in a world. */
  readonly startsAt?: string | number
  /** For `random`. Default: 1. */
  readonly seed?: number
}

interface Sleeper {
  readonly at: number
  wake(): void
}

/** Turns of the event loop without a sign of life after which everything is taken to wait for time. */
const quietTurns = 12

/** Throws a `RangeError` where `startsAt` is no time. */
export function createVirtualClock({
  startsAt = '2031-03-03T05:00:00Z',
  seed = 1,
}: VirtualClockOptions = {}): VirtualClock {
  const clock = makeClock(startsAt)
  const begun = clock.now()
  const draw = seededRandom(seed)
  const sleepers = new Set<Sleeper>()
  let ids = 0
  let signs = 0
  const sign = <T>(value: T): T => {
    signs += 1
    return value
  }

  function sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
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
      const wake = () => {
        leave()
        resolve()
      }
      const sleeper: Sleeper = { at: clock.now() + Math.max(0, ms), wake }
      signal.addEventListener('abort', onAbort, { once: true })
      sleepers.add(sign(sleeper))
    })
  }

  async function quiet(): Promise<void> {
    for (let turns = 0; turns < quietTurns; turns += 1) {
      const before = signs
      await new Promise((resolve) => setImmediate(resolve))
      if (signs !== before) turns = 0
    }
  }

  return {
    now: clock.now,
    runtime: {
      now: () => sign(clock.now()),
      monotonic: () => sign(clock.now() - begun),
      random: () => sign(draw()),
      id: () => sign(`id-${++ids}`),
      sleep,
    },
    async advance(milliseconds) {
      if (!(milliseconds >= 0 && milliseconds < Infinity)) throw new RangeError('advance: give milliseconds, 0 or more')
      const end = clock.now() + milliseconds
      for (await quiet(); ; await quiet()) {
        const next = [...sleepers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        clock.advance(Math.max(0, next.at - clock.now()))
        next.wake()
      }
      clock.advance(Math.max(0, end - clock.now()))
      await quiet()
    },
    sleepers: () => sleepers.size,
  }
}
