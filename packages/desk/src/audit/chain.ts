import { createHash } from 'node:crypto'
import type { AuditDraft, AuditEntry } from '../store/audit.ts'

/** SHA-256 over the members in this order, as JSON, so that the same entry always gives the same bytes. */
export function auditHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { number, at, who, what, whose, about, outcome, code, previous } = entry
  const text = JSON.stringify([number, at, who, what, whose, about, outcome, code, previous])
  return createHash('sha256').update(text).digest('hex')
}

/** The entry that follows `last`. A store calls it inside the transaction that writes it. */
export function linked(draft: AuditDraft, at: number, last: Pick<AuditEntry, 'number' | 'hash'> | null): AuditEntry {
  const { who, what, whose, about, outcome, code } = draft
  const entry = {
    who,
    what,
    whose,
    about,
    outcome,
    code,
    at,
    number: (last?.number ?? 0) + 1,
    previous: last?.hash ?? '',
  }
  return { ...entry, hash: auditHash(entry) }
}
