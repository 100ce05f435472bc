import type { MirrorSettings } from './options.ts'
import { type Marked, mark, type Window } from './window.ts'

/** Windows with their marks, one after another. */
export interface MarkedWindows {
  /** Undefined after the last one. Throws where the store does not answer. */
  next(): Promise<Marked | undefined>
  /** Once no look is under way any more; whoever asks for no more waits for it. */
  settled(): Promise<void>
}

const most = 32
// What is written between its mark and its answer is asked for once more.
const momentMs = 250

/**
 * Looks at once for as many as were asked for in a moment the last time, and for the next ones while these are asked
 * for: on a wire each look is a journey.
 */
export function markedWindows(settings: MirrorSettings, wanted: readonly Window[]): MarkedWindows {
  const { runtime } = settings
  let [place, many, readAt] = [0, 1, Number.NEGATIVE_INFINITY]
  let ready: Marked[] = []
  let coming = read()

  function read(): Promise<readonly Marked[]> | undefined {
    if (place >= wanted.length) return undefined
    const now = runtime.monotonic()
    many = now - readAt < momentMs ? Math.min(many * 2, most) : Math.max(1, Math.floor(many / 2))
    readAt = now
    const windows = wanted.slice(place, place + many)
    place += windows.length
    const marked = mark(settings, windows)
    // Told to whoever asks next; nobody may.
    marked.catch(() => {})
    return marked
  }
  return {
    async next() {
      while (ready.length === 0 && coming !== undefined) {
        const mine = coming
        const marked = await mine
        // Another lane may have been there first.
        if (coming !== mine) continue
        ready = [...marked]
        coming = read()
      }
      return ready.shift()
    },
    async settled() {
      await coming?.catch(() => {})
    },
  }
}
