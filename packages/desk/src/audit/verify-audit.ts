import type { AuditEntry, AuditStore } from '../store/audit.ts'
import { auditHash } from './chain.ts'

/** An entry that was written down elsewhere, so that a chain cut off at its end, or made anew, is found too. */
export type AuditAnchor = Pick<AuditEntry, 'number' | 'hash'>

/**
 * What is wrong with a link. `content`: the entry is not what was written. `previous`: it does not follow the one before.
 * `missing`: an entry is not there. `anchor`: the anchored entry is another one.
 */
export type BrokenLink = 'content' | 'previous' | 'missing' | 'anchor'

/** Whether the chain is whole: then how long it is and its newest entry; else where and how it breaks. */
export type AuditVerdict =
  | { readonly ok: true; readonly entries: number; readonly last: AuditAnchor | null }
  /** `number`: the first entry that is not as it was. */
  | { readonly ok: false; readonly number: number; readonly why: BrokenLink }

const batch = 1000

/**
 * Reads the whole chain and names the first broken link. A chain alone cannot tell that its newest entries were cut off:
 * write `last` down elsewhere from time to time, and give it as `anchor` the next time.
 */
export async function verifyAudit(
  store: { readonly audit: AuditStore },
  { anchor }: { readonly anchor?: AuditAnchor } = {},
): Promise<AuditVerdict> {
  let last: AuditAnchor | null = null
  for (;;) {
    const entries: readonly AuditEntry[] = await store.audit.list(last?.number ?? 0, batch)
    for (const entry of entries) {
      const expected: number = (last?.number ?? 0) + 1
      if (entry.number !== expected) return { ok: false, number: expected, why: 'missing' }
      if (entry.previous !== (last?.hash ?? '')) return { ok: false, number: expected, why: 'previous' }
      if (entry.hash !== auditHash(entry)) return { ok: false, number: expected, why: 'content' }
      if (entry.number === anchor?.number && entry.hash !== anchor.hash)
        return { ok: false, number: expected, why: 'anchor' }
      last = { number: entry.number, hash: entry.hash }
    }
    if (entries.length < batch) break
  }
  const entries = last?.number ?? 0
  if (anchor !== undefined && anchor.number > entries) return { ok: false, number: entries + 1, why: 'missing' }
  return { ok: true, entries, last }
}
