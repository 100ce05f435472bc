import type { Context, MisError, Operation } from '@mis/core'
import { type ErrorRule, failure, type HttpHead } from '@mis/core/adapter'
import type { Ack } from './wire/gateway/ack.ts'

/** How the gateway says a thing inside its 200. A line fits where all that it names fits; the first one counts. */
interface Signal {
  /** Our word for it; the `vendorCode` of the error. */
  readonly word: string
  /** SPRESULT, any below zero, or none because the message was not accepted (MSA.1 is not AA). */
  readonly result: number | 'negative' | 'none'
  /** CHECKCODE of one of the checks. Default: with and without checks. */
  readonly check?: '1' | '2'
  /** CHECKLABEL of that check. */
  readonly label?: RegExp
  /** CHECKTEXT, SPCOMMENT or the ERR text. */
  readonly text?: RegExp
}

/** The gateway waited for the branch in vain: whether the branch has done it is not known. */
const noAnswer = /не отвеча|не ответил|нет связи|связь с филиалом|время ожидания|тайм-?аут|time-?out/i
/** Many a sentence names a branch; only that it is the wrong one counts. */
const wrongBranch =
  /(?:неверн|неправильн|неизвестн|не указан|не найден)\S*(?: \S+)? филиал|направлен\S* в друг\S+ филиал|филиал\S*(?: \S+){0,2} не (?:найден|указан|существует)|MSH\.99/i

const signals: readonly Signal[] = [
  { word: 'malformed', result: -99 },
  // Without SPRESULT the code of MSA.1 is the word.
  { word: 'AE', result: 'none', text: noAnswer },
  { word: 'wrong-branch', result: 'none', text: wrongBranch },
  { word: 'wrong-branch', result: -2, text: wrongBranch },
  { word: 'not-found', result: -2 },
  { word: 'technical', result: 'negative' },
  { word: 'slot-taken', result: 0, check: '2', label: /время занято/i },
  { word: 'slot-taken', result: 0, text: /недавно занято/i },
  { word: 'cancelled-before', result: 0, text: /уже отменена/i },
  { word: 'technical', result: 0, text: noAnswer },
  { word: 'referral-required', result: 0, check: '2', label: /направлени/i },
  { word: 'age-limit', result: 0, check: '2', label: /возраст/i },
  { word: 'visit-in-past', result: 0, text: /прошедш|прошло/i },
  { word: 'already-booked', result: 0, text: /уже записан/i },
  { word: 'patient-ambiguous', result: 0, text: /несколько пациентов/i },
  { word: 'wrong-branch', result: 0, text: wrongBranch },
  { word: 'not-found', result: 0, text: /не найден/i },
  { word: 'refused', result: 0 },
]

const reasons: Readonly<Record<string, string>> = {
  'referral-required': 'referral-required',
  'age-limit': 'age-limit',
  'visit-in-past': 'visit-in-past',
  'already-booked': 'already-booked',
  'patient-ambiguous': 'patient-ambiguous',
  refused: 'unspecified',
}

const rules: readonly ErrorRule[] = [
  { vendorCode: 'wrong-branch', code: 'invalid-request' },
  { vendorCode: 'malformed', code: 'invalid-request' },
  { vendorCode: ['not-found', 'cancelled-before'], code: 'not-found' },
  { vendorCode: 'slot-taken', code: 'slot-taken' },
  { vendorCode: Object.keys(reasons), code: 'rejected', reason: (word) => reasons[word] ?? word },
  // [platform] HL7: AR was refused before it was looked at, AE met an error on the way.
  { vendorCode: 'AR', code: 'unavailable', notDone: true },
  { vendorCode: ['AE', 'technical'], code: 'unavailable' },
]

/** Where the branch of a message comes from. */
const branchField: Readonly<Partial<Record<Operation, string>>> = {
  book: 'slot.clinicId',
  reschedule: 'slot.clinicId',
  cancel: 'appointment.clinicId',
}

/** The error for an answer whose status is none of success. */
export function refusedBy(head: HttpHead, context: Pick<Context, 'operation'>): MisError {
  return failure(head, context, rules)
}

/** The error for an answer that says no inside its 200; null where it says yes. */
export function refusalOf(ack: Ack, context: Pick<Context, 'operation'>): MisError | null {
  if (ack.result === 1) return null
  const word = wordOf(ack)
  const fields = word === 'wrong-branch' ? [branchField[context.operation] ?? 'clinicId'] : []
  return failure({ status: 200, retryAfterMs: null }, context, rules, { vendorCode: word, fields })
}

function wordOf(ack: Ack): string {
  const { result, checks, acknowledgement } = ack
  const texts = [ack.problem, ack.comment, ...checks.map(({ text }) => text)]
  const found = signals.find((signal) => {
    if (!isResult(signal.result, result)) return false
    if (signal.text && !texts.some((text) => signal.text?.test(text))) return false
    if (signal.check === undefined) return true
    return checks.some(({ code, label }) => code === signal.check && (signal.label?.test(label) ?? true))
  })
  return found?.word ?? (result === null ? acknowledgement : 'unknown-result')
}

function isResult(wanted: Signal['result'], result: number | null): boolean {
  if (wanted === 'negative') return result !== null && result < 0
  return wanted === 'none' ? result === null : wanted === result
}
