import type { Context } from '../contract/adapter.ts'
import { MisError } from '../errors/mis-error.ts'
import { defaultRuntime } from '../kernel/runtime.ts'
import { openBody, readBody } from './http-body.ts'
import { exchange } from './http-exchange.ts'
import type { HeaderValues } from './http-headers.ts'
import { checkedLimit, type HttpRequest } from './http-request.ts'
import { type HttpHead, type HttpResponse, httpHead, httpResponse } from './http-response.ts'
import { serverOf } from './http-url.ts'
import { tlsAgent } from './tls-agent.ts'
import type { TlsCertificate, TlsOptions } from './tls-options.ts'
import { tlsSettings } from './tls-settings.ts'

const defaultMaxResponseBytes = 8 * 1024 * 1024

/** Which server, and what goes with every request. */
export interface HttpOptions {
  /** `http:` or `https:`, with a path where the MIS has one; without credentials, query or fragment. */
  readonly baseUrl: string
  /** Sent with every request; a function is asked before each one, so that a token may be renewed. Default: none. */
  readonly headers?: HeaderValues | ((context: Context) => Promise<HeaderValues>)
  /** How many bytes an answer may have once unpacked. Default: 8 MiB. A longer one is given up as `bad-response`. */
  readonly maxResponseBytes?: number
  /**
   * A certificate of ours, or a CA of theirs. Default: none, so the system's roots and the connections of
   * `context.runtime.fetch`. With it the client keeps connections of its own: call `close()`.
   */
  readonly tls?: TlsOptions
  /** Wall clock, epoch milliseconds: the dates of our certificate are checked by it. Default: the machine's. */
  readonly now?: () => number
}

/** What a reader of a stream gets: the body as it comes, once, and the head of the answer. */
export type HttpReader<T> = (body: AsyncIterable<Uint8Array>, head: HttpHead) => Promise<T>

/** A client for one server; see `http`. */
export interface Http {
  /**
   * Sends one request and reads the whole answer. Resolves for every status but 3xx.
   *
   * @throws MisError `unavailable` (not reached, reset, cut), `unauthorized` (our certificate is refused),
   * `bad-response` (redirect, not HTTP, too large, broken charset), `invalid-request` (path, headers or limit, before
   * anything is sent); or the reason of `context.signal`.
   */
  (request: HttpRequest, context: Context): Promise<HttpResponse>
  /**
   * The same with the body in pieces, unpacked, for every status but 3xx. The body ends with the call: `read` takes what
   * it needs, and where it returns or throws early the connection is closed. What `read` throws comes out as it is;
   * the limit, a cut answer and an abort are thrown into its loop.
   */
  stream<T>(request: HttpRequest, context: Context, read: HttpReader<T>): Promise<T>
  /**
   * Takes other certificates without a pause: resolves once new requests use them; running ones end on the old ones.
   *
   * @throws MisError `invalid-request` as `http` does, or where the client was made without `tls`; the old ones stay.
   */
  updateTls(tls: TlsOptions): Promise<void>
  /** Our certificate as it is used now; null without one. */
  certificate(): TlsCertificate | null
  /** With `tls`: destroys its connections; running and later requests are `unavailable`. Without: nothing to do. */
  close(): Promise<void>
}

/**
 * A client for one server: no retries, no redirects, no answer over the limit, no life after `context.signal`.
 * Keeps `context.sent` right, uses `context.runtime.fetch`.
 *
 * @throws MisError `invalid-request` naming `baseUrl`, `maxResponseBytes`, or what is wrong in `tls`: a passphrase that
 * does not fit, a key of another certificate, a PFX that cannot be read, a certificate out of its dates.
 */
export function http(options: HttpOptions): Http {
  const { baseUrl, headers, tls, now = defaultRuntime.now } = options
  const server = serverOf(baseUrl)
  const limit = checkedLimit(options.maxResponseBytes ?? defaultMaxResponseBytes)
  if (tls && !server.origin.startsWith('https:')) throw refuse('baseUrl', 'tls is given, so give an https: address')
  const agent = tls && tlsAgent(tlsSettings(tls, now()))
  const route = { server, headers, agent }
  const limitOf = ({ maxResponseBytes }: HttpRequest) =>
    maxResponseBytes === undefined ? limit : checkedLimit(maxResponseBytes)

  const call = async (request: HttpRequest, context: Context): Promise<HttpResponse> => {
    const most = limitOf(request)
    return exchange(route, request, context, async (answer, signal) => {
      const bytes = await readBody(answer, most, signal)
      return httpResponse(answer, bytes, context.runtime.now())
    })
  }
  return Object.assign(call, {
    async stream<T>(request: HttpRequest, context: Context, read: HttpReader<T>): Promise<T> {
      const most = limitOf(request)
      return exchange(route, request, context, async (answer, signal) => {
        const body = openBody(answer, most, signal)
        try {
          return await read(body.pieces, httpHead(answer, context.runtime.now()))
        } finally {
          body.close()
        }
      })
    },
    async updateTls(next: TlsOptions): Promise<void> {
      if (!agent) throw refuse('tls', 'the client was made without tls')
      agent.replace(tlsSettings(next, now()))
    },
    certificate: () => agent?.certificate() ?? null,
    close: async () => agent?.close(),
  })
}

function refuse(field: string, hint: string): MisError {
  return new MisError('invalid-request', { details: { fields: [field] }, hint: `${field}: ${hint}` })
}
