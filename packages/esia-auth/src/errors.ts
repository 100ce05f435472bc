import { reasonOfCode, reasonOfWord } from './error-codes.ts'
import { type EsiaErrorKind, type EsiaReason, esiaReasons, patientSentences } from './error-reasons.ts'

const brand: unique symbol = Symbol.for('@mis/esia-auth/EsiaError') as never

/** How an `EsiaError` is made. What is absent is that of `reason`. */
export interface EsiaErrorInit {
  /** The code ESIA gave, such as `ESIA-007053`. Default: null. */
  readonly code?: string | null
  readonly kind?: EsiaErrorKind
  /** A sentence of ours; never a value of a request or an answer. */
  readonly hint?: string
  readonly forPatient?: string
  /** HTTP status, where an answer came. */
  readonly status?: number
  /** For a debugger only; never printed. */
  readonly cause?: unknown
}

/**
 * A sign-in, a token, or person data that did not come. Nothing in it is a patient's: no body, no address, no token.
 * Options that are wrong throw core's `MisError` `invalid-request` instead, and a given up call the reason of its signal.
 */
export class EsiaError extends Error {
  /** A stable word for what went wrong. */
  readonly reason: EsiaReason
  /** The code of ESIA, such as `ESIA-007053`; null where it gave none, or was not asked. */
  readonly code: string | null
  readonly kind: EsiaErrorKind
  /** What to tell the patient, in Russian. */
  readonly forPatient: string
  /** What to look at, for the engineer. */
  readonly hint: string
  /** HTTP status, where an answer came. */
  declare readonly status?: number

  constructor(reason: EsiaReason, init: EsiaErrorInit = {}) {
    const facts = esiaReasons[reason]
    const code = init.code ?? null
    const hint = init.hint ?? facts.hint
    super(`esia: ${reason}${code === null ? '' : ` ${code}`} (${hint})`)
    this.reason = reason
    this.code = code
    this.kind = init.kind ?? facts.kind
    this.forPatient = init.forPatient ?? facts.forPatient ?? patientSentences[this.kind]
    this.hint = hint
    if (init.status !== undefined) this.status = init.status
    hide(this, brand, true)
    if (init.cause !== undefined) hide(this, 'cause', init.cause)
  }

  /** What may be logged or sent on. */
  toJSON(): Record<string, unknown> {
    const { name, message, reason, code, kind, forPatient, hint, status } = this
    return { name, message, reason, code, kind, forPatient, hint, ...(status !== undefined && { status }) }
  }

  /** What `console.log` shows: the stack, never the cause. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return String(this.stack)
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value
  }
}

Object.defineProperty(EsiaError.prototype, 'name', { value: 'EsiaError' })

function hide(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: false, configurable: true })
}

/** True for an `EsiaError` of one of `kinds`, or of any kind where none is named; works across two copies of the package. */
export function isEsiaError(value: unknown, ...kinds: readonly EsiaErrorKind[]): value is EsiaError {
  return value instanceof EsiaError && (kinds.length === 0 || kinds.includes(value.kind))
}

/** What an answer of ESIA says about why it refuses. */
export interface EsiaRefusal {
  /** Such as `ESIA-007053`. */
  readonly code: string | null
  /** The `error` of OAuth, such as `access_denied`. */
  readonly word?: string | undefined
  readonly status?: number
}

/** The error of a refusal: by the code, else by the word of OAuth, else by the status. */
export function refusalError({ code, word, status }: EsiaRefusal): EsiaError {
  const reason =
    (code === null ? undefined : reasonOfCode(code)) ??
    (word === undefined ? undefined : reasonOfWord(word)) ??
    reasonOfStatus(status)
  return new EsiaError(reason, { code, ...(status !== undefined && { status }) })
}

function reasonOfStatus(status: number | undefined): EsiaReason {
  if (status === undefined) return 'unknown'
  if (status === 429 || status === 503) return 'esia-overloaded'
  if (status >= 500) return 'esia-failed'
  if (status === 401) return 'token-refused'
  if (status === 403) return 'data-refused'
  return 'unknown'
}
