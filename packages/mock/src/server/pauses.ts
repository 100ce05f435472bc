/** The only timers of a mock. All of them end with it. */
export interface Pauses {
  /** True after so many milliseconds; false as soon as the mock closes or the signal aborts. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<boolean>
  /** How many are under way. */
  count(): number
  close(): void
}

export function makePauses(): Pauses {
  const stops = new Set<() => void>()
  let closed = false
  return {
    pause(milliseconds, signal) {
      if (closed || signal?.aborted === true) return Promise.resolve(false)
      return new Promise((resolve) => {
        const end = (reached: boolean) => {
          clearTimeout(timer)
          stops.delete(stop)
          signal?.removeEventListener('abort', stop)
          resolve(reached)
        }
        const stop = () => end(false)
        const timer = setTimeout(() => end(true), milliseconds)
        stops.add(stop)
        signal?.addEventListener('abort', stop)
      })
    },
    count: () => stops.size,
    close() {
      closed = true
      for (const stop of [...stops]) stop()
    },
  }
}
