import type { MisAdapter } from '@mis/core'
import { makeAlternatives } from './alternatives.ts'
import type { DeskListener } from './desk-events.ts'
import { type DeskHold, extendHold, type HoldSlotRequest, releaseHold, takeHold } from './holds.ts'
import { makeIntake } from './journal/intake.ts'
import { resolveByPerson, type Verdict } from './journal/resolve.ts'
import { withdraw } from './journal/withdraw.ts'
import { makeOffice, tracked } from './office.ts'
import { checkDeskOptions, type DeskOptions } from './options.ts'
import {
  type BookOutcome,
  type CancelOutcome,
  type MoveOutcome,
  type Outcome,
  type Refused,
  sentenceFor,
} from './outcome.ts'
import { listVisits, type PatientVisits, type PatientVisitsQuery } from './patient-visits.ts'
import { receiveBooking, type Turned } from './receive-booking.ts'
import { foreignVisit, intentNamed, noVisit, receiveCancel, receiveMove, visitOf } from './receive-change.ts'
import { closedError, invalidInput } from './refuse.ts'
import type { DeskBookRequest, DeskCancelRequest, DeskMoveRequest } from './requests.ts'
import type { Refusal } from './store/intents.ts'
import { erasedKey } from './store/privacy.ts'
import { makeView } from './view.ts'
import { runWorkers, settled } from './workers.ts'

/** What may come of asking for a hold. */
export type HoldOutcome = { readonly status: 'held'; readonly hold: DeskHold } | Omit<Refused, 'reference'>

/** What a caller may say beside the request. */
export interface DeskCallOptions {
  /** Stops the waiting, not the intent: what is journaled goes on, and `status(reference)` tells how. */
  readonly signal?: AbortSignal
}

/**
 * The front desk of one or several clinics. What it was asked for is in its store before a byte goes to a MIS; each intent
 * becomes at most one appointment. Methods reject with `unavailable` (by `store`) where the store fails before anything
 * was received, and with `invalid-request` naming the field.
 */
export interface Desk {
  /** Keeps a slot for its owner for a while. The same owner asking again has the same hold. */
  hold(request: HoldSlotRequest, options?: DeskCallOptions): Promise<HoldOutcome>
  /** Makes a hold last so long from now (default `holdMs`), `holdAtMostMs` in all. Null where it is over or another's. */
  extend(hold: { readonly id: string; readonly owner: string; readonly forMs?: number }): Promise<DeskHold | null>
  /** Gives a hold back; false where it was over or another's. */
  release(hold: { readonly id: string; readonly owner: string }): Promise<boolean>
  /**
   * Books. The same reference with the same request, or the same patient at the same doctor's time, is the same intent;
   * the same reference with another request rejects with `invalid-request`. Without a consent that `requiredConsents`
   * names it is refused (`rejected`, `consent-required`), and nothing is journaled.
   */
  book(request: DeskBookRequest, options?: DeskCallOptions): Promise<BookOutcome>
  /** How an intent stands; null where nothing here has this reference (a slot that another's hold kept leaves none), or its
   * patient was erased. */
  status(reference: string): Promise<Outcome | null>
  /** Cancels a visit, or withdraws a request that has not become one. */
  cancel(request: DeskCancelRequest, options?: DeskCallOptions): Promise<CancelOutcome>
  /** Moves a visit: the patient is never left without one, and a refusal leaves the old one as it was. */
  reschedule(request: DeskMoveRequest, options?: DeskCallOptions): Promise<MoveOutcome>
  /** A patient's visits: the MIS's where it lists them and can be asked, with those of our own copy. */
  appointments(query: PatientVisitsQuery): Promise<PatientVisits>
  /** What a person found out about an intent that `needs-person`. */
  resolve(reference: string, verdict: Verdict): Promise<Outcome>
  /** Hears of what this desk does; gives the way out. Other processes' doings are in the store's outbox. */
  on(listener: DeskListener): () => void
  /** Tries what is queued at once: the MIS is back. Without an instance, for all of them. */
  wake(instance?: string): Promise<void>
  /** The workers: run them in at least one process for as long as it lives. Resolves after the signal aborts. */
  run(options: { readonly signal: AbortSignal }): Promise<void>
  /** Stops `run`, waits for what is on the wire and leaves nothing behind. The store and the adapters stay open. */
  close(): Promise<void>
}

