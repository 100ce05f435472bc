import { isTimeZone, type Runtime, type TimeZone } from '@mis/core'
import { z } from 'zod'
import type { BitUmcOptions } from './bit-umc/options.ts'
import type { MedapiOptions } from './medapi/options.ts'

/** How to reach one 1C base, whatever the profile. */
export interface BaseOptions {
  /** The service root, http or https: `…/hs/medapi`, `…/hs/bwi`. */
  readonly baseUrl: string
  /** The 1C user of the publication; Cyrillic names are fine, a colon is not. */
  readonly username: string
  /** The user's password; may be empty. */
  readonly password: string
  /** IANA zone of the base: 1C sends times without one. */
  readonly timeZone: TimeZone
  /** Names the installation in cache keys and logs. Default: the host of `baseUrl`; two bases of one host need two names. */
  readonly instance?: string
  /**
   * Requests, and therefore sessions and client licences, at once. Every request of the adapter counts. A licence
   * refusal lowers it by itself for a while. Default: 2.
   */
  readonly concurrency?: number
  /**
   * `keep`: a session is used again, and holds its licence while it idles. `per-call`: each request is a session of its
   * own that ends with it, slower where starting one is; for licences that several processes share (`limit({ shared })`).
   * Default: `keep`.
   */
  readonly sessions?: 'keep' | 'per-call'
  /** Larger answers are `bad-response`, in bytes. Default: 8 MiB. */
  readonly maxResponseBytes?: number
  /** Time, chance and network, for tests. Default: the real ones. */
  readonly runtime?: Partial<Runtime>
}

/** The options of `createOneCMedicine`; `profile` says which, `medapi` where it is absent. */
export type OneCMedicineOptions = MedapiOptions | BitUmcOptions

const text = z.string().min(1)
const webAddress = z
  .string()
  .refine((address) => /^https?:$/.test(protocolOf(address)), 'must be an http or https address')
const userName = text.refine((name) => !name.includes(':'), 'must hold no colon: HTTP Basic cannot carry one')
const zone = z.string().refine(isTimeZone, 'must be an IANA zone, such as Europe/Moscow')
const runtime = z.custom<Partial<Runtime>>((value) => typeof value === 'object' && value !== null, 'must be an object')

/** The members of every profile's schema. */
export const baseOptions = {
  baseUrl: webAddress,
  username: userName,
  password: z.string(),
  timeZone: zone,
  instance: text.optional(),
  concurrency: z.int().min(1).max(64).default(2),
  sessions: z.enum(['keep', 'per-call']).default('keep'),
  maxResponseBytes: z.int().min(1).optional(),
  runtime: runtime.optional(),
}

/** A path below `baseUrl`; Cyrillic names of services are written percent-encoded. */
export const resource = z
  .string()
  .refine(
    (path) => /^(\/(?!\.{1,2}(?:\/|$))(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+)+$/.test(path),
    'must be a path below baseUrl, such as /schedule',
  )

/** The name a member has in this base; Cyrillic is usual. */
export const memberName = z.string().min(1).max(100)

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : ''
}

/** The instance's name where none is given. */
export function hostOf(baseUrl: string): string {
  return new URL(baseUrl).host
}
