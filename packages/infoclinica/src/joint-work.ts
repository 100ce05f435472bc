/** Work that several callers wait for together. */
interface Flight<T> {
  readonly result: Promise<T>
  readonly controller: AbortController
  waiting: number
}

const nobody = new Error('nobody waits for it any more')

/**
 * One run of `work` for everybody who comes while it is under way. Each waits under a signal of its own: whoever leaves
 * takes the answer from nobody, and the work ends only when all have left.
 */
export function createJoint<T>(): (signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>) => Promise<T> {
  let current: Flight<T> | undefined
  const start = (work: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const controller = new AbortController()
    const flight: Flight<T> = { result: work(controller.signal), controller, waiting: 0 }
    const land = () => {
      if (current === flight) current = undefined
    }
    flight.result.then(land, land)
    return flight
  }
  return (signal, work) => {
    if (signal.aborted) return Promise.reject(signal.reason)
    current ??= start(work)
    const flight = current
    flight.waiting += 1
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        signal.removeEventListener('abort', onAbort)
        flight.waiting -= 1
        if (flight.waiting > 0 || current !== flight) return
        current = undefined
        flight.controller.abort(nobody)
      }
      const onAbort = () => {
        leave()
        reject(signal.reason)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      const land = (settle: () => void) => {
        if (!signal.aborted) leave()
        settle()
      }
      flight.result.then(
        (value) => land(() => resolve(value)),
        (error: unknown) => land(() => reject(error)),
      )
    })
  }
}
