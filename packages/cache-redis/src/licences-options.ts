import { defaultRuntime, MisError, type Runtime } from '@mis/core'

/** Options of `redisLicences`. */
export interface RedisLicencesOptions {
  /** Names the pool, such as the base's host; the same in every process that shares it. */
  readonly name: string
  /** How many there are for all processes together. */
  readonly licences: number
  /**
   * Milliseconds after which a licence that nobody renews goes to the next, by Redis's clock: how long a crashed process
   * keeps one. Renewed three times within. Default 10,000.
   */
  readonly leaseMs?: number
  /** How many calls this process may run at once while Redis cannot be reached. Default 1. */
  readonly fallbackConcurrency?: number
  /** Milliseconds after which a Redis that has not answered cannot be reached; it is tried again every second. Default 500. */
  readonly timeLimitMs?: number
  /** Begins every key and channel, so that several apps may share one Redis. Default `mis`. */
  readonly prefix?: string
  /** Clock and chance, for tests. Default: the real ones. */
  readonly runtime?: Partial<Runtime>
}

/** The options with their defaults. Throws `invalid-request` naming the bad ones. */
export function settingsOf(options: RedisLicencesOptions) {
  const { leaseMs = 10_000, fallbackConcurrency = 1, timeLimitMs = 500, prefix = 'mis', name, licences } = options
  const problems: Record<string, string> = {}
  for (const [option, value] of Object.entries({ licences, leaseMs, fallbackConcurrency, timeLimitMs })) {
    if (!(Number.isInteger(value) && value >= 1))
      problems[`redisLicences.${option}`] = 'must be a whole number, 1 or more'
  }
  // Braces would choose the slot of a cluster.
  for (const [option, value] of Object.entries({ name, prefix })) {
    if (typeof value !== 'string' || !/^[^{}\s]+$/.test(value))
      problems[`redisLicences.${option}`] = 'must be text without spaces and braces'
  }
  if (Object.keys(problems).length > 0) {
    const hint = Object.entries(problems).map(([field, problem]) => `${field}: ${problem}`)
    const details = { fields: Object.keys(problems) }
    throw new MisError('invalid-request', { vendor: 'redis', operation: 'options', hint: hint.join('; '), details })
  }
  const runtime: Runtime = { ...defaultRuntime, ...options.runtime }
  return { name, licences, prefix, leaseMs, fallbackConcurrency, timeLimitMs, runtime }
}
