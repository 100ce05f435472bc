import { eventOf } from '../desk-events.ts'
import { quietPeriodOf } from '../errands/proof.ts'
import type { Office } from '../office.ts'
import type { Intent } from '../store/intents.ts'
import { expired, handOver } from './close.ts'
import { write } from './write.ts'

/**
 * What cannot be opened cannot be worked on: its key is not known here. It leaves its doctor's line, so that nobody waits
 * behind it, the operator is told once, and it is tried again until its deadline: with its key it goes on as it stood.
 */
export function setAside(office: Office, intent: Intent): Promise<Intent | null> {
  const { settings, runtime } = office
  const { progress, deadlineAt, updatedAt, state, startsAt } = intent
  const events = progress.unopened === true ? [] : [eventOf(runtime, intent, 'alarm', { why: 'unopened' })]
  const aside = { lane: null, progress: { ...progress, unopened: true } }
  const dueInMs = Math.ceil(settings.retryEveryMs)
  // Its visit stands; what is left to do is to look for others.
  if (state === 'done')
    return write(office, intent, { ...aside, state, dueInMs: updatedAt < startsAt ? dueInMs : null }, events)
  const mayHaveHappened = progress.ambiguous || state === 'sending' || state === 'checking'
  if (updatedAt >= deadlineAt)
    return mayHaveHappened || progress.cancellingOld === true
      ? handOver(office, intent, 'unopened')
      : expired(office, intent)
  const step = { ...aside, dueInMs: Math.min(dueInMs, deadlineAt - updatedAt) }
  if (state !== 'sending') return write(office, intent, { ...step, state: stateOf(state) }, events)
  // An attempt whose process died: nobody knows what became of it.
  const unknown = { ...aside.progress, looks: 0, absentReads: 0, ambiguous: true, verdict: null }
  const isRepeatable = intent.kind === 'cancel' || progress.cancellingOld === true
  const quietForMs = quietPeriodOf(office.adapter(intent.instance), settings.attemptMs)
  return write(
    office,
    intent,
    { ...step, progress: unknown, ...(isRepeatable ? { state: 'queued' } : { state: 'checking', quietForMs }) },
    events,
  )
}

const stateOf = (state: Intent['state']) => (state === 'prepared' ? 'queued' : state)
