import type { Context, Runtime } from '@mis/core'
import { decode, type Http, type HttpRequest, type HttpResponse, http, type TlsOptions } from '@mis/core/adapter'
import type { ZodType } from 'zod'
import { type EsiaClock, watchedFetch } from './clock.ts'
import { EsiaError, refusalError } from './errors.ts'
import { refusalIn, refusalOf } from './login/refusals.ts'
import { transportError } from './transport-errors.ts'

export interface ChannelSettings {
  readonly baseUrl: string
  readonly tls: TlsOptions | undefined
  readonly maxResponseBytes: number
  readonly runtime: Runtime
  readonly clock: EsiaClock
}

/** The way to ESIA: its answers as what they should be, its refusals and all other trouble as `EsiaError`. */
export interface Channel {
  /** A form, as token calls are. */
  post<T>(path: string, form: URLSearchParams, schema: ZodType<T>, signal: AbortSignal): Promise<T>
  get<T>(request: AuthorizedGet, schema: ZodType<T>, signal: AbortSignal): Promise<T>
  /** Any answer at all: the clock learns from its `Date`. */
  touch(path: string, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export interface AuthorizedGet {
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly accessToken: string
}

export function openChannel({ baseUrl, tls, maxResponseBytes, runtime, clock }: ChannelSettings): Channel {
  const watched = { ...runtime, fetch: watchedFetch(runtime, clock) }
  const client: Http = http({ baseUrl, maxResponseBytes, now: runtime.now, ...(tls && { tls }) })
  const contextOf = (signal: AbortSignal): Context => ({
    operation: 'getAppointment',
    signal,
    runtime: watched,
    sent: undefined,
  })
  const send = async (request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    try {
      return await client(request, contextOf(signal))
    } catch (error) {
      throw transportError(error)
    }
  }
  const answer = async <T>(request: HttpRequest, schema: ZodType<T>, signal: AbortSignal): Promise<T> =>
    read(await send(request, signal), schema)
  return {
    post: (path, form, schema, signal) =>
      answer(
        {
          method: 'POST',
          path,
          body: String(form),
          headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        },
        schema,
        signal,
      ),
    get: ({ path, query, accessToken }, schema, signal) =>
      answer(
        {
          method: 'GET',
          path,
          headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` },
          ...(query && { query }),
        },
        schema,
        signal,
      ),
    async touch(path, signal) {
      await send({ method: 'GET', path }, signal).catch((error: unknown) => {
        if (!isEsiaTrouble(error)) throw error
      })
    },
    close: () => client.close(),
  }
}

function read<T>(response: HttpResponse, schema: ZodType<T>): T {
  const { status } = response
  if (status >= 400) throw refusalOf(response)
  try {
    const body = response.json()
    const refusal = refusalIn(body)
    if (refusal) throw refusalError({ ...refusal, status })
    return decode(schema, body, 'answer')
  } catch (error) {
    throw transportError(error, status)
  }
}

const isEsiaTrouble = (error: unknown): boolean => error instanceof EsiaError && error.reason === 'bad-response'
