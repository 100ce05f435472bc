import type { EsiaClient } from './options.ts'
import type { EsiaPerson } from './person.ts'

/** What a system asked for at the authorization address. */
export interface Wish {
  readonly protocol: 'v1' | 'v2'
  readonly client: EsiaClient
  readonly scope: string
  readonly redirectUri: string
  readonly state: string
  readonly offline: boolean
  readonly confirmedOnly: boolean
  readonly challenge?: { readonly value: string; readonly method: string }
}

/** A wish that somebody granted. */
export interface Grant extends Wish {
  readonly person: EsiaPerson
  /** Epoch milliseconds. */
  readonly at: number
  /** `urn:esia:sid`. */
  readonly sid: string
}

/** A code or a refresh token. */
export interface Ticket {
  readonly grant: Grant
  /** Epoch milliseconds; Infinity for a refresh token. */
  readonly expires: number
  used: boolean
}

export interface Access {
  readonly grant: Grant
  readonly expires: number
}

/** What ESIA remembers. */
export interface Memory {
  /** By the id in the login page's address. */
  readonly logins: Map<string, Wish>
  readonly codes: Map<string, Ticket>
  readonly refreshTokens: Map<string, Ticket>
  readonly accessTokens: Map<string, Access>
  /** A state is good for one request. */
  readonly states: Set<string>
}

export function emptyMemory(): Memory {
  return {
    logins: new Map(),
    codes: new Map(),
    refreshTokens: new Map(),
    accessTokens: new Map(),
    states: new Set(),
  }
}

/** Everything that came of one sign-in is void. */
export function revoke(memory: Memory, { sid }: Grant): void {
  for (const [token, { grant }] of memory.accessTokens) if (grant.sid === sid) memory.accessTokens.delete(token)
  for (const [token, { grant }] of memory.refreshTokens) if (grant.sid === sid) memory.refreshTokens.delete(token)
}
