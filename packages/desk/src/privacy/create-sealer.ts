import { createHmac } from 'node:crypto'
import { invalid, MisError } from '@mis/core'
import type { Sealer } from '../store/sealer.ts'
import { erasedBytes, sealBroken } from './openable.ts'
import { keyIdOf, openBytes, sealBytes } from './sealed-bytes.ts'

/** A key of AES-256-GCM. */
export interface SealingKey {
  /** Written in clear before every sealed value: 1 to 64 characters of `A-Za-z0-9._-`. Never used for another key. */
  readonly id: string
  /** 32 bytes, or the same in base64. */
  readonly key: Uint8Array | string
}

/** Options of `createSealer`. */
export interface SealerOptions {
  /** The first one seals, all of them open. */
  readonly keys: readonly [SealingKey, ...SealingKey[]]
  /** For blind indexes: 32 bytes or base64, of its own, for ever. A patient is found by no other. */
  readonly indexKey: Uint8Array | string
}

/** A sealer whose keys can be changed while it is used. */
export interface KeyedSealer extends Sealer {
  /** The id of the key that seals now. */
  sealsWith(): string
  /**
   * Makes one more key known, and from now on seals with it unless `use` says `open`: in an installation of several
   * processes all must be able to open with it before one seals with it.
   */
  add(key: SealingKey, use?: 'seal' | 'open'): void
  /** Forgets a key. Refused for the one that seals. What it sealed and `reseal` did not reach can never be opened again. */
  remove(id: string): void
}

/**
 * Seals patient columns by AES-256-GCM, each value bound to its row, and names patients by HMAC-SHA-256. Throws
 * `invalid-request` naming a key that does not fit. `open` rejects with `bad-response` for bytes that were changed or
 * belong to another row, `unavailable` where their key is not known here, and `not-found` where they were erased.
 */
export function createSealer({ keys, indexKey }: SealerOptions): KeyedSealer {
  const known = new Map<string, Uint8Array>()
  const learn = (option: string, { id, key }: SealingKey): string => {
    if (!/^[\w.-]{1,64}$/.test(id)) throw wrong(`${option}.id`, 'must be 1 to 64 characters of A-Za-z0-9._-')
    if (known.has(id)) throw wrong(`${option}.id`, 'is the id of another key; give each key its own')
    known.set(id, keyBytes(`${option}.key`, key))
    return id
  }
  const [current = ''] = keys.map((key, index) => learn(`sealer.keys.${index}`, key))
  if (current === '') throw wrong('sealer.keys', 'must name a key')
  const index = keyBytes('sealer.indexKey', indexKey)
  let sealing = current
  const keyOf = (id: string | null): Uint8Array => {
    if (id === null) throw sealBroken('the bytes were not sealed by createSealer()')
    const key = known.get(id)
    if (key !== undefined) return key
    const hint = `the key ${id} is not known here; give it among keys`
    throw new MisError('unavailable', {
      vendor: 'desk',
      operation: 'open',
      hint,
      details: { by: 'store', retryAfterMs: null },
    })
  }
  return {
    async seal(value, context) {
      return sealBytes(JSON.stringify(value), context, sealing, keyOf(sealing))
    },
    async open(bytes, context) {
      if (bytes.length === 0) throw erasedBytes()
      return JSON.parse(openBytes(bytes, context, keyOf(keyIdOf(bytes)))) as unknown
    },
    index: async (text) => createHmac('sha256', index).update(text).digest('base64url'),
    sealsWith: () => sealing,
    add(key, use = 'seal') {
      const id = learn('key', key)
      if (use === 'seal') sealing = id
    },
    remove(id) {
      if (id === sealing) throw wrong('id', 'is the key that seals; add another first')
      known.delete(id)
    },
  }
}

const wrong = (option: string, problem: string) =>
  invalid({ [option]: problem }, { vendor: 'desk', operation: 'sealer' })

function keyBytes(option: string, key: Uint8Array | string): Uint8Array {
  const bytes = typeof key === 'string' ? new Uint8Array(Buffer.from(key, 'base64')) : key
  if (bytes.length === 32) return bytes
  throw wrong(option, 'must be 32 bytes, or the same in base64')
}
