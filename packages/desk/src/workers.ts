import { eventOf } from './desk-events.ts'
import { work } from './journal/work.ts'
import { type Office, tracked } from './office.ts'
import type { Intent } from './store/intents.ts'

const sweepEveryMs = 300_000
const sweptAtOnce = 1_000
const longestStoreWaitMs = 30_000
/** What is due but cannot be had is another process's just now. */
const shortestWaitMs = 50

/**
 * The workers: claim what is due, as much at once as each MIS bears, until the signal aborts; then wait for what is on the
 * wire, `graceMs` at most, and resolve. A store that fails is tried again.
 */
export async function runWorkers(office: Office, signal: AbortSignal): Promise<void> {
  const { runtime, settings, store } = office
  const busy = new Map<string, number>()
  const tasks = new Set<Promise<unknown>>()
  const bell = makeBell(office)
  let failures = 0
  let sweepAt = runtime.monotonic()

  const capacityOf = (instance: string): number => {
    if (office.health.pauseMs(instance) > 0 && !office.health.heard(office.adapter(instance))) return 0
    // One shows whether the MIS is there again; the others wait for how that goes.
    const most = office.health.isDoubtful(instance) ? 1 : settings.workersOf(office.adapter(instance))
    return Math.max(0, most - (busy.get(instance) ?? 0))
  }
  const start = (instance: string, task: Promise<unknown>) => {
    busy.set(instance, (busy.get(instance) ?? 0) + 1)
    const end = () => {
      busy.set(instance, (busy.get(instance) ?? 1) - 1)
      tasks.delete(task)
      bell.ring()
    }
    tasks.add(task)
    task.then(end, end)
  }
  const claim = async (): Promise<number> => {
    let claimed = 0
    for (const instance of settings.adapters.keys()) {
      const limit = capacityOf(instance)
      if (limit === 0) continue
      const query = { instances: [instance], limit, leaseMs: settings.leaseMs }
      for (const intent of await store.intents.claim(query)) {
        claimed += 1
        start(instance, tracked(office, worked(office, intent)))
      }
    }
    return claimed
  }
  const waitMs = async (): Promise<number> => {
    const [now, open] = [await store.now(), [...settings.adapters.keys()].filter((one) => capacityOf(one) > 0)]
    const due = open.length === 0 ? null : await store.intents.nextDueAt(open)
    const pauses = [...settings.adapters.keys()].map((one) => office.health.pauseMs(one)).filter((ms) => ms > 0)
    return Math.min(settings.pollMs, ...pauses, due === null ? settings.pollMs : Math.max(shortestWaitMs, due - now))
  }

  try {
    while (!signal.aborted) {
      bell.reset()
      try {
        if (runtime.monotonic() >= sweepAt) {
          await store.holds.sweep(sweptAtOnce)
          sweepAt = runtime.monotonic() + sweepEveryMs
        }
        const isIdle = (await claim()) === 0
        failures = 0
        if (isIdle) await bell.wait(await waitMs(), signal)
      } catch {
        failures += 1
        const pause = Math.min(longestStoreWaitMs, 500 * 2 ** Math.min(failures, 10)) * (0.5 + runtime.random() / 2)
        await runtime.sleep(pause, signal).catch(() => {})
      }
    }
    await settled(office, tasks)
  } finally {
    bell.close()
  }
}

/** A step the store did not take: the intent is taken up again when its lease is over. */
function worked(office: Office, intent: Intent): Promise<unknown> {
  return work(office, intent, 0).catch(() =>
    office.listeners.tell([eventOf(office.runtime, intent, 'alarm', { why: 'store-failed' })]),
  )
}

/** Waits for what is on the wire; past the grace it is cut, which the journal then knows as unknown. */
export async function settled(office: Office, tasks: ReadonlySet<Promise<unknown>>): Promise<void> {
  if (tasks.size === 0) return
  const grace = new AbortController()
  const over = office.runtime.sleep(office.settings.graceMs, grace.signal).then(
    () => office.cut.abort(new Error('the desk is closing')),
    () => {},
  )
  await Promise.race([Promise.allSettled([...tasks]), over])
  await Promise.allSettled([...tasks])
  grace.abort()
}

/** Wakes the loop, from this process or from another one through the store. */
function makeBell(office: Office) {
  let rung = false
  let wake: (() => void) | undefined
  const ring = () => {
    rung = true
    wake?.()
  }
  const leave = office.store.onWork(ring)
  office.bells.add(ring)
  return {
    ring,
    reset() {
      rung = false
    },
    async wait(ms: number, signal: AbortSignal): Promise<void> {
      if (rung) return
      const over = new AbortController()
      const stop = () => over.abort()
      wake = stop
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      await office.runtime.sleep(ms, over.signal).catch(() => {})
      signal.removeEventListener('abort', stop)
      wake = undefined
    },
    close() {
      leave()
      office.bells.delete(ring)
    },
  }
}
