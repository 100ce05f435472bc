import type { Context } from '../contract/adapter.ts'
import { MisError } from '../errors/mis-error.ts'
import { abortable } from './abortable.ts'
import type { Answer, Send } from './http-answer.ts'
import { transportFailure } from './http-failures.ts'
import { byFetch } from './http-fetch.ts'
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
  use: (answer: Answer, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const sending = trackSending(request, context)
  context.signal.throwIfAborted()
  const url = requestUrl(server, request)
  const body = requestBody(request)
  const shared = typeof ours === 'function' ? await ours(context) : ours
  const headers = checkedHeaders(shared, request.headers)
  if (request.json !== undefined) headers['content-type'] ??= 'application/json'
  const outgoing = { url, method: request.method, headers, body }
  return abortable(context.signal, async (signal) => {
    const attempt = async (send: Send) => {
      signal.throwIfAborted()
      const answer = await send(outgoing, signal, sending.begin).catch((error: unknown) => {
        const { failure, neverLeft } = transportFailure(error, agent?.certificate() != null)
        if (neverLeft) sending.undo()
        throw failure
      })
      refuseRedirect(answer)
      return use(answer, signal)
    }
    return agent ? agent.use(context.runtime.fetch, attempt) : attempt(byFetch(context.runtime.fetch))
  })
}

function refuseRedirect(answer: Answer): void {
  const { status } = answer
  if (status >= 200 && (status < 300 || status >= 400)) return
  const why = status < 200 ? 'an answer that is no answer' : 'a redirect, which is never followed'
  const refusal = new MisError('bad-response', { details: { why }, hint: why, ...(status > 0 && { status }) })
  answer.cancel(refusal)
  throw refusal
}
