import { defaultRuntime, MisError, type Runtime } from '@mis/core'
import type { RedisClient } from './client.ts'

export interface RedisLicencesOptions {
  readonly client: RedisClient
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
  readonly answerMs?: number
  /** Clock and chance, for tests. Default: the real ones. */
  readonly runtime?: Partial<Runtime>
}

/** The options with their defaults. Throws `invalid-request` naming the bad ones. */
export function settingsOf(options: RedisLicencesOptions) {
  const { leaseMs = 10_000, fallbackConcurrency = 1, answerMs = 500 } = options
  const problems: Record<string, string> = {}
  const counts = { licences: options.licences, leaseMs, fallbackConcurrency, answerMs }
  for (const [name, value] of Object.entries(counts)) {
    if (!(Number.isInteger(value) && value >= 1))
      problems[`redisLicences.${name}`] = 'must be a whole number, 1 or more'
  }
  if (typeof options.name !== 'string' || !/^[^{}]+$/.test(options.name))
    problems['redisLicences.name'] = 'must name the pool, without braces'
  if (typeof options.client?.command !== 'function')
    problems['redisLicences.client'] = 'must be made by fromIoredis() or fromNodeRedis()'
  if (Object.keys(problems).length > 0) {
    const hint = Object.entries(problems).map((problem) => problem.join(' '))
    const details = { fields: Object.keys(problems) }
    throw new MisError('invalid-request', { vendor: 'redis', operation: 'options', hint: hint.join('; '), details })
  }
  const runtime: Runtime = { ...defaultRuntime, ...options.runtime }
  return { ...options, leaseMs, fallbackConcurrency, answerMs, runtime }
}
