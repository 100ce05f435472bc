import { type Appointment, errorCodes, isMisError, type MisError } from '@mis/core'
import { eventOf } from '../desk-events.ts'
import type { Errand } from '../errands/errand.ts'
import { isTwoStep } from '../errands/reschedule.ts'
import type { Office } from '../office.ts'
import { refusalOf } from '../outcome.ts'
import type { Intent, Refusal } from '../store/intents.ts'
import { done, expired, halfMoved, handOver, later, refused, withdrawn } from './close.ts'
import { lateSuccess } from './twins.ts'
import { write } from './write.ts'

type Written = Promise<Intent | null>

const nothingFound = { looks: 0, absentReads: 0 }

/** Sends what is prepared or waited, journal first. The intent as it is then; null where somebody else has it. */
export async function attempt(office: Office, intent: Intent, errand: Errand): Written {
  const isHalfMoved = intent.progress.cancellingOld === true
  if (intent.withdrawWanted && !isHalfMoved) return withdrawn(office, intent)
  const hasWaited = intent.state === 'queued' || intent.fence > 1
  if (!hasWaited && intent.updatedAt >= intent.startsAt && intent.kind !== 'cancel')
    return refused(office, intent, { code: 'rejected', reason: 'visit-in-past' })
  if (intent.updatedAt >= intent.deadlineAt) {
    if (isHalfMoved) return handOver(office, intent, 'old-visit-stands', 'old-visit-stands')
    // What is never read back may have happened all the same.
    const isUnknown = errand.look === null && intent.progress.ambiguous
    return isUnknown ? handOver(office, intent, 'unknown') : expired(office, intent)
  }
  if (hasWaited) {
    const validity = await errand.validate()
    if (validity === 'unreadable') return later(office, intent, office.health.failed(intent.instance))
    if (validity !== 'unasked') await office.health.answered(intent.instance)
    if (typeof validity === 'object') return turnedDown(office, intent, errand, validity.refusal)
  }
  const { leaseMs, attemptMs } = office.settings
  await errand.prepare()
  const before = office.runtime.monotonic()
  const sending = await write(office, intent, {
    state: 'sending',
    attempt: intent.attempt + 1,
    dueInMs: 0,
    leaseMs,
    progress: { ...intent.progress, ...nothingFound },
  })
  if (sending === null) return null
  // A process that slept here might send when its lease is somebody else's.
  if (office.runtime.monotonic() - before > leaseMs - attemptMs)
    return write(office, sending, { state: 'queued', dueInMs: 0 })
  return send(office, sending, errand)
}

async function send(office: Office, sending: Intent, errand: Errand): Written {
  let appointment: Appointment
  try {
    appointment = await errand.send(office.cut.signal)
  } catch (error) {
    return failed(office, sending, errand, error)
  }
  await office.health.answered(sending.instance)
  return succeeded(office, sending, errand, appointment)
}

/** The visit is there. */
export async function succeeded(office: Office, intent: Intent, errand: Errand, appointment: Appointment): Written {
  if (!errand.isMeant(appointment)) return handOver(office, intent, 'mismatch', 'mismatch')
  const isFirstOfTwo =
    intent.kind === 'reschedule' && intent.progress.cancellingOld !== true && isTwoStep(office.adapter(intent.instance))
  const written = isFirstOfTwo
    ? await halfMoved(office, intent, appointment)
    : await done(office, intent, errand, appointment)
  if (written === null) await lateSuccess(office, intent, appointment)
  return written
}

/**
 * By core's table: what happened decides, never the status code. The reason of our own cut comes through only where nothing
 * was sent; what else is no `MisError` an adapter of its own making threw, who knows when.
 */
function failed(office: Office, intent: Intent, errand: Errand, error: unknown): Written {
  if (!isMisError(error)) return office.cut.signal.aborted ? later(office, intent, 0) : unknown(office, intent, errand)
  const { happened, resend } = errorCodes[error.code]
  if (happened === 'unknown') return unknown(office, intent, errand, error)
  return resend === 'never'
    ? office.health.answered(intent.instance).then(() => turnedDown(office, intent, errand, refusalOf(error)))
    : later(office, intent, office.health.failed(intent.instance, error))
}

function unknown(office: Office, intent: Intent, errand: Errand, error?: MisError): Written {
  // An adapter that reads back itself has waited the quiet period and looked: that is the first of two reads.
  const isAbsent = isMisError(error, 'outcome-unknown') && error.details.absent === true
  const absentReads = isAbsent ? 1 : 0
  const progress = { ...intent.progress, ...nothingFound, absentReads, ambiguous: true, verdict: null }
  if (errand.look === null) return later(office, { ...intent, progress }, office.health.failed(intent.instance, error))
  return check(office, { ...intent, progress }, isAbsent ? 0 : errand.quietPeriodMs)
}

/** From now on it is read back. */
export function check(office: Office, intent: Intent, quietForMs: number): Written {
  const { leaseMs } = office.settings
  return write(
    office,
    intent,
    { state: 'checking', dueInMs: 0, leaseMs, quietForMs, lane: null, progress: intent.progress },
    [eventOf(office.runtime, intent, 'checking')],
  )
}

/** The MIS says no. After an unknown attempt that may be our own success: it is read back before anybody is told. */
async function turnedDown(office: Office, intent: Intent, errand: Errand, refusal: Refusal): Written {
  const { progress } = intent
  // That the old visit of a move is gone is what was wanted.
  if (progress.ambiguous || progress.cancellingOld === true) {
    const appointment = await errand.doneBy(refusal)
    if (appointment !== null) return succeeded(office, intent, errand, appointment)
    if (errand.look !== null)
      return check(office, { ...intent, progress: { ...progress, ...nothingFound, verdict: refusal } }, 0)
  }
  // A way that brings a request twice may bring back the answer to the second, which our own first one made.
  const read = isTaken(refusal) && !progress.ambiguous ? await errand.look?.() : undefined
  if (read?.kind === 'found') return succeeded(office, intent, errand, read.appointment)
  if (read?.kind === 'unreadable')
    return check(office, { ...intent, progress: { ...progress, ...nothingFound, verdict: refusal } }, 0)
  return progress.cancellingOld === true
    ? handOver(office, intent, 'old-visit-stands', 'old-visit-stands')
    : refused(office, intent, refusal)
}

function isTaken({ code, reason }: Refusal): boolean {
  return code === 'slot-taken' || reason === 'already-booked'
}
