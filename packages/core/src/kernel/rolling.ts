/** Counters that forget: what is older than `slices` × `sliceMs` is gone. Memory is `columns` × `slices` numbers, for good. */
export interface Rolling {
  /** Counts one more in a column. `now`: milliseconds that never go back. */
  add(column: number, now: number): void
  total(column: number, now: number): number
  clear(): void
}

export function createRolling(columns: number, slices: number, sliceMs: number): Rolling {
  const counts = new Uint32Array(columns * slices)
  let newest = 0
  const turnTo = (now: number) => {
    const slice = Math.floor(now / sliceMs)
    const from = Math.max(newest + 1, slice - slices + 1)
    for (let gone = from; gone <= slice; gone += 1) {
      const place = (gone % slices) * columns
      counts.fill(0, place, place + columns)
    }
    newest = Math.max(newest, slice)
  }
  return {
    add(column, now) {
      turnTo(now)
      const place = (newest % slices) * columns + column
      counts[place] = (counts[place] ?? 0) + 1
    },
    total(column, now) {
      turnTo(now)
      let sum = 0
      for (let place = column; place < counts.length; place += columns) sum += counts[place] ?? 0
      return sum
    },
    clear() {
      counts.fill(0)
    },
  }
}
