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
const momentMs = 250
// What is written between its mark and its answer has to be asked for once more.
const longestMs = 1_000

/**
 * Looks at once for as many as were asked for in a moment the last time, and for the next ones while these are asked
 * for: on a wire each look is a journey.
 */
export function markedWindows(settings: MirrorSettings, wanted: readonly Window[]): MarkedWindows {
  const { runtime } = settings
  let [place, many, readAt] = [0, 1, Number.NEGATIVE_INFINITY]
  let ready: Marked[] = []
  let readyAt = 0
  let coming = read()

  function read(): Promise<{ readonly at: number; readonly marked: readonly Marked[] }> | undefined {
    if (place >= wanted.length) return undefined
    const now = runtime.monotonic()
    many = now - readAt < momentMs ? Math.min(many * 2, most) : Math.max(1, Math.floor(many / 2))
    readAt = now
    const windows = wanted.slice(place, place + many)
    place += windows.length
    const look = mark(settings, windows).then((marked) => ({ at: now, marked }))
    // Told to whoever asks next; nobody may.
    look.catch(() => {})
    return look
  }
  return {
    async next() {
      while (ready.length === 0 && coming !== undefined) {
        const mine = coming
        const { at, marked } = await mine
        // Another lane may have been there first.
        if (coming !== mine) continue
        ready = [...marked]
        readyAt = at
        coming = read()
      }
      const marked = ready.shift()
      if (marked === undefined || runtime.monotonic() - readyAt < longestMs) return marked
      // The MIS has become slow.
      many = 1
      const [fresh] = await mark(settings, [marked.window])
      return fresh
    },
    async settled() {
      await coming?.then(
        () => {},
        () => {},
      )
    },
  }
}
