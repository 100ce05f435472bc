import type { EntryKind } from '../store/mirror.ts'
import type { Window } from './window.ts'

/** What has shrunk too much to be believed at once, by name. */
export interface Suspects {
  /** Whether what has shrunk is believed: it is where it had shrunk the last time it was told, too. */
  isBelieved(name: string): boolean
  /** It was told without having shrunk. */
  clear(name: string): void
  /** Without those of windows that are asked for no more, such as those of a doctor who has left. */
  names(asked: readonly Window[]): readonly string[]
}

const kinds: readonly EntryKind[] = ['clinic', 'doctor', 'service']

export function makeSuspects(known: readonly string[] = []): Suspects {
  const names = new Set(known)
  return {
    isBelieved(name) {
      if (names.delete(name)) return true
      names.add(name)
      return false
    },
    clear: (name) => void names.delete(name),
    names(asked) {
      const known = new Set<string>([...kinds, ...asked.map(({ name }) => name)])
      return [...names].filter((name) => known.has(name))
    },
  }
}
