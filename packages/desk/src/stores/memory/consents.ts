import type { ConsentEntry, ConsentStore } from '../../store/consents.ts'

export function memoryConsents(now: () => number): ConsentStore {
  const entries: ConsentEntry[] = []
  return {
    async append(draft) {
      const entry = { ...draft, ordinal: entries.length + 1, at: now() }
      entries.push(entry)
      return entry
    },
    list: async (patientKey) => entries.filter((entry) => entry.patientKey === patientKey),
  }
}
