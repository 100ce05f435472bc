import { MisError } from '../errors/mis-error.ts'
import type { Page } from '../model/types.ts'

/**
 * A page of a list the MIS sends whole: `limit` items from the one `cursor` names. Default: all of them. The cursor is
 * the place of the next item.
 *
 * @throws MisError `invalid-request` naming `cursor` where it is no cursor of ours.
 */
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
