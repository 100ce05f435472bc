import type { Appointment } from '@mis/core'
import { eventOf } from '../desk-events.ts'
import type { Errand } from '../errands/errand.ts'
import { sealResult } from '../intent-bodies.ts'
import { laneOf } from '../keys.ts'
import type { Office } from '../office.ts'
import type { Advance, Intent, Refusal } from '../store/intents.ts'
import { changeOf } from '../visit-copies.ts'
import { lettingGo } from './let-go.ts'
import { write } from './write.ts'

type Written = Promise<Intent | null>

/** Nothing is left to do, and everything it kept is free. */
const over = { dueInMs: null, lane: null, key: null, slot: 'release' } as const satisfies Omit<Advance, 'state'>

/** It was never sent, or certainly did not happen, and is no longer wanted. */
export function withdrawn(office: Office, intent: Intent): Written {
  return lettingGo(office, intent, () =>
    write(office, intent, { ...over, state: 'withdrawn' }, [eventOf(office.runtime, intent, 'withdrawn')]),
  )
}

/** The deadline passed before it could be sent. */
export function expired(office: Office, intent: Intent): Written {
  return lettingGo(office, intent, () =>
    write(office, intent, { ...over, state: 'expired' }, [eventOf(office.runtime, intent, 'expired')]),
  )
}

/** It did not happen, for this reason. */
export function refused(office: Office, intent: Intent, refusal: Refusal): Written {
  const progress = { ...intent.progress, verdict: refusal }
  const event = eventOf(office.runtime, intent, 'refused', { refusal })
  return lettingGo(office, intent, () => write(office, intent, { ...over, state: 'refused', progress }, [event]))
}

/**
 * It happened. A booking keeps its natural key, so that the same click again gives the same visit; once that visit is
 * cancelled the key is given free by whoever wants it again.
 */
export async function done(office: Office, intent: Intent, errand: Errand, appointment: Appointment): Written {
  const { key: _key, ...keepingKey } = over
  const isMove = intent.kind === 'reschedule'
  const step: Advance = {
    ...(intent.kind === 'book' ? keepingKey : over),
    // Kept under the lease until the other visits are gone, so that whoever comes after a crash goes on with it.
    ...(mayHaveTwins(intent) && { dueInMs: 0, leaseMs: office.settings.leaseMs }),
    state: 'done',
    appointments: [await seen(office, intent, appointment)],
    // The second step of a move ends with the old visit gone; what came of it is the new one.
    ...(intent.progress.cancellingOld !== true && { result: await sealResult(office, intent.id, appointment) }),
  }
  const type = isMove ? 'moved' : errand.done
  return write(office, intent, step, [eventOf(office.runtime, intent, type, { appointmentId: appointment.id })])
}

/** Whether an attempt that ended unknown may have left a second visit behind. */
export function mayHaveTwins({ kind, progress }: Intent): boolean {
  return progress.mayHaveTwins === true || (kind === 'book' && progress.ambiguous)
}

/** Nothing more is to be done about what happened. */
export function settledDone(office: Office, intent: Intent): Written {
  return write(office, intent, { state: 'done', dueInMs: null })
}

/** The first step of a move is done: the new visit stands, and the old one is to go. */
export async function halfMoved(office: Office, intent: Intent, appointment: Appointment): Written {
  return write(office, intent, {
    state: 'queued',
    dueInMs: 0,
    leaseMs: office.settings.leaseMs,
    slot: 'release',
    progress: {
      ...intent.progress,
      ...{ cancellingOld: true, ambiguous: false, verdict: null },
      mayHaveTwins: intent.progress.ambiguous,
    },
    appointments: [await seen(office, intent, appointment)],
    result: await sealResult(office, intent.id, appointment),
  })
}

async function seen(office: Office, intent: Intent, appointment: Appointment) {
  const { instance, patientKey, sentAt, updatedAt } = intent
  // Whoever read the visit while a change was on its way has seen it as it was before.
  const seenAt = intent.kind === 'book' ? (sentAt ?? updatedAt) : await office.store.now()
  const intentId = intent.kind === 'cancel' || intent.progress.cancellingOld === true ? null : intent.id
  return changeOf(office, { instance, patientKey, intentId }, appointment, seenAt)
}

/** Certainly not done, and worth another try: it waits in its doctor's line, not beyond its deadline. */
export function later(office: Office, intent: Intent, waitMs: number): Written {
  const untilDeadline = Math.max(0, intent.deadlineAt - intent.updatedAt)
  const { progress } = intent
  // Whoever need not wait goes on at once, under the lease it has.
  if (waitMs === 0)
    return write(office, intent, { state: 'queued', dueInMs: 0, leaseMs: office.settings.leaseMs, progress })
  // A change that the MIS may fail on for ever takes no time from anybody: nobody waits behind it.
  const isAside = progress.ambiguous && (intent.kind === 'cancel' || progress.cancellingOld === true)
  const joins = intent.lane === null && (!isAside || intent.attempt <= 1)
  const step: Advance = {
    state: 'queued',
    dueInMs: Math.min(waitMs, untilDeadline),
    lane: isAside ? null : laneOf(intent.instance, intent.doctorId),
    progress,
  }
  return write(office, intent, step, joins ? [eventOf(office.runtime, intent, 'queued')] : [])
}

/** Nobody but a person can find it out. The slot is kept until the visit would begin, and the natural key for good. */
export function handOver(office: Office, intent: Intent, why: string, alarm?: string): Written {
  const events = [
    eventOf(office.runtime, intent, 'needs-person', { why }),
    ...(alarm === undefined ? [] : [eventOf(office.runtime, intent, 'alarm', { why: alarm })]),
  ]
  const step: Advance = {
    state: 'needs-person',
    dueInMs: null,
    lane: null,
    slot: { keepUntil: intent.startsAt },
    progress: { ...intent.progress, why },
  }
  return write(office, intent, step, events)
}
