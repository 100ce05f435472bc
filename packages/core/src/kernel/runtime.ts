import type { Runtime } from '../contract/adapter.ts'

/** Node truncates longer timers to 1 ms. */
const longestTimerMs = 2 ** 31 - 1

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      },
      Math.min(Math.max(ms, 0), longestTimerMs),
    )
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

/** The machine's own clock, chance and network; the only place that touches them. */
export const defaultRuntime: Runtime = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  id: () => crypto.randomUUID(),
  sleep,
  fetch: (input, init) => fetch(input, init),
}
