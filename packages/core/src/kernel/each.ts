import type { CallOptions } from '../contract/adapter.ts'
import { MisError } from '../errors/mis-error.ts'
import type { Page, PageQuery } from '../model/types.ts'

/**
 * Every item of a paged list, page after page: `for await (const doctor of each(adapter.listDoctors, {}))`.
 * Throws what `list` throws, and `bad-response` when a page points back at itself.
 */
export async function* each<Q extends PageQuery, T>(
  list: (query: Q, options?: CallOptions) => Promise<Page<T>>,
  query: Q,
  options?: CallOptions,
): AsyncGenerator<T, void, undefined> {
  let page = await list(query, options)
  let cursor = query.cursor
  for (;;) {
    yield* page.items
    if (page.next === undefined) return
    if (page.next === cursor) throw new MisError('bad-response', { details: { why: 'the next page is the same page' } })
    cursor = page.next
    page = await list({ ...query, cursor }, options)
  }
}
