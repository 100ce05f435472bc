import type { ServerOptions } from 'node:https'
import type { MisAdapter } from '@mis/core'
import type { TlsOptions } from '@mis/core/adapter'
import type { MockHandler, World } from '@mis/mock'

/** A mock of a vendor, and how a person talks to it. */
export interface MockOfVendor {
  readonly handler: MockHandler
  /** Serve https with these; absent: http. */
  readonly tls?: ServerOptions
  /** What the mock lets in, by the name of the adapter's option. */
  readonly credentials: Readonly<Record<string, string>>
  /** Files the client needs, by name, such as a certificate. */
  readonly files?: Readonly<Record<string, string>>
  /** Commands that work as they stand; `doctor` and the days are of this world. */
  curl(place: CurlPlace): readonly string[]
  /** The adapter of this mock as a line of TypeScript. */
  code(url: string): string
}

export interface CurlPlace {
  readonly url: string
  readonly doctor: string
  /** Clinic-local days, both of them with a schedule. */
  readonly from: string
  readonly to: string
  /** Where `files` lie. */
  readonly folder: string
}

/** All that the commands know of a vendor. */
export interface Vendor {
  readonly name: string
  readonly title: string
  /** The package that must be installed. */
  readonly package: string
  /** The first one is the default. */
  readonly profiles: readonly string[]
  mock(world: World, profile: string): Promise<MockOfVendor>
  /** The adapter with these options, as the package's own factory checks them. */
  open(options: Readonly<Record<string, unknown>>): Promise<MisAdapter>
  /** Where the installation answers, for looking at its TLS and its clock. */
  address(options: Readonly<Record<string, unknown>>): { readonly url: string; readonly tls?: TlsOptions }
  /** The options a person must know, with examples. */
  readonly needs: Readonly<Record<string, string>>
}

/** An option that is a text, where it is one. */
export function textOf(options: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}
