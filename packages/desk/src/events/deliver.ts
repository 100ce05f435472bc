import type { StoredEvent } from '../store/outbox.ts'
import { within } from '../within.ts'
import type { EventsSettings } from './options.ts'
import { outEventOf } from './out-event.ts'
import { refusedUnopened } from './refused-unopened.ts'
import { DeliveryError, type Sink } from './sink.ts'

const readAtOnce = 100

/** Delivers to one sink until the signal aborts. Whatever the store cannot do now is tried again after a pause. */
export async function runSink(settings: EventsSettings, sink: Sink, signal: AbortSignal): Promise<void> {
  const { runtime, pollMs } = settings
  while (!signal.aborted) {
    const isMore = await turn(settings, sink, signal).catch(() => false)
    if (!isMore && !signal.aborted) await runtime.sleep(pollMs, signal).catch(() => {})
  }
}

/** One lease: delivers what there is; true where there may be more at once. */
async function turn(settings: EventsSettings, sink: Sink, signal: AbortSignal): Promise<boolean> {
  const { store, leaseMs } = settings
  const place = await store.deliveries.claim(sink.name, leaseMs)
  if (place === null) return false
  const claim = { sink: sink.name, fence: place.fence }
  let after = place.after
  let isOurs = true
  try {
    const events = await store.outbox.list(after, readAtOnce)
    for (const batch of batchesOf(sink, events)) {
      const dead = await persist(settings, sink, batch, {
        signal,
        keepLease: () => store.deliveries.advance(claim, { after, leaseMs }),
      })
      const end = batch.at(-1)?.ordinal ?? after
      isOurs = await store.deliveries.advance(claim, { after: end, dead, leaseMs })
      if (!isOurs) return false
      after = end
    }
    return events.length === readAtOnce
  } catch (error) {
    isOurs = !(error instanceof LeaseLost)
    throw error
  } finally {
    if (isOurs) await store.deliveries.advance(claim, { after, leaseMs: 0 }).catch(() => false)
  }
}

/** What the sink does not want moves on with what it wants. */
function batchesOf({ types, batch = 1 }: Sink, events: readonly StoredEvent[]): StoredEvent[][] {
  const batches: StoredEvent[][] = []
  let wanted = 0
  for (const event of events) {
    const last = batches.at(-1)
    const isWanted = types?.includes(event.type) !== false
    if (last === undefined || (isWanted && wanted >= batch)) {
      batches.push([event])
      wanted = isWanted ? 1 : 0
    } else {
      last.push(event)
      if (isWanted) wanted += 1
    }
  }
  return batches
}

class LeaseLost extends Error {}

interface Going {
  readonly signal: AbortSignal
  /** False where somebody else has the sink by now. */
  readonly keepLease: () => Promise<boolean>
}

type Buried = { readonly eventId: string; readonly ordinal: number; readonly why: string }

/** Tries until they have arrived, or are given up one by one. Rejects when the signal aborts or the lease is lost. */
async function persist(
  settings: EventsSettings,
  sink: Sink,
  batch: readonly StoredEvent[],
  going: Going,
): Promise<readonly Buried[]> {
  const { store, sealer, runtime, refusals, giveUpAfterMs, deliveryMs } = settings
  const dead: Buried[] = []
  let waiting = batch.filter(({ type }) => sink.types?.includes(type) !== false)
  let [failures, refused] = [0, 0]
  while (waiting.length > 0) {
    going.signal.throwIfAborted()
    // After a failure the first one alone, so that its refusal is not the others'.
    const now = failures === 0 ? waiting : waiting.slice(0, 1)
    try {
      const events = await Promise.all(now.map((event) => refusedUnopened(outEventOf(event, sealer))))
      await within(runtime, deliveryMs, going.signal, (signal) => sink.deliver(events, signal))
      waiting = waiting.slice(now.length)
      failures = 0
      refused = 0
      if (!(await going.keepLease())) throw new LeaseLost()
    } catch (error) {
      if (going.signal.aborted || error instanceof LeaseLost) throw error
      failures += 1
      const known = error instanceof DeliveryError ? error : new DeliveryError('failed')
      if (known.isRefusal && now.length === 1) refused += 1
      const [first] = now
      if (first === undefined) break
      const isTooOld = (await store.now()) - first.at > giveUpAfterMs
      if (refused >= refusals || isTooOld) {
        dead.push({ eventId: first.id, ordinal: first.ordinal, why: known.why })
        waiting = waiting.slice(1)
        refused = 0
      } else await pause(settings, Math.max(known.retryAfterMs ?? 0, backOff(settings, failures)), going)
    }
  }
  return dead
}

/** Twice as long each time, the upper half of it drawn. */
function backOff({ runtime, retryMs, retryAtMostMs }: EventsSettings, failures: number): number {
  return Math.min(retryAtMostMs, retryMs * 2 ** Math.min(failures - 1, 30)) * (0.5 + runtime.random() / 2)
}

async function pause({ runtime, leaseMs }: EventsSettings, ms: number, { signal, keepLease }: Going): Promise<void> {
  for (let left = ms; left > 0; left -= leaseMs / 3) {
    if (!(await keepLease())) throw new LeaseLost()
    await runtime.sleep(Math.min(left, leaseMs / 3), signal)
  }
}
