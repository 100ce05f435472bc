import type { Call } from '../contract/adapter.ts'
import type { CacheContext } from './cache.ts'
import { agesOf } from './cache-options.ts'
import { isFresh, wholeAnswer } from './cache-whole.ts'
import { keyOf } from './key.ts'

/** Answers a directory from one cell a page. No write of ours makes it old. */
export function directoryAnswer(call: Call, ttl: number, context: CacheContext): Promise<unknown> {
  const key = keyOf(call)
  const cell = context.cells.get(key)
  if (cell && isFresh(cell, call.options.maxAgeMs ?? ttl, context)) {
    call.trail.cacheHits += 1
    return Promise.resolve(cell.value)
  }
  const ages = agesOf(context.settings, ttl, call.options.maxAgeMs)
  return wholeAnswer(call, { key, ages, keepMs: Math.max(ttl, context.settings.staleIfErrorMs), accepts }, context)
}

function accepts(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items)
}
