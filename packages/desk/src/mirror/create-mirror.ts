import { type Middleware, type MisAdapter, requireWhole, type Slot, type Writes, wrap } from '@mis/core'
import { type Directory, makeDirectory, practiceOf } from './directory.ts'
import { readChanges } from './feed.ts'
import { type FreedListener, type FreedQuery, makeFreedWatch } from './freed-slots.ts'
import { checkMirrorOptions, type MirrorOptions } from './options.ts'
import type { SyncProgress } from './progress.ts'
import { syncRound } from './round.ts'
import { serveFromMirror } from './serve.ts'
import { makeSuspects } from './suspects.ts'
import { makeWindowWriter } from './writer.ts'

/** Which of the nearest free times. */
export interface NearestFree {
  /** Doctors who are active and have it; absent = all. */
  readonly specialtyId?: string
  /** Only these; absent = all. */
  readonly doctorIds?: readonly string[]
  /** How many at most. Default 1. */
  readonly limit?: number
}

/** A copy of a MIS's schedules and directories that is kept in step. */
export interface Mirror<A extends MisAdapter = MisAdapter> {
  /** What apps and the desk use: slots come from the mirror while it is young enough, and it learns of every write. */
  readonly adapter: A
  /**
   * One round over the directories and all doctors; it goes on while it is iterated, and iterating may be slow. One
   * doctor's failure is told in `behind` and stops nobody else. Throws where there are no doctors to go by, where the
   * store cannot be used, and the reason of `signal` where it aborts.
   */
  sync(options?: { readonly signal?: AbortSignal }): AsyncIterable<SyncProgress>
  /** Reads the change feed once, where there is one; how many changes it told. */
  pull(options?: { readonly signal?: AbortSignal }): Promise<number>
  /**
   * A round every `everyMs`, and the change feed between them, until `signal` aborts; then resolves. A round that fails
   * is told to `onFailure` and the next one comes in its time.
   */
  run(options: {
    readonly signal: AbortSignal
    readonly onProgress?: (progress: SyncProgress) => void
    readonly onFailure?: (error: unknown) => void
  }): Promise<void>
  /** Calls `listener` for slots that become free, in the process that reads them, from the next answer on. Gives the way out. */
  onFreed(query: FreedQuery, listener: FreedListener): () => void
  /**
   * The first free times as the mirror knows them, by start: ask the MIS before one is promised. Throws
   * `invalid-request` where `limit` is no whole number above 0.
   */
  nearest(query: NearestFree): Promise<readonly Slot[]>
  directory(): Promise<Directory>
}

/** Throws `invalid-request` naming an option that does not fit. */
export function createMirror<A extends MisAdapter>(options: MirrorOptions & { readonly adapter: A }): Mirror<A> {
  const settings = checkMirrorOptions(options)
  const { store, runtime, everyMs, changes, changesEveryMs } = settings
  const watch = makeFreedWatch()
  const directory = makeDirectory(settings)
  const suspects = makeSuspects()
  let writes: Writes | undefined
  const learnWrites: Middleware = (next, host) => {
    writes = host.writes
    return next
  }
  const adapter = wrap(options.adapter, [serveFromMirror(settings), learnWrites])
  const never = new AbortController().signal

  async function pull(signal: AbortSignal): Promise<number> {
    // One for each reading: a change is acknowledged once its own day is written, not whenever somebody else's may be.
    const writer = makeWindowWriter({ settings, watch, suspects, ended: () => {} })
    return writes === undefined ? 0 : readChanges(settings, { writer, writes, directory }, signal)
  }
  const sync = (signal?: AbortSignal) => syncRound({ settings, directory, watch, owner: runtime.id() }, signal)

  return {
    adapter,
    sync: ({ signal } = {}) => sync(signal),
    pull: ({ signal = never } = {}) => pull(signal),
    async run({ signal, onProgress = () => {}, onFailure = () => {} }) {
      const repeat = async (ms: number, work: () => Promise<unknown>) => {
        while (!signal.aborted) {
          const startedAt = runtime.monotonic()
          await work().catch((error: unknown) => {
            if (!signal.aborted) onFailure(error)
          })
          const waitMs = ms * (0.9 + 0.2 * runtime.random()) - (runtime.monotonic() - startedAt)
          if (!signal.aborted) await runtime.sleep(Math.max(0, waitMs), signal).catch(() => {})
        }
      }
      const round = async () => {
        for await (const progress of sync(signal)) onProgress(progress)
      }
      const feed = changes === undefined ? [] : [repeat(changesEveryMs, () => pull(signal))]
      await Promise.all([repeat(everyMs, round), ...feed])
    },
    onFreed: watch.add,
    async nearest({ specialtyId, doctorIds, limit = 1 }) {
      requireWhole('mirror.nearest.limit', limit, 1)
      const { doctors, behind } = await directory.ofLastRound()
      const wanted = doctors
        .filter(({ id, active }) => active && doctorIds?.includes(id) !== false)
        .filter(({ specialties }) => specialtyId === undefined || specialties.some(({ id }) => id === specialtyId))
      return store.mirror.nearest({
        instance: adapter.instance,
        doctorIds: wanted.map(({ id }) => id),
        // Of those who are wanted by name others do the same, and who is behind may have days of what he did before.
        ...(doctorIds === undefined &&
          !wanted.some(({ id }) => behind.has(id)) && { practices: [...new Set(wanted.map(practiceOf))] }),
        after: await store.now(),
        limit,
      })
    },
    directory: () => directory.known(),
  }
}
