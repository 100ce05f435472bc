import { invalidInput } from '../refuse.ts'
import type { ConsentDraft, ConsentEntry, ConsentStore } from '../store/consents.ts'

/** How a consent came to be. */
export type ConsentFacts = Partial<Pick<ConsentDraft, 'version' | 'source'>>

/** The ledger of what patients agreed to. Patients are named by their blind index. */
export interface Consents {
  /** The patient agrees. Throws `invalid-request` for an empty purpose, as `withdraw` does. */
  give(patientKey: string, purpose: string, facts?: ConsentFacts): Promise<ConsentEntry>
  withdraw(patientKey: string, purpose: string, facts?: ConsentFacts): Promise<ConsentEntry>
  /** The purposes that stand now. */
  standing(patientKey: string): Promise<ReadonlySet<string>>
  /** Everything that was ever said, in order. */
  history(patientKey: string): Promise<readonly ConsentEntry[]>
  /** True where everything that `required` names stands. */
  stand(patientKey: string): Promise<boolean>
}

/** Options of `createConsents`. */
export interface ConsentsOptions {
  readonly store: { readonly consents: ConsentStore }
  /** What `stand` asks for. Default: nothing. */
  readonly required?: readonly string[]
}

/** Keeps consents in the store: nothing is ever changed there, each word is added. */
export function createConsents({ store, required = [] }: ConsentsOptions): Consents {
  const write = (act: ConsentDraft['act'], patientKey: string, purpose: string, facts: ConsentFacts = {}) => {
    if (purpose === '') throw invalidInput({ purpose: 'must say what for' }, 'consents')
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
    async stand(patientKey) {
      if (required.length === 0) return true
      const given = await standing(patientKey)
      return required.every((purpose) => given.has(purpose))
    },
  }
}
