import type { Runtime } from '@mis/core'
import { type Http, http, type TlsOptions } from '@mis/core/adapter'
import type { CustomFetch } from 'openid-client'

export interface GatewayFetchSettings {
  readonly tls: TlsOptions | undefined
  readonly maxResponseBytes: number
  /** Its `fetch` is the one that is used. */
  readonly runtime: Runtime
}

/** The library's way to the network: one `http()` for each origin, so with its limits, and never a redirect. */
export interface GatewayFetch {
  under(signal: AbortSignal): CustomFetch
  close(): Promise<void>
}

/** All that the library reads. */
const headersRead = ['content-type', 'www-authenticate', 'dpop-nonce', 'cache-control']

export function gatewayFetch({ tls, maxResponseBytes, runtime }: GatewayFetchSettings): GatewayFetch {
  const clients = new Map<string, Http>()
  const clientOf = (baseUrl: string): Http => {
    const client =
      clients.get(baseUrl) ??
      http({ baseUrl, maxResponseBytes, now: runtime.now, ...(tls && baseUrl.startsWith('https:') && { tls }) })
    clients.set(baseUrl, client)
    return client
  }
  return {
    under:
      (signal) =>
      async (address, { method, headers, body }) => {
        const { origin, pathname, searchParams } = new URL(address)
        const response = await clientOf(origin)(
          {
            method: method === 'POST' ? 'POST' : 'GET',
            path: pathname,
            query: Object.fromEntries(searchParams),
            headers: Object.fromEntries(new Headers(headers)),
            ...(body != null && { body: String(body) }),
          },
          { operation: 'getAppointment', signal, runtime, sent: undefined },
        )
        const read = headersRead.flatMap((name) => {
          const value = response.header(name)
          return value === null ? [] : [[name, value] as const]
        })
        const isEmpty = response.status === 204 || response.status === 205
        return new Response(isEmpty ? null : response.text, {
          status: response.status,
          headers: Object.fromEntries(read),
        })
      },
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()))
    },
  }
}
