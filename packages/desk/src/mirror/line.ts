/**
 * One task after another, each in a turn of the event loop of its own: a MIS and a store that answer at once would else
 * keep the process to themselves. `idle` runs whenever nobody waits; a task's promise is kept once it has ended too.
 */
export function makeLine(idle: () => Promise<void>): (task: () => Promise<void>) => Promise<void> {
  let last = Promise.resolve()
  let waiting = 0
  return (task) => {
    waiting += 1
    const mine = last
      .catch(() => {})
      .then(() => new Promise((resolve) => setImmediate(resolve)))
      .then(task)
      .finally(() => {
        waiting -= 1
      })
      .then(() => (waiting === 0 ? idle() : undefined))
    last = mine
    // Told to whoever waits for it; nobody may be waiting yet.
    mine.catch(() => {})
    return mine
  }
}
