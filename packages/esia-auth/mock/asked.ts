import type { Memory, Ticket } from './memory.ts'
import type { EsiaClient, EsiaMockOptions } from './options.ts'

/** Where a request goes: protocol and call. */
export type Endpoint = 'v2/ac' | 'v3/te' | 'v1/ac' | 'v1/te'

/** A request that is to be checked. */
export interface Asked {
  readonly endpoint: Endpoint
  readonly method: string
  /** False where parameters are not percent-encoded UTF-8, or the body is no form. */
  readonly readable: boolean
  /** The first value of each parameter, decoded. */
  readonly values: Readonly<Record<string, string | undefined>>
  readonly names: readonly string[]
  /** Undefined where nobody has the mnemonic. */
  readonly client: EsiaClient | undefined
  /** The code's or refresh token's own, where it is one of ours. */
  readonly ticket: Ticket | undefined
  readonly memory: Memory
  readonly options: EsiaMockOptions
  /** Epoch milliseconds. */
  readonly now: number
}

/** Reads the parameters of a query or of a form's body. */
export function readAsked(
  { endpoint, method, text, isForm }: { endpoint: Endpoint; method: string; text: string; isForm: boolean },
  memory: Memory,
  options: EsiaMockOptions,
): Asked {
  const entries = [...new URLSearchParams(text)]
  // Where a name is repeated, the first one counts; the request is refused anyway.
  const values: Readonly<Record<string, string | undefined>> = Object.fromEntries(entries.toReversed())
  const tickets = values.grant_type === 'refresh_token' ? memory.refreshTokens : memory.codes
  return {
    endpoint,
    method,
    readable: isForm && !/%(?![0-9a-f]{2})/i.test(text) && entries.every((entry) => !entry.join('').includes('\uFFFD')),
    values,
    names: entries.map(([name]) => name),
    client: options.clients.find(({ clientId }) => clientId === values.client_id),
    ticket: tickets.get((values.grant_type === 'refresh_token' ? values.refresh_token : values.code) ?? ''),
    memory,
    options,
    now: options.now?.() ?? Date.now(),
  }
}

export function isAuthorize({ endpoint }: Asked): boolean {
  return endpoint.endsWith('/ac')
}

export function isRefresh({ values }: Asked): boolean {
  return values.grant_type === 'refresh_token'
}
