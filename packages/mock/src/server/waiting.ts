/** Promises that wait for a number to fit, and are told whenever it changes. */
export interface Waiting {
  /** Resolves as soon as `fits` holds; at once where it holds already. Rejects after `close`. */
  until(fits: () => boolean): Promise<void>
  changed(): void
  /** Everybody who still waits in vain is told so. */
  close(): void
}

export function makeWaiting(): Waiting {
  interface Waiter {
    readonly fits: () => boolean
    readonly resolve: () => void
    readonly reject: (reason: Error) => void
  }
  let waiters: Waiter[] = []
  let closed = false
  const why = () => new Error('the mock server was closed before that happened')
  return {
    until(fits) {
      if (fits()) return Promise.resolve()
      if (closed) return Promise.reject(why())
      return new Promise((resolve, reject) => waiters.push({ fits, resolve, reject }))
    },
    changed() {
      const done = waiters.filter(({ fits }) => fits())
      waiters = waiters.filter((waiter) => !done.includes(waiter))
      for (const { resolve } of done) resolve()
    },
    close() {
      closed = true
      const left = waiters
      waiters = []
      for (const { fits, resolve, reject } of left) fits() ? resolve() : reject(why())
    },
  }
}
