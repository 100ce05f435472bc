/** Who waits for work in this process. */
export interface Listeners {
  add(listener: () => void): () => void
  tell(): void
  clear(): void
  readonly size: number
}

export function makeListeners(): Listeners {
  const all = new Set<{ readonly listener: () => void }>()
  return {
    add(listener) {
      const entry = { listener }
      all.add(entry)
      return () => void all.delete(entry)
    },
    tell() {
      for (const { listener } of [...all]) listener()
    },
    clear: () => all.clear(),
    get size() {
      return all.size
    },
  }
}
