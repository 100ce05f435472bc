/** Spellings met in the field that the Encoding Standard does not list. ASCII is read as UTF-8, its superset. */
const aliases: Readonly<Record<string, string>> = {
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'utf-8-sig': 'utf-8',
  'win-1251': 'windows-1251',
  win1251: 'windows-1251',
  windows1251: 'windows-1251',
  'cp-1251': 'windows-1251',
  '1251': 'windows-1251',
  koi8r: 'koi8-r',
  'cp-866': 'ibm866',
}

/** The `charset` of a content type, lower case; null where none is named. */
export function charsetOf(contentType: string | null): string | null {
  const match = /;\s*charset\s*=\s*(?:"([^"]*)"|([^;\s"]+))/i.exec(contentType ?? '')
  return (match?.[1] ?? match?.[2])?.trim().toLowerCase() || null
}

/** A text, or why the bytes are none, in words that hold nothing of them. */
export type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string }

/**
 * Bytes to text without its byte order mark. A byte order mark wins over `charset`, which wins over UTF-8.
 * Bytes that the charset does not have are a failure, never a replacement character.
 */
export function decodeText(bytes: Uint8Array, charset: string | null): Decoded {
  const decoder = strictDecoder(bytes, charset)
  if (!decoder) return { ok: false, why: 'the named charset is not known' }
  try {
    return { ok: true, text: decoder.decode(bytes) }
  } catch {
    return { ok: false, why: `the bytes are not ${decoder.encoding}` }
  }
}

/** For answers whose status says enough: whatever can be read. */
export function decodeLeniently(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** The decoder for bytes that begin with `head`; null where the charset is not known. */
export function strictDecoder(head: Uint8Array, charset: string | null): InstanceType<typeof TextDecoder> | null {
  const label = charset === null ? 'utf-8' : (aliases[charset.toLowerCase()] ?? charset.toLowerCase())
  try {
    return new TextDecoder(markOf(head) ?? (label === 'utf-16' ? byteOrderOf(head) : label), { fatal: true })
  } catch {
    return null
  }
}

function markOf([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return null
}

/** JSON and XML begin with an ASCII character, whose zero byte tells the order. */
function byteOrderOf([first]: Uint8Array): string {
  return first === 0 ? 'utf-16be' : 'utf-16le'
}
