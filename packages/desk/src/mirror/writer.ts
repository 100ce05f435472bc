import type { DayChange, MirrorDay } from '../store/mirror.ts'
import { changesOf, freedIn, hasShrunk } from './changes.ts'
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

  async function flush(): Promise<void> {
    const batch = pending
    pending = []
    if (batch.length === 0) return
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

  return {
    async take(answered) {
      const { window, marks, asOf, answer } = answered
      if (answer.stale) return ended({ window, written: 0, why: 'stale' })
      const changes = changesOf(answered)
      const { changed } = changes
      if (changed.length === 0) return ended(told(window, 0, answer.complete))
      const { doctorId, from, to } = window
      const days = changed.map(({ day }) => day)
      const before = marks.size === 0 ? [] : await store.mirror.read({ instance, doctorId, from, to, days })
      if (hasShrunk(before, changes, asOf, shrink) && !suspects.isBelieved(window.name))
        return ended({ window, written: 0, why: 'shrunk' })
      pending.push({ window, changed, before, isWhole: answer.complete })
      if (pending.reduce((sum, one) => sum + one.changed.length, 0) >= mostDays) await flush()
    },
    flush,
  }
}
