import type { MockHandler } from '@mis/mock'
import type { EsiaMockOptions } from './options.ts'

/** The handler, and the keys behind it. */
export type EsiaMock = MockHandler & {
  /** PEM of the certificates that tokens are signed with now: RSA and GOST. */
  certificates(): readonly string[]
  /** ESIA's yearly change of keys: tokens given out from now on need the certificates of now. */
  rotate(): void
}

export function esiaMock(_options: EsiaMockOptions): EsiaMock {
  throw new Error('not built yet')
}
