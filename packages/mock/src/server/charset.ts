let table: ReadonlyMap<string, number> | undefined

/** The upper half of windows-1251 by letter, taken from the platform's own decoder. */
function upperHalf(): ReadonlyMap<string, number> {
  if (table === undefined) {
    const bytes = Uint8Array.from({ length: 128 }, (_, index) => index + 128)
    const letters = new TextDecoder('windows-1251').decode(bytes)
    table = new Map([...letters].map((letter, index) => [letter, index + 128]))
  }
  return table
}

/** Text in windows-1251; a letter it does not have becomes a question mark. */
export function toWindows1251(text: string): Uint8Array {
  const letters = upperHalf()
  return Uint8Array.from([...text], (letter) => {
    const code = letter.codePointAt(0) ?? 0
    return code < 128 ? code : (letters.get(letter) ?? 0x3f)
  })
}
