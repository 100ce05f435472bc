import type { Appointment, Slot } from '@mis/core'
import type { Alternative, Alternatives } from './alternatives.ts'
import { bodyOf, resultOf } from './intent-bodies.ts'
import type { Office } from './office.ts'
import {
  type BookOutcome,
  type CancelOutcome,
  type MoveOutcome,
  type Outcome,
  oldVisitStands,
  sentenceFor,
} from './outcome.ts'
import type { Intent, Refusal } from './store/intents.ts'
import { copyOf } from './visit-copies.ts'

/** Refusals that another time may help against. */
const timeHelps = (refusal: Refusal) =>
  refusal.code === 'slot-taken' || refusal.code === 'not-found' || refusal.reason === 'visit-in-past'

/** What the journal says, as the caller sees it. */
export interface View {
  outcomeOf(intent: Intent): Promise<Outcome>
  book(intent: Intent): Promise<BookOutcome>
  cancel(intent: Intent): Promise<CancelOutcome>
  move(intent: Intent): Promise<MoveOutcome>
}

/** How many refused intents' offers are remembered, so that asking again offers the same. */
const remembered = 1_000

export function makeView(office: Office, alternatives: Alternatives): View {
  const offers = new Map<string, { readonly until: number; readonly offer: Promise<readonly Alternative[]> }>()

  const offerFor = async (intent: Intent): Promise<readonly Alternative[]> => {
    if (intent.kind === 'cancel') return []
    const now = office.runtime.monotonic()
    const known = offers.get(intent.id)
    if (known !== undefined && known.until > now) return known.offer
    const { instance, owner } = intent
    const asked: { readonly slot: Slot } | null = await bodyOf(office, intent.kind, intent).catch(() => null)
    // What cannot be opened, now or ever, is over all the same.
    if (asked === null) return []
    const offer = alternatives.find({ instance, slot: asked.slot, owner })
    offers.delete(intent.id)
    offers.set(intent.id, { until: now + office.settings.holdMs, offer })
    const [oldest] = offers.keys()
    if (offers.size > remembered && oldest !== undefined) offers.delete(oldest)
    // Nothing to offer may mean that nothing could be asked just now.
    if ((await offer).length === 0) offers.delete(intent.id)
    return offer
  }

  const happened = async (intent: Intent): Promise<Outcome> => {
    const { reference, instance } = intent
    const known = await resultOf(office, intent)
    const appointment = (known && ((await copyOf(office, instance, known.id)) ?? known)) as Appointment
    const isGone = intent.kind === 'cancel' || appointment.status === 'cancelled'
    const status = isGone ? 'cancelled' : intent.kind === 'book' ? 'booked' : 'moved'
    const told = { reference, appointment, tell: sentenceFor(status) }
    return status === 'moved' ? { ...told, status, old: oldOf(intent) } : { ...told, status }
  }

  const outcomeOf = async (intent: Intent): Promise<Outcome> => {
    const { reference, deadlineAt, progress } = intent
    const told = <S extends Outcome['status']>(status: S) => ({ status, reference, tell: sentenceFor(status) })
    if (progress.cancellingOld === true) return happened(intent)
    switch (intent.state) {
      case 'prepared':
      case 'sending':
      case 'checking':
        return { ...told('checking'), deadlineAt }
      case 'queued': {
        const nextTryAt = Math.max(intent.dueAt ?? 0, intent.leaseUntil ?? 0)
        return { ...told('queued'), deadlineAt, nextTryAt, ahead: await office.store.intents.ahead(intent.id) }
      }
      case 'done':
        return happened(intent)
      case 'refused': {
        const reason = progress.verdict ?? { code: 'rejected', reason: 'unspecified' }
        const offer = timeHelps(reason) ? await offerFor(intent) : []
        return { status: 'refused', reference, reason, alternatives: offer, tell: sentenceFor('refused', reason) }
      }
      case 'expired':
        return { ...told('expired'), alternatives: await offerFor(intent) }
      case 'withdrawn':
        return {
          ...told('cancelled'),
          appointment: null,
          ...(intent.kind === 'reschedule' && { tell: oldVisitStands }),
        }
      case 'needs-person':
        return { ...told('needs-person'), why: progress.why ?? 'unknown' }
    }
  }

  return {
    outcomeOf,
    book: outcomeOf as View['book'],
    cancel: outcomeOf as View['cancel'],
    move: outcomeOf as View['move'],
  }
}

function oldOf({ state, progress }: Intent): 'gone' | 'being-cancelled' | 'needs-person' {
  if (state === 'needs-person') return 'needs-person'
  return state === 'done' || progress.cancellingOld !== true ? 'gone' : 'being-cancelled'
}
