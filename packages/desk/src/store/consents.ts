/** A patient said yes, or took it back. Nothing in it says who the patient is. */
export interface ConsentDraft {
  /** The patient's blind index. */
  readonly patientKey: string
  /** What for, in the app's words, such as `personal-data` or `marketing`. */
  readonly purpose: string
  readonly act: 'given' | 'withdrawn'
  /** Which text was agreed to, such as `2031-03` or the text's hash; null = not told. */
  readonly version: string | null
  /** By which way, such as `site` or `phone`; null = not told. */
  readonly source: string | null
}

/** A consent or its end as it stands in the ledger. */
export interface ConsentEntry extends ConsentDraft {
  /** Order in the store: strictly growing, gaps allowed. */
  readonly ordinal: number
  /** Epoch milliseconds of the store's clock. */
  readonly at: number
}

/** A ledger: nothing in it is changed or deleted, the last word counts. Every method is one transaction. */
export interface ConsentStore {
  append(draft: ConsentDraft): Promise<ConsentEntry>
  /** All of one patient, in order. */
  list(patientKey: string): Promise<readonly ConsentEntry[]>
}
