import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { sealBroken } from './openable.ts'

// 1 byte format · 1 byte length of the key's id · the id · 12 bytes IV · 16 bytes tag · what is sealed
const format = 1
const [ivLength, tagLength] = [12, 16]
const algorithm = 'aes-256-gcm'

/** Which key sealed these bytes; null where `createSealer` did not. */
export function keyIdOf(bytes: Uint8Array): string | null {
  const length = bytes[1] ?? 0
  const isOurs = bytes[0] === format && length > 0 && bytes.length >= 2 + length + ivLength + tagLength
  return isOurs ? Buffer.from(bytes.subarray(2, 2 + length)).toString() : null
}

/** The id of the key and the context are authenticated together with the text. */
export function sealBytes(text: string, context: string, keyId: string, key: Uint8Array): Uint8Array {
  const id = Buffer.from(keyId)
  const head = Buffer.from([format, id.length, ...id])
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.concat([head, Buffer.from(context)]))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return new Uint8Array(Buffer.concat([head, iv, cipher.getAuthTag(), sealed]))
}

/** Throws `bad-response` where the bytes were changed, or sealed for another context. */
export function openBytes(bytes: Uint8Array, context: string, key: Uint8Array): string {
  const headLength = 2 + (bytes[1] ?? 0)
  const tagAt = headLength + ivLength
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(headLength, tagAt))
    .setAAD(Buffer.concat([bytes.subarray(0, headLength), Buffer.from(context)]))
    .setAuthTag(bytes.subarray(tagAt, tagAt + tagLength))
  try {
    return decipher.update(bytes.subarray(tagAt + tagLength), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    throw sealBroken('the sealed bytes were changed, or sealed for another row')
  }
}
