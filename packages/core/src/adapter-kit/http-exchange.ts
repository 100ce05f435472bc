import ky from 'ky'
import type { Context } from '../contract/adapter.ts'
import { MisError } from '../errors/mis-error.ts'
import { abortable } from './abortable.ts'
import { transportFailure } from './http-failures.ts'
import { checkedHeaders, type HeaderValues } from './http-headers.ts'
import { type HttpRequest, requestBody } from './http-request.ts'
import { requestUrl, type Server } from './http-url.ts'
import { trackSending } from './sent.ts'
import type { TlsAgent } from './tls-agent.ts'

/** Where requests go, and by what way. */
export interface Route {
  readonly server: Server
  readonly headers: HeaderValues | ((context: Context) => Promise<HeaderValues>) | undefined
  /** Absent: the way of `context.runtime.fetch` alone. */
  readonly agent: TlsAgent | undefined
}

/**
 * One request, up to the head of its answer; `use` reads the rest while the connection and the abort are still watched.
 * The one way to the network: whole answers and streams both go through here.
 */
export async function exchange<T>(
  { server, headers: ours, agent }: Route,
  request: HttpRequest,
  context: Context,
  use: (response: Response, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const sending = trackSending(request, context)
  context.signal.throwIfAborted()
  const url = requestUrl(server, request)
  const body = requestBody(request)
  const shared = typeof ours === 'function' ? await ours(context) : ours
  const headers = checkedHeaders(shared, request.headers)
  if (request.json !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json')
  const init = { method: request.method, headers, ...(body !== undefined && { body }) }
  return abortable(context.signal, async (signal) => {
    const attempt = async (dispatcher?: object) => {
      signal.throwIfAborted()
      // The signal goes to fetch itself: a signal ky derives from it may be collected while the request runs.
      const send: typeof fetch = (input, options) => {
        sending.begin()
        return context.runtime.fetch(input, { ...options, signal, ...(dispatcher && { dispatcher }) } as RequestInit)
      }
      const response = await ask(url, init, send).catch((error: unknown) => {
        const { failure, neverLeft } = transportFailure(error, agent?.certificate() != null)
        if (neverLeft) sending.undo()
        throw failure
      })
      refuseRedirect(response)
      return use(response, signal)
    }
    return agent ? agent.use(attempt) : attempt()
  })
}

function ask(url: string, init: RequestInit, send: typeof fetch): Promise<Response> {
  return ky(url, { ...init, retry: 0, timeout: false, throwHttpErrors: false, redirect: 'manual', fetch: send })
}

function refuseRedirect(response: Response): void {
  const { status, type } = response
  if (type !== 'opaqueredirect' && status >= 200 && (status < 300 || status >= 400)) return
  response.body?.cancel().catch(() => {})
  const why = status < 200 ? 'an answer that is no answer' : 'a redirect, which is never followed'
  throw new MisError('bad-response', { details: { why }, hint: why, ...(status > 0 && { status }) })
}
