/** What one look at the installation came to. */
export interface Finding {
  readonly about: 'address' | 'tls' | 'clock' | 'access' | 'directory' | 'zone' | 'schedule' | 'latency' | 'support'
  /** `unknown`: it could not be looked at. Only `failed` makes the command end with 1. */
  readonly outcome: 'good' | 'warning' | 'failed' | 'unknown'
  /** One sentence without anything of a person and without a secret. */
  readonly says: string
  /** What to ask the vendor, or to do; absent where there is nothing. */
  readonly next?: string
}

export type Outcome = Finding['outcome']
