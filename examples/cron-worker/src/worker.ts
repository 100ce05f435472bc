// What cron starts every ten minutes: the schedule is mirrored, and bookings that waited for the MIS are brought to an end.
import type { MisAdapter } from '@mis/core'
import { createDesk, createMirror, type DeskListener, type Store, type SyncProgress } from '@mis/desk'

interface Round {
  /** Ends the work on bookings; the mirror's round goes to its end. */
  readonly signal: AbortSignal
  readonly onProgress: (progress: SyncProgress) => void
  readonly onEvent: DeskListener
}

export async function round(adapter: MisAdapter, store: Store, { signal, onProgress, onEvent }: Round): Promise<void> {
  const mirror = createMirror({ adapter, store, timeZone: 'Europe/Moscow', days: 7 })
  const desk = createDesk({ adapter: mirror.adapter, store })
  desk.on(onEvent)
  const work = desk.run({ signal })
  await desk.wake()
  for await (const progress of mirror.sync()) onProgress(progress)
  await work
  await desk.close()
}
