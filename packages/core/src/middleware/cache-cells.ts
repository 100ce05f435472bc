import { LRUCache } from 'lru-cache'
import type { Runtime } from '../contract/adapter.ts'
import type { CacheSettings } from './cache-options.ts'

/** One remembered answer. */
export interface Cell {
  readonly value: unknown
  /** On the monotonic clock: when the MIS was asked. */
  readonly loadedAt: number
  /** The number of the last write to its doctor's day when it was asked for. */
  readonly writes: number
  /** With a shared cache: as what it is known there. `askedAt`: when the MIS was asked, in milliseconds since 1970. */
  readonly there?: { readonly lease: string; readonly askedAt: number } | undefined
  /** With a shared cache, on the monotonic clock: when it was last known to be as the shared cache has it. */
  checkedAt: number
}

/** What this process remembers, bounded in entries and in bytes. */
export type Cells = LRUCache<string, Cell>

export function createCells({ maxEntries, maxBytes }: CacheSettings): Cells {
  const sizeCalculation = (cell: Cell, key: string) => weigh(cell.value) + weigh(key) + ownBytes
  return new LRUCache<string, Cell>({ max: maxEntries, maxSize: maxBytes, sizeCalculation })
}

export const ageOf = (cell: Pick<Cell, 'loadedAt'>, runtime: Runtime): number => runtime.monotonic() - cell.loadedAt

/** A cell without its value, and its place in the list. */
const ownBytes = 160

/** Memory of a value of the model in bytes, rather too high: what several members share counts for each of them. */
export function weigh(value: unknown): number {
  if (typeof value === 'string') return 16 + 2 * value.length
  if (typeof value !== 'object' || value === null) return 8
  let bytes = 24
  // As in `deepFreeze`: no lists of members.
  if (Array.isArray(value)) for (const member of value) bytes += 8 + weigh(member)
  else for (const name in value) bytes += 8 + weigh((value as Readonly<Record<string, unknown>>)[name])
  return bytes
}
