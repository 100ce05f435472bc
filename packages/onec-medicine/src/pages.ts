import { MisError, type Page } from '@mis/core'

/** A 1C base sends whole lists; a caller's `limit` cuts them here. The cursor is the place of the next item. */
export function pageOf<T>(items: readonly T[], query: { readonly cursor?: string; readonly limit?: number }): Page<T> {
  const { cursor = '0', limit = items.length } = query
  if (!/^\d{1,9}$/.test(cursor)) {
    throw new MisError('invalid-request', {
      details: { fields: ['cursor'] },
      hint: 'cursor: take `next` of the page before',
    })
  }
  const end = Number(cursor) + limit
  const page = items.slice(Number(cursor), end)
  return end < items.length ? { items: page, next: String(end) } : { items: page }
}
