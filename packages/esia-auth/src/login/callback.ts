import { codeIn } from '../error-codes.ts'
import { EsiaError, refusalError } from '../errors.ts'
import type { CallbackParameters } from '../types.ts'

/** What the browser brought back. */
export interface Callback {
  readonly state: string
  /** `iss`, which some gateways send. */
  readonly issuer: string | undefined
  /** The code, or why there is none. */
  readonly outcome: { readonly code: string } | { readonly refusal: EsiaError }
}

const longest = 16_384

/** @throws EsiaError `callback-incomplete` where something is missing or stands there twice */
export function readCallback(parameters: CallbackParameters): Callback {
  const one = reader(parameters)
  const state = one('state')
  const code = one('code')
  const word = one('error')
  if (state === undefined || (code === undefined) === (word === undefined)) throw new EsiaError('callback-incomplete')
  const issuer = one('iss')
  if (code !== undefined) return { state, issuer, outcome: { code } }
  const refusal = refusalError({ code: codeIn(one('error_description') ?? '') ?? codeIn(word ?? ''), word })
  return { state, issuer, outcome: { refusal } }
}

function reader(parameters: CallbackParameters): (name: string) => string | undefined {
  const values = (name: string): readonly unknown[] => {
    if (parameters instanceof URL) return parameters.searchParams.getAll(name)
    if (parameters instanceof URLSearchParams) return parameters.getAll(name)
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    return value === undefined ? [] : Array.isArray(value) ? value : [value]
  }
  return (name) => {
    const [value, ...more] = values(name)
    if (value === undefined) return undefined
    const good = typeof value === 'string' && value !== '' && value.length <= longest
    if (!good || more.length > 0) throw new EsiaError('callback-incomplete')
    return value
  }
}
