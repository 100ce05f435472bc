import type { Context, MisError } from '@mis/core'
import { type ErrorRule, failure, type HttpHead } from '@mis/core/adapter'
import type { WireOutcome } from '../wire/portal/common.ts'

/** [assumed] The portal shows the texts of the gateway; the first line whose text fits counts. */
const signals: readonly (readonly [word: string, text: RegExp])[] = [
  ['slot-taken', /недавно занято|время занято/i],
  ['cancelled-before', /уже отменена/i],
  // What stands behind the portal did not answer it, or broke: whether it has done it is not known.
  [
    'technical',
    /не отвеча|не ответил|нет связи|время ожидания|тайм-?аут|time-?out|(?:серв|систем)\S* (?:\S+ )?недоступ|внутренн\S+ ошибк|internal|exception/i,
  ],
  ['referral-required', /направлени/i],
  ['age-limit', /возраст/i],
  ['visit-in-past', /прошедш|прошло/i],
  ['already-booked', /уже записан/i],
  ['wrong-branch', /филиал/i],
  ['not-found', /не найден/i],
]

const reasons = ['referral-required', 'age-limit', 'visit-in-past', 'already-booked']
const rules: readonly ErrorRule[] = [
  { vendorCode: 'slot-taken', code: 'slot-taken' },
  { vendorCode: ['not-found', 'cancelled-before'], code: 'not-found' },
  { vendorCode: 'wrong-branch', code: 'invalid-request' },
  { vendorCode: 'login-refused', code: 'unauthorized' },
  { vendorCode: 'session-lost', code: 'unauthorized' },
  { vendorCode: 'technical', code: 'unavailable' },
  { vendorCode: reasons, code: 'rejected', reason: (word) => word },
  { vendorCode: 'refused', code: 'rejected' },
]

type Where = Pick<Context, 'operation'>

/** The error for an answer whose status is none of success. */
export function refusedBy(head: HttpHead, context: Where): MisError {
  return failure(head, context, rules)
}

/** The error for `success: false` inside a 200. */
export function refusalOf({ message = '', error = '' }: WireOutcome, context: Where): MisError {
  const found = signals.find(([, text]) => text.test(message) || text.test(error))
  return refusalBy(found?.[0] ?? 'refused', context)
}

/** [client] The login, or a captcha that no program can solve. */
export const loginRefused = (context: Where): MisError => refusalBy('login-refused', context)

export const sessionLost = (context: Where): MisError => refusalBy('session-lost', context)

function refusalBy(word: string, context: Where): MisError {
  const fields = word === 'wrong-branch' ? ['clinicId'] : []
  return failure({ status: 200, retryAfterMs: null }, context, rules, { vendorCode: word, fields })
}
