import { linked } from '../../audit/chain.ts'
import type { AuditEntry, AuditStore } from '../../store/audit.ts'

export function memoryAudit(now: () => number): AuditStore {
  const entries: AuditEntry[] = []
  return {
    async append(draft) {
      const entry = linked(draft, now(), entries.at(-1) ?? null)
      entries.push(entry)
      return entry
    },
    list: async (after, limit) => entries.slice(after, after + limit),
  }
}
