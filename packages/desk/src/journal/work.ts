import { errandOf } from '../errands/errand-of.ts'
import type { Office } from '../office.ts'
import { openable } from '../privacy/openable.ts'
import type { Intent } from '../store/intents.ts'
import { attempt } from './attempt.ts'
import { adopt, look } from './read-back.ts'
import { setAside } from './set-aside.ts'
import { cancelUnwanted } from './twins.ts'

/**
 * Works on a claimed intent, step by step, until it is over or must wait longer than `patienceMs`; then its lease is
 * given back. Gives the intent as it is then. Rejects where the store or the sealer does; the journal then says how far it
 * came, and the intent keeps its place in its line until its lease is over.
 */
export async function work(office: Office, claimed: Intent, patienceMs: number): Promise<Intent> {
  const { runtime, settings } = office
  const until = runtime.monotonic() + patienceMs
  let intent = claimed
  for (;;) {
    const next = await step(office, intent)
    if (next === null) return (await office.store.intents.get(intent.id)) ?? intent
    if (next.leaseUntil === null || next.dueAt === null) return next
    const waitMs = next.dueAt - next.updatedAt
    const isPatient = runtime.monotonic() + waitMs <= until || waitMs === 0
    if (!isPatient || office.cut.signal.aborted) return giveBack(office, next, waitMs)
    if (waitMs > 0) await runtime.sleep(waitMs, office.cut.signal).catch(() => {})
    // What was slept through does not show in what was read before.
    intent = waitMs > 0 ? await renewed(office, next, settings.leaseMs) : next
  }
}

/** A step; or what cannot be opened is set aside. */
async function step(office: Office, intent: Intent): Promise<Intent | null> {
  if (intent.state === 'done') {
    const next = await openable(cancelUnwanted(office, intent))
    return next === undefined ? setAside(office, intent) : next.value
  }
  // The errand alone: once something is sent, what cannot be opened on the way is no reason to write that nothing was.
  const opened = await openable(errandOf(office, intent))
  if (opened === undefined) return setAside(office, intent)
  const errand = opened.value
  if (intent.state === 'sending') return adopt(office, intent, errand)
  return intent.state === 'checking' ? look(office, intent, errand) : attempt(office, intent, errand)
}

async function renewed(office: Office, intent: Intent, leaseMs: number): Promise<Intent> {
  await office.store.intents.renew(intent, leaseMs)
  const now = await office.store.now()
  return { ...intent, updatedAt: now }
}

async function giveBack(office: Office, intent: Intent, dueInMs: number): Promise<Intent> {
  const { id, fence, state } = intent
  const given = await office.store.intents.advance({ id, fence }, { state, dueInMs })
  office.ring()
  return given ?? (await office.store.intents.get(id)) ?? intent
}
