import { MisError } from '../errors/mis-error.ts'
import { charsetOf, decodeLeniently, decodeText } from './charset.ts'
import type { Answer } from './http-answer.ts'
import { parseJson } from './json.ts'
import { parseRetryAfter } from './retry-after.ts'

/** What stands before the body of an answer. */
export interface HttpHead {
  readonly status: number
  /** One header by its name in any case; null where it is absent. */
  header(name: string): string | null
  /** What `Retry-After` asks for, in milliseconds from now; null where it is absent or makes no sense. */
  readonly retryAfterMs: number | null
}

/** A whole answer, read and decoded. */
export interface HttpResponse extends HttpHead {
  /** The body in the charset it names (UTF-8 where it names none), without a byte order mark. */
  readonly text: string
  /**
   * The body as JSON; numbers beyond 2^53 come as strings of their digits.
   *
   * @throws MisError `bad-response` where the body is empty, is no JSON, or names another content type.
   */
  json(): unknown
}

export function httpHead({ status, header }: Answer, nowMs: number): HttpHead {
  return { status, header, retryAfterMs: parseRetryAfter(header('retry-after'), nowMs) }
}

/** @throws MisError `bad-response` where a good status comes with bytes its charset does not have. */
export function httpResponse(answer: Answer, bytes: Uint8Array, nowMs: number): HttpResponse {
  const { status } = answer
  const contentType = answer.header('content-type')
  const text = textOf(bytes, contentType, status)
  return { ...httpHead(answer, nowMs), text, json: () => jsonOf(text, contentType, status) }
}

function textOf(bytes: Uint8Array, contentType: string | null, status: number): string {
  if (bytes.byteLength === 0) return ''
  const decoded = decodeText(bytes, charsetOf(contentType))
  if (decoded.ok) return decoded.text
  if (status >= 400) return decodeLeniently(bytes)
  throw broken(decoded.why, status)
}

const jsonType = /^\s*(?:application|text)\/(?:[\w.-]+\+)?json\s*(?:;|$)/i

function jsonOf(text: string, contentType: string | null, status: number): unknown {
  if (text.trim() === '') throw broken('the answer is empty', status)
  if (contentType !== null && contentType.trim() !== '' && !jsonType.test(contentType)) {
    throw broken('the answer is not of a JSON content type', status)
  }
  try {
    return parseJson(text)
  } catch {
    throw broken('the answer is not JSON, or is cut', status)
  }
}

function broken(why: string, status: number): MisError {
  return new MisError('bad-response', { details: { why }, hint: why, status })
}
