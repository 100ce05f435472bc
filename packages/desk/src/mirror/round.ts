import { addDays, type Day, type Doctor, dayAt } from '@mis/core'
import type { Directory, DirectoryReader } from './directory.ts'
import type { MirrorSettings } from './options.ts'
import { Latest, type SyncProgress } from './progress.ts'
import type { Window, WindowReader } from './window.ts'

const leaseMs = 120_000

export interface RoundParts {
  readonly settings: MirrorSettings
  readonly directory: DirectoryReader
  readonly windows: WindowReader
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
    await directory.refresh(signal)
    const known = await directory.known()
    const asOf = await store.now()
    const days = new Map(known.doctors.map((doctor) => [doctor.id, daysOf(doctor, known, asOf, settings)]))
    const active = known.doctors.filter(({ active }) => active)
    const windows = cut(active, days, adapter.capabilities.slotWindowDays)
    tally.begin(windows.length)
    const first = await readAll(parts, windows, tally, signal)
    // Once more at the end: most of what failed was a passing fault. What has shrunk waits for the next round.
    const again = first.filter(({ why }) => why !== 'shrunk').map(({ window }) => window)
    for (const { doctorId } of again) tally.forgive(doctorId)
    tally.more(again.length)
    await readAll(parts, again, tally, signal)
    await endRound(settings, { known, asOf, days, behind: tally.behind() })
    tally.tell('done')
  } finally {
    await store.mirror.release(adapter.instance, owner).catch(() => {})
  }
}

interface Failed {
  readonly window: Window
  readonly why: string
}

/** At most `concurrency` requests at once, none of them waiting in the adapter's line: a patient goes before the rest. */
async function readAll(
  { settings, windows, owner }: RoundParts,
  wanted: readonly Window[],
  tally: Tally,
  signal: AbortSignal,
): Promise<readonly Failed[]> {
  const { store, adapter, concurrency, runtime } = settings
  const failed: Failed[] = []
  const waiting = wanted[Symbol.iterator]()
  let leasedAt = runtime.monotonic()
  const lane = async () => {
    for (const window of waiting) {
      signal.throwIfAborted()
      if (runtime.monotonic() - leasedAt > leaseMs / 4) {
        leasedAt = runtime.monotonic()
        await store.mirror.lease(adapter.instance, owner, leaseMs)
      }
      const { written, why } = await windows.read(window, signal)
      tally.ended(window.doctorId, written, why)
      // A MIS and a store that both answer at once would else keep the process to themselves for the whole round.
      await new Promise((resolve) => setImmediate(resolve))
      if (why !== undefined) failed.push({ window, why })
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: concurrency }, lane))
  for (const one of lanes) if (one.status === 'rejected') throw one.reason
  return failed
}

interface Ending {
  readonly known: Directory
  readonly asOf: number
  readonly days: ReadonlyMap<string, Days>
  readonly behind: SyncProgress['behind']
}

async function endRound({ store, adapter }: MirrorSettings, { known, asOf, days, behind }: Ending): Promise<void> {
  const { instance } = adapter
  const last = await store.mirror.lastRound(instance)
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
  })
  await store.mirror.forget(instance, from, left)
}

interface Days {
  readonly from: Day
  readonly to: Day
}

/** Today is where it is earliest, of a doctor who works in several zones. */
function daysOf({ clinicIds }: Doctor, { clinics }: Directory, now: number, { timeZone, days }: MirrorSettings): Days {
  const own = clinics.filter(({ id }) => clinicIds.includes(id))
  const zones = (own.length > 0 ? own : clinics).map((clinic) => clinic.timeZone)
  const todays = (zones.length > 0 ? zones : [timeZone ?? 'UTC']).map((zone) => dayAt(now, zone))
  const from = todays.reduce((first, day) => (day < first ? day : first))
  return { from, to: addDays(from, days - 1) }
}

/** The nearest days of everybody come first. */
function cut(doctors: readonly Doctor[], days: ReadonlyMap<string, Days>, width: number): Window[] {
  const windows = doctors.flatMap(({ id: doctorId }) => {
    const own: Window[] = []
    const span = days.get(doctorId)
    for (let from = span?.from; span && from && from <= span.to; from = addDays(from, width)) {
      const end = addDays(from, width - 1)
      own.push({ doctorId, from, to: end < span.to ? end : span.to })
    }
    return own
  })
  return windows.sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0))
}

interface Tally {
  begin(total: number): void
  more(count: number): void
  ended(doctorId: string, written: number, why?: string): void
  /** He is asked again. */
  forgive(doctorId: string): void
  tell(phase: SyncProgress['phase']): void
  behind(): SyncProgress['behind']
}

function makeTally(clock: () => number, tell: (progress: SyncProgress) => void): Tally {
  const startedAt = clock()
  const why = new Map<string, string>()
  const shrunk = new Set<string>()
  let [total, done, written, beganAt] = [0, 0, 0, startedAt]
  const behind = () => {
    const all = new Map([...why, ...[...shrunk].map((id) => [id, 'shrunk'] as const)])
    return [...all].map(([doctorId, reason]) => ({ doctorId, why: reason }))
  }
  const say = (phase: SyncProgress['phase']) => {
    const elapsedMs = Math.round(clock() - startedAt)
    const leftMs = done === 0 ? null : Math.round(((clock() - beganAt) / done) * (total - done))
    tell({ phase, done, total, failed: why.size, held: shrunk.size, written, elapsedMs, leftMs, behind: behind() })
  }
  return {
    begin(count) {
      total = count
      beganAt = clock()
      say('slots')
    },
    more(count) {
      total += count
    },
    ended(doctorId, count, reason) {
      done += 1
      written += count
      if (reason === 'shrunk') shrunk.add(doctorId)
      else if (reason !== undefined) why.set(doctorId, reason)
      say('slots')
    },
    forgive: (doctorId) => why.delete(doctorId),
    tell: say,
    behind,
  }
}
