import { hmac, type Keyring } from './encryption.ts'
import { openText, sealText } from './sealed-text.ts'

/** What stands in Redis for our texts: the texts themselves, or what nobody can read or forge without the keys. */
export interface Cover {
  /** For a part of a key's name; the same for the same text of one place in every instance, and like no other. */
  name(text: string, place: string): string
  /** For the value of a key. */
  seal(text: string, key: string): string
  /** Undefined for what is not a value of this key, or not ours. */
  open(text: string, key: string): string | undefined
  sealMessage(text: string, channel: string): string
  openMessage(text: string, channel: string): string | undefined
}

export const plain: Cover = {
  name: (text) => text,
  seal: (text) => text,
  open: (text) => text,
  sealMessage: (text) => text,
  openMessage: (text) => text,
}

/** Stands where values have the id of their key. */
const messages = 'messages'

export function sealing({ current, byId, indexKey }: Keyring): Cover {
  const nameKey = hmac(indexKey, 'names')
  // Not of the keys that are changed: an instance that has not learned the newest must hear of bookings all the same.
  const messageKey = hmac(indexKey, messages)
  return {
    name: (text, place) => hmac(nameKey, `${place}\n${text}`).toString('base64url'),
    seal: (text, key) => sealText(text, key, current.id, current.key),
    open: (text, key) => openText(text, key, (id) => byId.get(id)),
    sealMessage: (text, channel) => sealText(text, channel, messages, messageKey),
    openMessage: (text, channel) => openText(text, channel, (id) => (id === messages ? messageKey : undefined)),
  }
}
