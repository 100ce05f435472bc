/** What has shrunk too much to be believed at once, by name. */
export interface Suspects {
  /** Whether what has shrunk is believed: it is where it had shrunk the last time it was told, too. */
  isBelieved(name: string): boolean
  /** It was told without having shrunk. */
  clear(name: string): void
  names(): readonly string[]
}

export function makeSuspects(known: readonly string[] = []): Suspects {
  const names = new Set(known)
  return {
    isBelieved(name) {
      if (names.delete(name)) return true
      names.add(name)
      return false
    },
    clear: (name) => void names.delete(name),
    names: () => [...names],
  }
}
