import type { MirrorRound } from '../store/mirror.ts'
import type { Directory, DirectoryReader } from './directory.ts'
import type { FreedWatch } from './freed-slots.ts'
import { makeLine } from './line.ts'
import { markedWindows } from './marked-windows.ts'
import type { MirrorSettings } from './options.ts'
import { cut, type Days, daysOf } from './plan.ts'
import { Latest, type SyncProgress } from './progress.ts'
import { makeSuspects, type Suspects } from './suspects.ts'
import { makeTally, type Tally } from './tally.ts'
import { askWindow, type Window, type WindowResult } from './window.ts'
import { makeWindowWriter } from './writer.ts'

const leaseMs = 120_000

export interface RoundParts {
  readonly settings: MirrorSettings
  readonly directory: DirectoryReader
  readonly watch: FreedWatch
  /** Who has the lease. */
  readonly owner: string
}

/** One round over all doctors, told as it goes; whoever stops listening ends it. */
export async function* syncRound(parts: RoundParts, signal?: AbortSignal): AsyncGenerator<SyncProgress, void> {
  const leaving = new AbortController()
  const both = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal])
  const latest = new Latest<SyncProgress>()
  let failure: { readonly error: unknown } | undefined
  const work = goRound(parts, both, (progress) => latest.tell(progress))
    .catch((error: unknown) => {
      failure = { error }
    })
    .finally(() => latest.end())
  try {
    yield* latest.values()
    if (failure !== undefined) throw failure.error
  } finally {
    leaving.abort(new Error('nobody listens to the round any more'))
    await work
  }
}

async function goRound(parts: RoundParts, signal: AbortSignal, tell: (progress: SyncProgress) => void): Promise<void> {
  const { settings, directory, owner } = parts
  const { store, adapter, runtime } = settings
  const tally = makeTally(() => runtime.monotonic(), tell)
  signal.throwIfAborted()
  if (!(await store.mirror.lease(adapter.instance, owner, leaseMs))) return tally.tell('busy')
  try {
    tally.tell('directory')
    const last = await store.mirror.lastRound(adapter.instance)
    const suspects = makeSuspects(last?.held)
    await directory.refresh(suspects, signal)
    const known = await directory.known()
    const asOf = await store.now()
    const days = new Map(known.doctors.map((doctor) => [doctor.id, daysOf(doctor, known, asOf, settings)]))
    const active = known.doctors.filter(({ active }) => active)
    const windows = cut(active, days, adapter.capabilities.slotWindowDays)
    tally.begin(windows.length)
    const first = await readAll({ ...parts, suspects, tally }, windows, signal)
    // Once more at the end: most of what failed was a passing fault. What has shrunk waits for the next round.
    const again = first.filter(({ why }) => why !== 'shrunk').map(({ window }) => window)
    for (const { doctorId } of again) tally.forgive(doctorId)
    tally.more(again.length)
    await readAll({ ...parts, suspects, tally }, again, signal)
    await endRound(settings, { last, known, asOf, days, behind: tally.behind(), held: suspects.names(windows) })
    tally.tell('done')
  } finally {
    await store.mirror.release(adapter.instance, owner).catch(() => {})
  }
}

interface Reading extends RoundParts {
  readonly suspects: Suspects
  readonly tally: Tally
}

/**
 * Reads windows into the store and gives those that are not as new as the round. At most `concurrency` requests at once,
 * none of them waiting in the adapter's line: a patient goes before the rest. While one answer is compared and written,
 * the next ones are asked for.
 */
async function readAll(
  { settings, watch, owner, suspects, tally }: Reading,
  wanted: readonly Window[],
  signal: AbortSignal,
): Promise<readonly WindowResult[]> {
  const { store, adapter, concurrency, runtime } = settings
  const failed: WindowResult[] = []
  const ended = (result: WindowResult) => {
    tally.ended(result)
    if (result.why !== undefined) failed.push(result)
  }
  const writer = makeWindowWriter({ settings, watch, suspects, ended })
  const line = makeLine(writer.flush)
  const windows = markedWindows(settings, wanted)
  // The directories may have taken long.
  let leasedAt = Number.NEGATIVE_INFINITY
  const lane = async () => {
    let written = Promise.resolve()
    try {
      for (;;) {
        signal.throwIfAborted()
        const marked = await windows.next()
        if (marked === undefined) break
        if (runtime.monotonic() - leasedAt > leaseMs / 4) {
          leasedAt = runtime.monotonic()
          await store.mirror.lease(adapter.instance, owner, leaseMs)
        }
        const told = await askWindow(settings, marked, signal)
        await written
        // What was refused as well: a breaker that is open refuses at once.
        written = line(async () =>
          typeof told === 'string' ? ended({ window: marked.window, written: 0, why: told }) : writer.take(told),
        )
      }
      await written
    } finally {
      // Nothing is written once the round has ended, however it ends.
      await written.catch(() => {})
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: concurrency }, lane))
  await Promise.all([windows.settled(), writer.settled()])
  for (const one of lanes) if (one.status === 'rejected') throw one.reason
  return failed
}

interface Ending {
  readonly last: MirrorRound | null
  readonly known: Directory
  readonly asOf: number
  readonly days: ReadonlyMap<string, Days>
  readonly behind: SyncProgress['behind']
  readonly held: readonly string[]
}

async function endRound(
  { store, adapter }: MirrorSettings,
  { last, known, asOf, days, behind, held }: Ending,
): Promise<void> {
  const { instance } = adapter
  const newest = await store.mirror.lastRound(instance)
  // Whoever has had the lease meanwhile has told of something newer. Their time alone tells nothing: clocks are set back, too.
  if (newest !== null && newest.asOf !== last?.asOf && newest.asOf > asOf) return
  const before = (doctorId: string): number => {
    const exception = last?.behind.find((one) => one.doctorId === doctorId)
    return exception === undefined ? (last?.asOf ?? 0) : exception.asOf
  }
  const all = [...days.values()]
  const from = all.reduce((first, one) => (one.from < first ? one.from : first), all[0]?.from ?? '9999-12-31')
  const to = all.reduce((end, one) => (one.to > end ? one.to : end), all[0]?.to ?? '0000-01-01')
  const left = known.doctors.filter(({ active }) => !active).map(({ id }) => id)
  await store.mirror.endRound(instance, {
    asOf,
    from,
    to,
    behind: behind.map(({ doctorId }) => ({ doctorId, asOf: before(doctorId) })),
    held,
  })
  await store.mirror.forget(instance, from, left)
}
