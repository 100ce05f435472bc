/** The columns that hold sealed bytes. A value's context is `<column>/<row>`. */
export type SealedColumn = 'intents.body' | 'intents.result' | 'appointments.body' | 'outbox.body' | 'reminders.body'
export const sealedColumns: readonly SealedColumn[] = [
  'intents.body',
  'intents.result',
  'appointments.body',
  'outbox.body',
  'reminders.body',
]

/** One sealed value and where it stands. */
export interface SealedValue {
  readonly column: SealedColumn
  /** An id; of `appointments.body` the installation and the id, with a slash between them. */
  readonly row: string
  readonly bytes: Uint8Array
}

/** Some of the sealed values, in the order of the walk. */
export interface SealedPage {
  readonly values: readonly SealedValue[]
  /** Where the next page begins; null after the last. */
  readonly next: string | null
}

/** `busy`: something is still under way for the patient, and nothing was erased. */
export type Erasure =
  | { readonly kind: 'erased'; readonly intents: number; readonly appointments: number; readonly reminders: number }
  | { readonly kind: 'busy'; readonly references: readonly string[] }

/** What stands where an erased patient's blind index stood. */
export const erasedKey = 'erased'

/** What concerns the sealed columns of all sections together. Every method is one transaction. */
export interface PrivacyStore {
  /** Sealed values that are not erased. What is written while one walks may or may not come. */
  sealed(column: SealedColumn, cursor: string | null, limit: number): Promise<SealedPage>
  /** Puts other bytes in the place of a value. False where it is no longer the same, and nothing was written. */
  replace(value: SealedValue, bytes: Uint8Array): Promise<boolean>
  /**
   * Empties what is sealed of one patient, and puts `erasedKey` where intents, visits and reminders name them (their
   * owner, body hash and natural key go too); reminders that were not sent are dropped. Everything else of the rows
   * stays, and so do audit and consents, which name a patient by the blind index alone.
   */
  erase(patientKey: string): Promise<Erasure>
}
