import { invalid, MisError } from '@mis/core'
import type { ConsentDraft, ConsentEntry, ConsentStore } from '../store/consents.ts'

/** How a consent came to be. */
export type ConsentFacts = Partial<Pick<ConsentDraft, 'version' | 'source'>>

/** The ledger of what patients agreed to. Patients are named by their blind index. */
export interface Consents {
  give(patientKey: string, purpose: string, facts?: ConsentFacts): Promise<ConsentEntry>
  withdraw(patientKey: string, purpose: string, facts?: ConsentFacts): Promise<ConsentEntry>
  /** The purposes that stand now. */
  standing(patientKey: string): Promise<ReadonlySet<string>>
  /** Everything that was ever said, in order. */
  history(patientKey: string): Promise<readonly ConsentEntry[]>
  /**
   * Throws `rejected` with reason `consent-required` unless all that `required` names stand; nothing has happened then.
   * The desk asks it before it writes an intent.
   */
  demand(patientKey: string): Promise<void>
}

export interface ConsentsOptions {
  readonly store: { readonly consents: ConsentStore }
  /** Purposes without which nothing is booked. Default: none. */
  readonly required?: readonly string[]
}

export function createConsents({ store, required = [] }: ConsentsOptions): Consents {
  const write = (act: ConsentDraft['act'], patientKey: string, purpose: string, facts: ConsentFacts = {}) => {
    if (purpose === '') throw invalid({ purpose: 'must say what for' }, { vendor: 'desk', operation: 'consents' })
    const { version = null, source = null } = facts
    return store.consents.append({ patientKey, purpose, act, version, source })
  }
  const standing = async (patientKey: string): Promise<ReadonlySet<string>> => {
    const purposes = new Set<string>()
    for (const { purpose, act } of await store.consents.list(patientKey)) {
      if (act === 'given') purposes.add(purpose)
      else purposes.delete(purpose)
    }
    return purposes
  }
  return {
    give: async (patientKey, purpose, facts) => write('given', patientKey, purpose, facts),
    withdraw: async (patientKey, purpose, facts) => write('withdrawn', patientKey, purpose, facts),
    standing,
    history: (patientKey) => store.consents.list(patientKey),
    async demand(patientKey) {
      if (required.length === 0) return
      const given = await standing(patientKey)
      const absent = required.filter((purpose) => !given.has(purpose))
      if (absent.length === 0) return
      throw new MisError('rejected', {
        vendor: 'desk',
        operation: 'book',
        hint: `the patient has not consented to: ${absent.join(', ')}`,
        details: { reason: 'consent-required' },
        notDone: true,
      })
    },
  }
}
