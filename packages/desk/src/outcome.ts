import type { Appointment, MisError } from '@mis/core'
import { errorCodes } from '@mis/core'
import type { Alternative } from './alternatives.ts'
import type { Refusal } from './store/intents.ts'

/** A sentence for the patient. */
export interface Sentence {
  readonly ru: string
  readonly en: string
}

interface Told {
  /** Ask `status(reference)` for how it goes on. */
  readonly reference: string
  /** What to tell the patient. */
  readonly tell: Sentence
}

/** The visit stands in the MIS. The only status that may be shown as a booking. */
export interface Booked extends Told {
  readonly status: 'booked'
  readonly appointment: Appointment
}
/** The visit stands at its new time. `old`: what became of the visit at the old time, where it was another one. */
export interface Moved extends Told {
  readonly status: 'moved'
  readonly appointment: Appointment
  readonly old: 'gone' | 'being-cancelled' | 'needs-person'
}
/** It did not happen and will not. */
export interface Refused extends Told {
  readonly status: 'refused'
  readonly reason: Refusal
  /** The nearest free times, held for this person; empty where nothing was free, or nothing could be asked. */
  readonly alternatives: readonly Alternative[]
}
/** Received and durable, not sent: the MIS cannot be reached now. Not a booking. */
export interface Queued extends Told {
  readonly status: 'queued'
  /** How many stand before it in this doctor's line. */
  readonly ahead: number
  /** Epoch milliseconds: when it is tried next at the latest. */
  readonly nextTryAt: number
  /** Epoch milliseconds: then it is given up as `expired`. */
  readonly deadlineAt: number
}
/** Sent, and it is being found out whether it happened. Not a booking, and no reason to try again. */
export interface Checking extends Told {
  readonly status: 'checking'
  /** Epoch milliseconds: then a person is asked. */
  readonly deadlineAt: number
}
/** The deadline passed before it could be sent. It did not happen. */
export interface Expired extends Told {
  readonly status: 'expired'
  readonly alternatives: readonly Alternative[]
}
/** There is no visit: cancelled in the MIS, or withdrawn before it was sent (`appointment` is then null). */
export interface Cancelled extends Told {
  readonly status: 'cancelled'
  readonly appointment: Appointment | null
}
/** It could not be found out whether it happened: somebody calls the clinic, then `desk.resolve`. */
export interface NeedsPerson extends Told {
  readonly status: 'needs-person'
  readonly why: string
}

/** What may come of a booking. Handle each by `switch (outcome.status)`: a forgotten one does not compile. */
export type BookOutcome = Booked | Refused | Queued | Checking | Expired | Cancelled | NeedsPerson
/** What may come of a cancellation. */
export type CancelOutcome = Cancelled | Refused | Queued | Checking | Expired | NeedsPerson
/** What may come of a move. */
export type MoveOutcome = Moved | Refused | Queued | Checking | Expired | Cancelled | NeedsPerson
/** What may come of anything. */
export type Outcome = BookOutcome | CancelOutcome | MoveOutcome

/** The refusal an error stands for. */
export function refusalOf(error: MisError): Refusal {
  return error.code === 'rejected' ? { code: error.code, reason: error.details.reason } : { code: error.code }
}

const byStatus: { readonly [S in Exclude<Outcome['status'], 'refused'>]: Sentence } = {
  booked: { ru: 'Вы записаны.', en: 'You are booked.' },
  moved: { ru: 'Запись перенесена.', en: 'Your visit has been moved.' },
  queued: {
    ru: 'Заявка принята, мы подтвердим запись. Вы ещё не записаны.',
    en: 'Received, we will confirm. You are not booked yet.',
  },
  checking: {
    ru: 'Мы уточняем, прошла ли заявка. Не отправляйте её повторно.',
    en: 'We are checking whether it went through. Please do not send it again.',
  },
  expired: {
    ru: 'Мы не успели передать заявку в клинику. Выберите другое время.',
    en: 'We could not pass your request on in time. Please choose another time.',
  },
  cancelled: { ru: 'Запись отменена.', en: 'Your visit is cancelled.' },
  'needs-person': {
    ru: 'Мы уточним запись в клинике и свяжемся с вами.',
    en: 'We will ask the clinic and contact you.',
  },
}

/** What was withdrawn was a move: the visit is where it was. */
export const oldVisitStands: Sentence = {
  ru: 'Перенос отменён, прежняя запись остаётся.',
  en: 'The move is cancelled; your visit stays as it was.',
}

/** What to tell the patient: of refusals what core's table of errors says. */
export function sentenceFor(status: Outcome['status'], refusal?: Refusal): Sentence {
  if (status !== 'refused') return byStatus[status]
  const code = refusal?.code ?? 'rejected'
  return (Object.hasOwn(errorCodes, code) ? errorCodes[code as keyof typeof errorCodes] : errorCodes.rejected).patient
}