/** Makes a desk. Throws `invalid-request` naming a bad option. */
export function createDesk(options: DeskOptions): Desk {
  const office = makeOffice(checkDeskOptions(options))
  const { settings, store } = office
  const alternatives = makeAlternatives(office)
  const intake = makeIntake(office)
  const view = makeView(office, alternatives)
  const ending = new AbortController()
  let closing: Promise<void> | undefined

  const adapterFor = (instance: string | undefined): MisAdapter => {
    const [only, another] = settings.adapters.values()
    if (instance !== undefined) return office.adapter(instance)
    if (only !== undefined && another === undefined) return only
    throw invalidInput({ instance: `must be one of ${[...settings.adapters.keys()].join(', ')}` }, 'instance')
  }
  /** A call that ends when its caller leaves; what it began goes on. */
  const call = async <T>({ signal }: DeskCallOptions, run: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted()
    if (closing !== undefined) throw closedError()
    const task = tracked(office, run())
    if (signal === undefined) return task
    task.catch(() => {})
    let leave = () => {}
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason)
      signal.addEventListener('abort', leave, { once: true })
    })
    try {
      return await Promise.race([task, left])
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }
  const turnedAway = async ({ reference, ...wanted }: Turned): Promise<Refused> => {
    const reason: Refusal = { code: 'slot-taken' }
    const offer = await alternatives.find(wanted)
    return { status: 'refused', reference, reason, alternatives: offer, tell: sentenceFor('refused', reason) }
  }

  const reason: Refusal = { code: 'rejected', reason: 'consent-required' }
  const unconsented = { reason, tell: sentenceFor('refused', reason) }

  return {
    hold: (request, options = {}) =>
      call(options, async (): Promise<HoldOutcome> => {
        const { instance } = adapterFor(request.instance)
        const taken = await takeHold(office, instance, request)
        if ('hold' in taken) return { status: 'held', hold: taken.hold }
        const { refusal: reason, owner } = taken
        const offer = await alternatives.find({ instance, slot: request.slot, owner })
        return { status: 'refused', reason, alternatives: offer, tell: sentenceFor('refused', reason) }
      }),
    extend: ({ id, owner, forMs }) => call({}, () => extendHold(office, id, owner, forMs)),
    release: ({ id, owner }) => call({}, () => releaseHold(office, id, owner)),
    book: (request, options = {}) =>
      call(options, async (): Promise<BookOutcome> => {
        const { received, turned } = await receiveBooking(office, intake, adapterFor(request.instance), request)
        switch (received.kind) {
          case 'held':
            return turnedAway(turned)
          case 'unconsented':
            return { status: 'refused', reference: turned.reference, alternatives: [], ...unconsented }
          case 'journaled':
            return view.book(received.intent)
        }
      }),
    status: (reference) =>
      call({}, async () => {
        const intent = await store.intents.byReference(reference)
        return intent === null || intent.patientKey === erasedKey ? null : view.outcomeOf(intent)
      }),
    cancel: (request, options = {}) =>
      call(options, async () => {
        const visit =
          request.reference === undefined
            ? await foreignVisit(office, adapterFor(request.instance).instance, request)
            : await withdraw(office, intake, await intentNamed(office, request.reference, 'cancel'))
        if ('state' in visit) return view.cancel(visit)
        const received = await receiveCancel(office, intake, visit, request.reason)
        if (received.kind === 'held') throw closedError()
        return view.cancel(received.intent)
      }),
    reschedule: (request, options = {}) =>
      call(options, async () => {
        const visit =
          request.reference === undefined
            ? await foreignVisit(office, adapterFor(request.instance).instance, request)
            : await visitOf(office, await intentNamed(office, request.reference, 'reschedule'))
        if (visit === null) throw invalidInput({ reference: noVisit }, 'reschedule')
        const { received, turned } = await receiveMove(office, intake, visit, request)
        return received.kind === 'held' ? turnedAway(turned) : view.move(received.intent)
      }),
    appointments: (query) => call({}, () => listVisits(office, query)),
    resolve: (reference, verdict) =>
      call({}, async () =>
        view.outcomeOf(await resolveByPerson(office, await intentNamed(office, reference, 'resolve'), verdict)),
      ),
    on: (listener) => office.listeners.add(listener),
    async wake(instance) {
      for (const one of instance === undefined ? settings.adapters.keys() : [adapterFor(instance).instance]) {
        office.health.forgive(one)
        await store.intents.wake(one)
      }
      office.ring()
    },
    run({ signal }) {
      if (closing !== undefined) return Promise.reject(closedError())
      return tracked(office, runWorkers(office, AbortSignal.any([signal, ending.signal])))
    },
    close() {
      closing ??= (async () => {
        ending.abort()
        await settled(office, office.tasks)
        office.listeners.clear()
      })()
      return closing
    },
  }
}
