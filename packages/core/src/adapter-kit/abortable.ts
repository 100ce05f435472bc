/**
 * Runs `work` until it ends or `outer` aborts; then rejects at once with the reason of `outer`, whether or not `work`
 * listens to its own signal. Leaves no listener on `outer`.
 */
export function abortable<T>(outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const inner = new AbortController()
  return new Promise<T>((resolve, reject) => {
    const stop = () => {
      inner.abort(outer.reason)
      reject(outer.reason)
    }
    if (outer.aborted) return stop()
    outer.addEventListener('abort', stop, { once: true })
    work(inner.signal)
      .then(resolve, reject)
      .finally(() => outer.removeEventListener('abort', stop))
  })
}
