/** Typed details per error code. Nothing in them is a patient's. */
export interface ErrorDetails {
  /** `fields`: paths of what is wrong, such as `patient.snils`. */
  'invalid-request': { readonly fields: readonly string[] }
  unauthorized: Record<never, never>
  forbidden: Record<never, never>
  'not-found': Record<never, never>
  'slot-taken': Record<never, never>
  /** `reason`: a word such as `already-booked`, `referral-required`, `age-limit`, `not-attached`, `visit-in-past`, `patient-ambiguous`; `unspecified` where the MIS gave none. */
  rejected: { readonly reason: string }
  unsupported: { readonly operation: string }
  'rate-limited': { readonly retryAfterMs: number | null }
  unavailable: { readonly by: 'mis' | 'breaker' | 'queue' | 'store'; readonly retryAfterMs: number | null }
  timeout: Record<never, never>
  /** `why`: what broke the contract, in words without content. */
  'bad-response': { readonly why: string }
  /**
   * `sentAt`: epoch milliseconds of the attempt, null where unknown. `absent`: it was read back after the quiet period, and
   * was not there (`settle`).
   */
  'outcome-unknown': { readonly sentAt: number | null; readonly absent?: true }
}
/** What went wrong, as `error.code` says it. */
export type ErrorCode = keyof ErrorDetails

/** The three questions each error answers, and its page in the documentation. */
export interface ErrorFacts {
  /** Did the operation happen? For reads it never matters. */
  readonly happened: 'no' | 'unknown'
  /** May it be sent again: `never` as it is, `later` by the retry layer, `reads` only where the effect is `read`. */
  readonly resend: 'never' | 'later' | 'reads'
  /** What it becomes where a write may have been sent: itself, or `outcome-unknown`. */
  readonly sentWrite: 'itself' | 'outcome-unknown'
  /**
   * What it tells of the MIS: `failing` opens the breaker; `shut` is a failure for an operator to mend, such as a key that
   * has run out, though the MIS itself runs; `well` is an answer like any other.
   */
  readonly mis: 'failing' | 'shut' | 'well'
  /** When it is thrown. */
  readonly when: string
  /** What the caller does next. */
  readonly next: string
  /** What to tell the patient. */
  readonly patient: { readonly ru: string; readonly en: string }
}

/** What each code means, and what to do about it; docs/errors.md is made of it. */
export const errorCodes: { readonly [C in ErrorCode]: ErrorFacts } = {
  'invalid-request': {
    happened: 'no',
    resend: 'never',
    sentWrite: 'itself',
    mis: 'well',
    when: 'The input is not valid, or the MIS found a field wrong.',
    next: 'Fix the fields named in `details.fields`.',
    patient: { ru: 'Проверьте, пожалуйста, введённые данные.', en: 'Please check what you entered.' },
  },
  unauthorized: {
    happened: 'no',
    resend: 'never',
    sentWrite: 'itself',
    mis: 'shut',
    when: 'The MIS does not accept the credentials.',
    next: 'Renew the key or the certificate.',
    patient: {
      ru: 'Запись временно недоступна. Позвоните в клинику.',
      en: 'Booking is not available now. Please call the clinic.',
    },
  },
  forbidden: {
    happened: 'no',
    resend: 'never',
    sentWrite: 'itself',
    mis: 'shut',
    when: 'The credentials are known but lack the right.',
    next: 'Ask the MIS owner for the right.',
    patient: {
      ru: 'Запись временно недоступна. Позвоните в клинику.',
      en: 'Booking is not available now. Please call the clinic.',
    },
  },
  'not-found': {
    happened: 'no',
    resend: 'never',
    sentWrite: 'itself',
    mis: 'well',
    when: 'The doctor, slot or appointment is not known to the MIS, or is gone.',
    next: 'List again; do not keep the id.',
    patient: {
      ru: 'Этого времени или записи больше нет. Обновите страницу.',
      en: 'This time or visit no longer exists. Please reload.',
    },
  },
  'slot-taken': {
    happened: 'no',
    resend: 'never',
    sentWrite: 'itself',
    mis: 'well',
    when: 'Somebody else has the slot.',
    next: 'List slots again and offer the nearest.',
    patient: {
      ru: 'Это время только что заняли. Выберите другое.',
      en: 'This time has just been taken. Please choose another.',
    },
  },
  rejected: {
    happened: 'no',
    resend: 'never',
    sentWrite: 'itself',
    mis: 'well',
    when: "A rule of the clinic refuses it; `details.reason` is the rule's word.",
    next: 'Show the rule to the patient.',
    patient: { ru: 'Клиника не может принять эту запись.', en: 'The clinic cannot accept this booking.' },
  },
  unsupported: {
    happened: 'no',
    resend: 'never',
    sentWrite: 'itself',
    mis: 'well',
    when: 'This installation does not have the operation.',
    next: 'Ask `supports()` first, or switch the capability off.',
    patient: { ru: 'Это действие доступно только по телефону клиники.', en: 'Please call the clinic for this.' },
  },
  'rate-limited': {
    happened: 'no',
    resend: 'later',
    sentWrite: 'itself',
    mis: 'shut',
    when: 'The MIS, or our own waiting line, has too many requests.',
    next: 'Wait `details.retryAfterMs`.',
    patient: {
      ru: 'Сейчас много обращений. Попробуйте через минуту.',
      en: 'We are busy right now. Please try again in a minute.',
    },
  },
  unavailable: {
    happened: 'no',
    resend: 'later',
    sentWrite: 'outcome-unknown',
    mis: 'failing',
    when: 'The MIS could not be reached or said it cannot serve; a write that may have been sent is `outcome-unknown` instead.',
    next: 'Try later, serve stale data, or queue the request.',
    patient: {
      ru: 'Система клиники не отвечает. Попробуйте позже.',
      en: "The clinic's system does not answer. Please try later.",
    },
  },
  timeout: {
    happened: 'no',
    resend: 'later',
    sentWrite: 'outcome-unknown',
    mis: 'failing',
    when: 'The time was up: for a read, or for a write before anything was sent.',
    next: 'Try again with more time.',
    patient: {
      ru: 'Система клиники отвечает слишком долго. Попробуйте позже.',
      en: "The clinic's system is too slow. Please try later.",
    },
  },
  'bad-response': {
    happened: 'no',
    resend: 'reads',
    sentWrite: 'outcome-unknown',
    mis: 'failing',
    when: 'The answer breaks the contract: empty, cut, another type, a member missing; a write that was sent is `outcome-unknown` instead.',
    next: 'Report `details.why` to the MIS vendor.',
    patient: {
      ru: 'Система клиники ответила с ошибкой. Попробуйте позже.',
      en: "The clinic's system answered with an error. Please try later.",
    },
  },
  'outcome-unknown': {
    happened: 'unknown',
    resend: 'never',
    sentWrite: 'itself',
    mis: 'failing',
    when: 'A write was sent and its answer was lost.',
    next: 'Find out with `findBooking` or a person before sending anything again.',
    patient: {
      ru: 'Мы уточняем, прошла ли запись. Не записывайтесь повторно.',
      en: 'We are checking whether the booking went through. Please do not book again.',
    },
  },
}
