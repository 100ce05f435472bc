import type { AuditStore } from '../store/audit.ts'
import type { Erasure, PrivacyStore } from '../store/privacy.ts'

/** Options of `erasePatient`. */
export interface EraseOptions {
  readonly store: { readonly audit: AuditStore; readonly privacy: PrivacyStore }
  /** The patient's blind index. */
  readonly patientKey: string
  /** Who asked for it: an id of the app's own, for the audit. */
  readonly who: string
}

/**
 * Erases one patient from the desk's memory (152-FZ, article 21): everything sealed is emptied and everything that names
 * them loses the name. What is left counts for statistics: doctors, times and how each intent ended. The audit keeps its
 * entries and its chain, and says that the patient was erased, by whom and when. `busy` while something is under way for
 * them: finish or withdraw it first. The MIS is not touched.
 */
export async function erasePatient({ store, patientKey, who }: EraseOptions): Promise<Erasure> {
  const act = { who, what: 'erasePatient', whose: patientKey, about: null, code: null } as const
  await store.audit.append({ ...act, outcome: 'asked' })
  const erasure = await store.privacy.erase(patientKey)
  await store.audit.append({ ...act, outcome: erasure.kind === 'erased' ? 'done' : 'refused' })
  return erasure
}
