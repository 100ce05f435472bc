import { createHmac } from 'node:crypto'

/** A key of AES-256-GCM. */
export interface EncryptionKey {
  /** Written in clear before every sealed value: 1 to 64 characters of `A-Za-z0-9._-`. Never used for another key. */
  readonly id: string
  /** 32 bytes, or the same in base64. */
  readonly key: Uint8Array | string
}

/** The same shape as the options of a desk's `createSealer`. */
export interface EncryptionOptions {
  /** The first one seals, all of them open. */
  readonly keys: readonly [EncryptionKey, ...EncryptionKey[]]
  /** For the names of keys, and for messages: 32 bytes or base64, of its own, the same in all instances and for ever. */
  readonly indexKey: Uint8Array | string
}

/** The keys, checked. */
export interface Keyring {
  /** Seals. */
  readonly current: { readonly id: string; readonly key: Uint8Array }
  readonly byId: ReadonlyMap<string, Uint8Array>
  readonly indexKey: Uint8Array
}

/** Calls `refuse`, which throws, with the option and what is wrong with it. */
export function keyringOf(
  { keys, indexKey }: EncryptionOptions,
  refuse: (option: string, problem: string) => never,
): Keyring {
  const given: readonly EncryptionKey[] = Array.isArray(keys) ? keys : []
  const bytesOf = (option: string, key: unknown): Uint8Array => {
    const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : key
    if (bytes instanceof Uint8Array && bytes.length === 32) return bytes
    return refuse(option, 'must be 32 bytes, or the same in base64')
  }
  const byId = new Map<string, Uint8Array>()
  for (const [index, entry] of given.entries()) {
    const { id, key }: Partial<EncryptionKey> = entry ?? {}
    if (typeof id !== 'string' || !/^[\w.-]{1,64}$/.test(id))
      refuse(`keys.${index}.id`, 'must be 1 to 64 characters of A-Za-z0-9._-')
    if (byId.has(id)) refuse(`keys.${index}.id`, 'is the id of another key; give each key its own')
    byId.set(id, bytesOf(`keys.${index}.key`, key))
  }
  const [first] = byId
  if (!first) return refuse('keys', 'must name a key')
  return { current: { id: first[0], key: first[1] }, byId, indexKey: bytesOf('indexKey', indexKey) }
}

/** Tells nothing of a text to whoever has no key. */
export const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest()
