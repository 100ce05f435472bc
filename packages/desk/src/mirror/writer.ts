import type { DayChange, MirrorDay } from '../store/mirror.ts'
import { changesOf, freedIn, hasShrunk, mayHaveShrunk } from './changes.ts'
import type { FreedWatch } from './freed-slots.ts'
import { mirrorEvent } from './mirror-event.ts'
import type { MirrorSettings } from './options.ts'
import type { Suspects } from './suspects.ts'
import type { Told, Window, WindowResult } from './window.ts'

/** Compares answers with the store and writes what has changed, of several windows at once: a commit waits for the disk. */
export interface WindowWriter {
  take(told: Told): Promise<void>
  /** Whoever hands over nothing more, or not soon, has to call it. */
  flush(): Promise<void>
  /** Once nothing is being written any more, however that ends. */
  settled(): Promise<void>
}

export interface WriterParts {
  readonly settings: MirrorSettings
  readonly watch: FreedWatch
  readonly suspects: Suspects
  /** Hears what came of each window that was taken, once. */
  readonly ended: (result: WindowResult) => void
}

interface Pending {
  readonly window: Window
  readonly changed: readonly DayChange[]
  readonly before: readonly MirrorDay[]
  readonly isWhole: boolean
}

// One transaction holds up everybody else of the process for some milliseconds.
const mostDays = 60

export function makeWindowWriter({ settings, watch, suspects, ended }: WriterParts): WindowWriter {
  const { store, adapter, shrink } = settings
  const { instance } = adapter
  let pending: Pending[] = []

  let writing = Promise.resolve()

  /** While these are written the next ones are gathered. Rejects where the last ones could not be written. */
  async function begin(): Promise<void> {
    const batch = pending
    pending = []
    await writing
    if (batch.length === 0) return
    writing = write(batch)
    writing.catch(() => {})
  }
  async function write(batch: readonly Pending[]): Promise<void> {
    const overtaken = await store.mirror.write(instance, (await Promise.all(batch.map(toWrite))).flat())
    for (const { window, changed, before, isWhole } of batch) {
      const isLate = ({ doctorId, day }: DayChange) =>
        overtaken.some((one) => one.doctorId === doctorId && one.day === day)
      const written = overtaken.length === 0 ? changed : changed.filter((one) => !isLate(one))
      watch.tell(freedIn(before, written))
      if (written.length < changed.length) ended({ window, written: written.length, why: 'overtaken' })
      else ended(told(window, written.length, isWhole))
    }
  }
  function toWrite({ changed, before }: Pending): readonly DayChange[] | Promise<readonly DayChange[]> {
    return settings.freedEvents ? Promise.all(changed.map((change) => withEvents(change, before))) : changed
  }
  async function withEvents(change: DayChange, before: readonly MirrorDay[]): Promise<DayChange> {
    const slots = freedIn(before, [change])
    if (slots.length === 0) return change
    const { doctorId, day } = change
    const facts = { doctorId, day, slots }
    return {
      ...change,
      events: [await mirrorEvent(settings, { type: 'slots.freed', kind: 'slots', id: doctorId, facts })],
    }
  }
  function told(window: Window, written: number, isWhole: boolean): WindowResult {
    suspects.clear(window.name)
    return { window, written, ...(isWhole ? {} : { why: 'incomplete' }) }
  }

  async function asTheyWere({ doctorId, from, to }: Window, changed: readonly DayChange[], marks: Told['marks']) {
    const days = changed.map(({ day }) => day).filter((day) => marks.has(day))
    return days.length === 0 ? [] : store.mirror.read({ instance, doctorId, from, to, days })
  }

  return {
    async take(answered) {
      const { window, marks, asOf, answer } = answered
      if (answer.stale) return ended({ window, written: 0, why: 'stale' })
      const changes = changesOf(answered)
      const { changed } = changes
      if (changed.length === 0) return ended(told(window, 0, answer.complete))
      const isWanted = settings.freedEvents || watch.isWatched() || mayHaveShrunk(marks, changes, asOf, shrink)
      const before = isWanted ? await asTheyWere(window, changed, marks) : []
      if (hasShrunk(before, changes, asOf, shrink) && !suspects.isBelieved(window.name))
        return ended({ window, written: 0, why: 'shrunk' })
      pending.push({ window, changed, before, isWhole: answer.complete })
      if (pending.reduce((sum, one) => sum + one.changed.length, 0) >= mostDays) await begin()
    },
    async flush() {
      await begin()
      await writing
    },
    settled: () => writing.catch(() => {}),
  }
}
