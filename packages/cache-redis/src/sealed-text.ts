import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

// In base64, as a desk seals: 1 byte format · 1 byte length of the key's id · the id · 12 bytes IV · 16 bytes tag · the text
const format = 1
const [ivLength, tagLength] = [12, 16]
const algorithm = 'aes-256-gcm'

/** The id of the key and the context are authenticated together with the text. */
export function sealText(text: string, context: string, keyId: string, key: Uint8Array): string {
  const head = Buffer.from([format, keyId.length, ...Buffer.from(keyId)])
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.concat([head, Buffer.from(context)]))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([head, iv, cipher.getAuthTag(), sealed]).toString('base64')
}

/** Undefined for what was changed, sealed for another context, or sealed by a key that `keyOf` does not know. */
export function openText(
  sealed: string,
  context: string,
  keyOf: (id: string) => Uint8Array | undefined,
): string | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  const headLength = 2 + (bytes[1] ?? 0)
  const tagAt = headLength + ivLength
  if (bytes[0] !== format || bytes.length < tagAt + tagLength) return undefined
  const key = keyOf(bytes.toString('latin1', 2, headLength))
  if (!key) return undefined
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(headLength, tagAt))
    .setAAD(Buffer.concat([bytes.subarray(0, headLength), Buffer.from(context)]))
    .setAuthTag(bytes.subarray(tagAt, tagAt + tagLength))
  try {
    return decipher.update(bytes.subarray(tagAt + tagLength), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return undefined
  }
}
