import pLimit from 'p-limit'

/** Lets so many through at once; narrows itself when told to and widens again with time. */
export interface Gate {
  /**
   * Runs `work` when it is its turn, first come first served. Rejects at once with the reason of `signal` when that
   * aborts in the line; from its turn on `work` has to listen itself.
   */
  pass<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>
  /** Lets no more than `most` through from now on, at least one; those inside stay. */
  narrow(most: number): void
  /** A good answer came: widens by one where the last change is long enough ago. */
  widen(): void
  /** Lets everybody in the line through, for good: nothing is done inside any more. */
  open(): void
  /** How many may be inside at once now. */
  width(): number
}

/** How long after a licence refusal, and after each widening, one more is tried. */
const widenAfterMs = 30_000

/** `monotonic`: milliseconds that never go back. */
export function createGate(widest: number, monotonic: () => number): Gate {
  const limit = pLimit(widest)
  let changedAt = 0

  function pass<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const leave = () => reject(signal.reason)
      if (signal.aborted) return leave()
      signal.addEventListener('abort', leave, { once: true })
      // A place that was left in the line costs nothing when its turn comes.
      const turn = async () => {
        signal.removeEventListener('abort', leave)
        if (!signal.aborted) await work().then(resolve, reject)
      }
      limit(turn).catch(reject)
    })
  }

  return {
    pass,
    narrow(most) {
      changedAt = monotonic()
      limit.concurrency = Math.max(1, Math.min(most, limit.concurrency))
    },
    widen() {
      if (limit.concurrency >= widest || monotonic() - changedAt < widenAfterMs) return
      changedAt = monotonic()
      limit.concurrency += 1
    },
    open() {
      limit.concurrency = Number.POSITIVE_INFINITY
    },
    width: () => limit.concurrency,
  }
}
