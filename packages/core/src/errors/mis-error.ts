import { type ErrorCode, type ErrorDetails, type ErrorFacts, errorCodes } from './codes.ts'

const brand: unique symbol = Symbol.for('@mis/core/MisError') as never

/** What every `MisError` has, whatever its code. */
interface MisErrorBase extends Error {
  readonly name: 'MisError'
  readonly vendor: string
  readonly operation: string
  /** Did the operation happen? */
  readonly happened: ErrorFacts['happened']
  /** Attempts made before this error came out; 1 without the `retry` layer. */
  readonly attempts: number
  /** HTTP status, where an answer came. */
  readonly status?: number
  /** The MIS's own code for it, where it gave one. */
  readonly vendorCode?: string
  /** What may be logged or sent on: no body, no header, no cause. */
  toJSON(): Record<string, unknown>
}

/** The one error of the house: a union over codes, so that `switch (error.code)` narrows `details`. */
export type MisError<C extends ErrorCode = ErrorCode> = {
  [K in C]: MisErrorBase & { readonly code: K; readonly details: ErrorDetails[K] }
}[C]

/** How a `MisError` is made. `hint` is a sentence of ours that names the field and the fix, never content. */
export interface MisErrorInit<C extends ErrorCode> {
  readonly details: ErrorDetails[C]
  readonly vendor?: string
  readonly operation?: string
  readonly hint?: string
  readonly status?: number
  readonly vendorCode?: string
  /** True where the MIS itself said that nothing happened; keeps a sent write from becoming `outcome-unknown`. */
  readonly notDone?: boolean
  readonly attempts?: number
  readonly cause?: unknown
}

const safeWord = /^[\p{L}\p{N}_.:-]{1,64}$/u

class MisErrorImplementation extends Error {
  declare readonly name: 'MisError'
  readonly code: ErrorCode
  readonly details: ErrorDetails[ErrorCode]
  readonly vendor: string
  readonly operation: string
  readonly happened: ErrorFacts['happened']
  readonly attempts: number
  declare readonly status?: number
  declare readonly vendorCode?: string
  declare readonly notDone: boolean

  constructor(code: ErrorCode, init: MisErrorInit<ErrorCode>) {
    const vendor = init.vendor ?? 'mis'
    const operation = init.operation ?? 'call'
    super(`${vendor}.${operation}: ${code}${init.hint ? ` (${init.hint})` : ''}`)
    this.code = code
    this.details = init.details
    this.vendor = vendor
    this.operation = operation
    this.happened = errorCodes[code].happened
    this.attempts = init.attempts ?? 1
    if (init.status !== undefined) this.status = init.status
    if (init.vendorCode !== undefined && safeWord.test(init.vendorCode)) this.vendorCode = init.vendorCode
    hide(this, brand, true)
    hide(this, 'notDone', init.notDone ?? false)
    hide(this, 'hint', init.hint)
    // The cause is for a debugger only: a driver's error may hold a URL or a header.
    if (init.cause !== undefined) hide(this, 'cause', init.cause)
  }

  toJSON(): Record<string, unknown> {
    const { name, message, code, details, vendor, operation, happened, attempts, status, vendorCode } = this
    return { name, message, code, details, vendor, operation, happened, attempts, status, vendorCode }
  }

  /** What `console.log` shows: the stack and the facts, never the cause. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `${this.stack} ${JSON.stringify(this.details)}`
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value
  }
}

Object.defineProperty(MisErrorImplementation.prototype, 'name', { value: 'MisError' })

function hide(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: false, configurable: true, writable: true })
}

export interface MisErrorConstructor {
  new <C extends ErrorCode>(code: C, init: MisErrorInit<C>): MisError<C>
  readonly prototype: MisError
}
/**
 * Makes a `MisError`: `new MisError(code, { vendor, operation, details, hint })`. Ask whether something is one by
 * `isMisError`.
 */
export const MisError: MisErrorConstructor = MisErrorImplementation as unknown as MisErrorConstructor

/** True for a `MisError` of one of `codes`, or of any code where none is named; works across two copies of core. */
export function isMisError<C extends ErrorCode = ErrorCode>(
  value: unknown,
  ...codes: readonly C[]
): value is MisError<C> {
  return value instanceof MisError && (codes.length === 0 || codes.includes(value.code as C))
}

/** The same error with other facts; its code, details and cause stay. */
export function amend<C extends ErrorCode>(
  error: MisError<C>,
  facts: Partial<Pick<MisErrorInit<C>, 'vendor' | 'operation' | 'attempts' | 'details'>>,
): MisError<C> {
  const { hint, notDone } = error as unknown as { hint?: string; notDone: boolean }
  return new MisError(error.code, {
    details: (facts.details ?? error.details) as never,
    vendor: facts.vendor ?? error.vendor,
    operation: facts.operation ?? error.operation,
    attempts: facts.attempts ?? error.attempts,
    notDone,
    cause: error.cause,
    ...(hint !== undefined && { hint }),
    ...(error.status !== undefined && { status: error.status }),
    ...(error.vendorCode !== undefined && { vendorCode: error.vendorCode }),
  }) as MisError<C>
}

/** True where the thrower knows that a write did not happen although it was sent. */
export function isCertainlyNotDone(error: MisError): boolean {
  return (error as unknown as { notDone: boolean }).notDone
}
