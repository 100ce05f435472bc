import ky from 'ky'
import type { Context } from '../contract/adapter.ts'
import { MisError } from '../errors/mis-error.ts'
import { abortable } from './abortable.ts'
import { readBody } from './http-body.ts'
import { transportFailure } from './http-failures.ts'
import { checkedHeaders, type HeaderValues } from './http-headers.ts'
import { type HttpResponse, httpResponse } from './http-response.ts'
import { type QueryValues, requestUrl, serverOf } from './http-url.ts'
import { trackSending } from './sent.ts'

const defaultMaxResponseBytes = 8 * 1024 * 1024

/** Which server, and what goes with every request. */
export interface HttpOptions {
  /** `http:` or `https:`, with a path where the MIS has one; without credentials, query or fragment. */
  readonly baseUrl: string
  /** Sent with every request; a function is asked before each one, so that a token may be renewed. Default: none. */
  readonly headers?: HeaderValues | ((context: Context) => Promise<HeaderValues>)
  /** How many bytes an answer may have once unpacked. Default: 8 MiB. A longer one is given up as `bad-response`. */
  readonly maxResponseBytes?: number
}

/** One request. Give `json` or `body`, not both. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `baseUrl`, ids encoded: see `path`. */
  readonly path: string
  /** Members that are `undefined` are left out. */
  readonly query?: QueryValues
  /** Sent as `application/json` unless `headers` say otherwise. */
  readonly json?: unknown
  /** Sent as it is, in UTF-8; name its `content-type` in `headers`. */
  readonly body?: string
  /** Win over the headers of `HttpOptions`. */
  readonly headers?: HeaderValues
  /**
   * Can this request change what the MIS keeps? Default: `read` for GET, `write` for the rest. A read inside a write
   * operation (a look-up, a token) leaves `context.sent` alone, so its failure does not make the outcome unknown.
   */
  readonly effect?: 'read' | 'write'
}

/**
 * Sends one request and reads the whole answer. Resolves for every status but 3xx.
 *
 * @throws MisError `unavailable` (not reached, reset, cut), `bad-response` (redirect, not HTTP, too large, broken
 * charset), `invalid-request` (path or headers, before anything is sent); or the reason of `context.signal`.
 */
export type Http = (request: HttpRequest, context: Context) => Promise<HttpResponse>

/**
 * A client for one server: no retries, no redirects, no answer over the limit, no life after `context.signal`.
 * Keeps `context.sent` right, uses `context.runtime.fetch`.
 *
 * @throws MisError `invalid-request` naming `baseUrl` or `maxResponseBytes`.
 */
export function http(options: HttpOptions): Http {
  const server = serverOf(options.baseUrl)
  const limit = options.maxResponseBytes ?? defaultMaxResponseBytes
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new MisError('invalid-request', {
      details: { fields: ['maxResponseBytes'] },
      hint: 'maxResponseBytes: give a whole number of bytes, at least 1',
    })
  }
  return async (request, context) => {
    const sending = trackSending(request, context)
    context.signal.throwIfAborted()
    const url = requestUrl(server, request)
    const body = bodyOf(request)
    const shared = typeof options.headers === 'function' ? await options.headers(context) : options.headers
    const headers = checkedHeaders(shared, request.headers)
    if (request.json !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json')
    return abortable(context.signal, async (signal) => {
      // The signal goes to fetch itself: a signal ky derives from it may be collected while the request runs.
      const send: typeof fetch = (input, init) => {
        sending.begin()
        return context.runtime.fetch(input, { ...init, signal })
      }
      const response = await ask(
        url,
        { method: request.method, headers, ...(body !== undefined && { body }) },
        send,
      ).catch((error: unknown) => {
        const { failure, neverLeft } = transportFailure(error)
        if (neverLeft) sending.undo()
        throw failure
      })
      refuseRedirect(response)
      const bytes = await readBody(response, limit, signal)
      return httpResponse(response, bytes, context.runtime.now())
    })
  }
}

function ask(url: string, init: RequestInit, send: typeof fetch): Promise<Response> {
  return ky(url, { ...init, retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual', fetch: send })
}

function bodyOf({ json, body }: HttpRequest): string | undefined {
  if (json === undefined) return body
  if (body !== undefined) throw unsendable('body', 'give json or body, not both')
  try {
    return JSON.stringify(json)
  } catch {
    throw unsendable('json', 'json: give what JSON can hold: no cycles, no BigInt')
  }
}

function unsendable(field: string, hint: string): MisError {
  return new MisError('invalid-request', { details: { fields: [field] }, hint })
}

function refuseRedirect(response: Response): void {
  const { status, type } = response
  if (type !== 'opaqueredirect' && status >= 200 && (status < 300 || status >= 400)) return
  response.body?.cancel().catch(() => {})
  const why = status < 200 ? 'an answer that is no answer' : 'a redirect, which is never followed'
  throw new MisError('bad-response', { details: { why }, hint: why, ...(status > 0 && { status }) })
}
