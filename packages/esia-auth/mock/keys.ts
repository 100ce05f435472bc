import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  certificateHash,
  type GostKeyPair,
  type GostPrivateKey,
  generateCertificate,
  generateKeyPair,
} from '../src/gost/index.ts'

interface Signing<Key> {
  readonly key: Key
  /** PEM. */
  readonly certificate: string
  /** `x5t#St256`. */
  readonly hash: string
}

/** What tokens are signed with. */
export interface TokenKeys {
  readonly rsa: Signing<KeyObject>
  readonly gost: Signing<GostPrivateKey>
}

/** ESIA's keys over the years. */
export interface KeyRing {
  current(now: number): TokenKeys
  /** Keys of nobody's. */
  unknown(now: number): TokenKeys
  rotate(): void
}

const year = 365 * 86_400_000

/** Every certificate is good from a day before it was first asked for, for a year. */
export function makeKeyRing(): KeyRing {
  const made = new Map<number, TokenKeys>()
  let turn = 0
  const keysOf = (place: number, now: number): TokenKeys => {
    const known = made.get(place)
    if (known !== undefined) return known
    const keys = makeKeys(place, now)
    made.set(place, keys)
    return keys
  }
  return {
    current: (now) => keysOf(turn + 1, now),
    unknown: (now) => keysOf(0, now),
    rotate() {
      turn += 1
    },
  }
}

function makeKeys(place: number, now: number): TokenKeys {
  const notBefore = new Date(Math.floor(now / 1_000) * 1_000 - 86_400_000)
  const notAfter = new Date(notBefore.getTime() + year)
  const { rsa, gost } = pairsOf(place)
  const subject = `CN=Mock ESIA ${place}`
  const rsaPem = generateCertificate({ key: rsa, subject, notBefore, notAfter })
  const gostPem = generateCertificate({ key: gost.privateKey, subject, notBefore, notAfter })
  return {
    rsa: { key: rsa, certificate: rsaPem, hash: certificateHash(rsaPem) },
    gost: { key: gost.privateKey, certificate: gostPem, hash: certificateHash(gostPem) },
  }
}

interface Pairs {
  readonly rsa: KeyObject
  readonly gost: GostKeyPair
}

/** Made at the first use and shared by all mocks of the process: an RSA pair takes a while. */
const pairs: Pairs[] = []

function pairsOf(place: number): Pairs {
  pairs[place] ??= {
    rsa: generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey,
    gost: generateKeyPair('CryptoPro-XchA'),
  }
  return pairs[place]
}
