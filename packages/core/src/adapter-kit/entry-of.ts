/**
 * What a table says to a word of the MIS; undefined where it says nothing. A word such as `constructor`, which every
 * object answers to, is in a table only where somebody put it there.
 */
export function entryOf<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}
