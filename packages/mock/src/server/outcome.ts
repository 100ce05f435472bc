import { toWindows1251 } from './charset.ts'
import type { Fault } from './types.ts'

/** An answer ready to be sent. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** More than one value means more than one header line. */
  readonly cookies: readonly string[]
  readonly body: Uint8Array
}

/** What the transport does with a request in the end. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Declares the whole length and sends half of it. */
  | { readonly kind: 'cut'; readonly answer: Answer }
  | { readonly kind: 'drip'; readonly answer: Answer }
  | { readonly kind: 'flood'; readonly answer: Answer }
  | { readonly kind: 'reset' }
  | { readonly kind: 'silence' }

const encoder = new TextEncoder()
const json = 'application/json; charset=utf-8'

export function makeAnswer(status: number, contentType: string, text: string): Answer {
  return { status, headers: { 'content-type': contentType }, cookies: [], body: encoder.encode(text) }
}

export async function readAnswer(response: Response): Promise<Answer> {
  const headers: Record<string, string> = {}
  response.headers.forEach((value, name) => {
    if (name !== 'set-cookie') headers[name] = value
  })
  const body = new Uint8Array(await response.arrayBuffer())
  return { status: response.status, headers, cookies: response.headers.getSetCookie(), body }
}

/** The outcome of a fault that needs no handler, or undefined where the handler's answer is wanted. */
export function withoutHandler(fault: Fault, url: string): Outcome | undefined {
  if (fault === 'reset') return { kind: 'reset' }
  if (fault === 'stall') return { kind: 'silence' }
  if (fault === 'html') return plain(makeAnswer(200, 'text/html; charset=utf-8', page))
  if (fault === 'huge') return { kind: 'flood', answer: makeAnswer(200, json, '') }
  if (fault === 'redirect') return redirect(`${url}/redirected`)
  if (typeof fault === 'string') return undefined
  if ('redirect' in fault) return redirect(fault.redirect)
  if (!('status' in fault)) return undefined
  const answer = makeAnswer(fault.status, json, fault.body ?? '')
  const { 'content-type': contentType, ...bare } = answer.headers
  const headers = new Headers(fault.body === undefined ? bare : { ...bare, 'content-type': contentType ?? json })
  for (const [name, value] of Object.entries(fault.headers ?? {})) headers.set(name, value)
  return plain({ ...answer, headers: Object.fromEntries(headers) })
}

/** What a fault makes of the handler's answer. */
export function spoil(fault: Fault, answer: Answer): Outcome {
  const text = () => new TextDecoder().decode(answer.body)
  const type = answer.headers['content-type']?.split(';', 1)[0]?.trim() ?? 'application/json'
  const as = (charset: string, body: Uint8Array) =>
    plain({ ...answer, headers: { ...answer.headers, 'content-type': `${type}; charset=${charset}` }, body })
  switch (fault) {
    case 'lost-answer':
      return { kind: 'reset' }
    case 'stalled-answer':
      return { kind: 'silence' }
    case 'truncate':
      return { kind: 'cut', answer }
    case 'drip':
      return { kind: 'drip', answer }
    case 'empty':
      return plain({ status: 200, headers: {}, cookies: [], body: new Uint8Array() })
    case 'garbage':
      return plain(makeAnswer(200, json, cutJson(text())))
    case 'wrong-charset':
      return as('utf-8', toWindows1251(text()))
    case 'windows-1251':
      return as('windows-1251', toWindows1251(text()))
    case 'bom':
      return plain({ ...answer, body: encoder.encode(`\uFEFF${text()}`) })
    default:
      return plain(answer)
  }
}

const page = '<!doctype html><html lang="ru"><title>Вход</title><body><h1>Войдите в сеть</h1></body></html>'

function plain(answer: Answer): Outcome {
  return { kind: 'answer', answer }
}

function redirect(location: string): Outcome {
  return plain({ status: 307, headers: { location }, cookies: [], body: new Uint8Array() })
}

/** The first half; where that happens to be whole JSON (`[]`, `12`), something that is not. */
function cutJson(text: string): string {
  const half = text.slice(0, Math.floor(text.length / 2))
  try {
    JSON.parse(half)
    return '{"cut":'
  } catch {
    return half === '' ? '{"cut":' : half
  }
}

const chunk = encoder.encode(`${'"0123456789abcdef",'.repeat(3449)}`)
/** 50 MB of one JSON array, piece by piece. */
export function* floodOf(bytes = 50_000_000): Generator<Uint8Array> {
  yield encoder.encode('[')
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk
  yield encoder.encode('""]')
}

/** A body byte by byte, then spaces for ever. */
export function* dripOf(body: Uint8Array): Generator<Uint8Array> {
  for (const byte of body) yield Uint8Array.of(byte)
  for (;;) yield Uint8Array.of(0x20)
}
export const dripPauseMs = 20
