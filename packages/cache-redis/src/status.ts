/** How the shared cache does, for an operator's page or metrics. Counts are since it was made; nothing of a patient. */
export interface RedisCacheStatus {
  /** Messages of other instances' writes are being heard. */
  readonly listening: boolean
  /** Keys asked for. */
  readonly reads: number
  /** Of these, answered by Redis. */
  readonly hits: number
  /** Answers stored. */
  readonly stored: number
  /** Answers not stored because a write came after they were asked for: the booking race, decided rightly. */
  readonly overtaken: number
  /** What Redis holds under our keys and is no answer of ours: damaged, of another version, or of a clock ahead of time. */
  readonly junk: number
  /** Commands that Redis did not answer in time, or with an error. */
  readonly failures: number
  /** Writes that Redis does not know of yet: until it does, other instances may serve those days for their time to live. */
  readonly untold: number
  /** Writes given up because too many were untold; above 0, other instances have served old days up to their time to live. */
  readonly lost: number
}

export type Counters = { -readonly [K in Exclude<keyof RedisCacheStatus, 'listening' | 'untold'>]: number }

export function createCounters(): Counters {
  return { reads: 0, hits: 0, stored: 0, overtaken: 0, junk: 0, failures: 0, lost: 0 }
}
