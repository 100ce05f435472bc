import { requireWhole } from '@mis/core'
import { type PrivacyStore, type SealedColumn, sealedColumns } from '../store/privacy.ts'
import type { KeyedSealer } from './create-sealer.ts'
import { openable } from './openable.ts'
import { keyIdOf } from './sealed-bytes.ts'

/** Options of `reseal`. */
export interface ResealOptions {
  readonly store: { readonly privacy: PrivacyStore }
  readonly sealer: KeyedSealer
  /** Values read at once. Default 200. */
  readonly batch?: number
}

/** How far it is, after each batch. */
export interface ResealProgress {
  readonly column: SealedColumn
  /** Values looked at so far, of all columns and walks. */
  readonly seen: number
  /** Values that another key had sealed, and this one seals now. */
  readonly resealed: number
  /** Values of this walk whose key is not known here. They stay as they are; give the key and go through again. */
  readonly unopened: number
}

/**
 * Seals again, with the key that seals now, whatever another key has sealed, while everything else goes on: a value that
 * changed meanwhile is left for the next walk, and it walks until nothing old is found that it can open. When it has ended with nothing
 * unopened, and no other process seals with an old key any more, old keys may be removed. May be stopped and begun again at any time.
 */
export async function* reseal({ store, sealer, batch = 200 }: ResealOptions): AsyncGenerator<ResealProgress, void> {
  requireWhole('reseal.batch', batch, 1)
  const target = sealer.sealsWith()
  let [seen, resealed] = [0, 0]
  for (const column of sealedColumns) {
    let isClean = false
    while (!isClean) {
      isClean = true
      let unopened = 0
      let cursor: string | null = null
      do {
        const page = await store.privacy.sealed(column, cursor, batch)
        for (const value of page.values) {
          seen += 1
          if (keyIdOf(value.bytes) === target) continue
          const context = `${column}/${value.row}`
          const plain = await openable(sealer.open(value.bytes, context))
          if (plain === undefined) unopened += 1
          else {
            isClean = false
            if (await store.privacy.replace(value, await sealer.seal(plain.value, context))) resealed += 1
          }
        }
        cursor = page.next
        yield { column, seen, resealed, unopened }
      } while (cursor !== null)
    }
  }
}
